package io.heard.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a Java process of this machine about itself. */
final class Jcmd {

  private Jcmd() {}

  /**
   * @param command of the JDK's {@code jcmd}
   * @return what it prints; for a process that is gone, why there is nothing
   */
  static String ask(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return text;
  }
}
