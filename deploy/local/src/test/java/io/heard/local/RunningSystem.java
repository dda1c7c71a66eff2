package io.heard.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.local.supervise.Kill;
import io.heard.local.supervise.PidFiles;
import io.heard.local.supervise.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher as a process of its own, as {@code ./run} starts it. */
final class RunningSystem {
  static final List<String> NAMES =
      List.of("postgres", "kafka", "customer-service", "ticket-service", "notification-service");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Settings settings;
  private final Path output;
  private Process launcher;

  /**
   * @param output takes what is printed
   */
  RunningSystem(Settings settings, Path output) {
    this.settings = settings;
    this.output = output;
  }

  /** The exit code of a command that ends by itself; what it prints is in {@link #output}. */
  int command(String command) throws IOException, InterruptedException {
    Process process = launch(command);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  void up() throws IOException {
    launcher = launch("up");
    await()
        .atMost(PATIENCE)
        .until(() -> output().contains("A token for mei") || !launcher.isAlive());
    assertThat(output()).contains("Ready after");
  }

  /** Returns the exit code. */
  int end(String signal) throws IOException, InterruptedException {
    Kill.signal(launcher.pid(), signal);
    assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return launcher.exitValue();
  }

  boolean isUp() {
    return launcher != null && launcher.isAlive();
  }

  long pid(String name) throws IOException {
    return new PidFiles(settings.pids()).read(name).orElse(0L);
  }

  List<Long> pids() throws IOException {
    List<Long> pids = new ArrayList<>();
    for (String name : NAMES) {
      pids.add(pid(name));
    }
    return pids;
  }

  void killAndAwaitNext(String name) throws IOException, InterruptedException {
    long before = pid(name);
    Kill.signal(before, "KILL");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                output().contains(name + " is ready again (pid " + pid(name) + ")")
                    && pid(name) != before
                    && ProcFs.alive(pid(name)));
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  private Process launch(String command) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-Dheard.home=" + settings.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "--data=" + settings.data()));
    settings.ports().forEach((endpoint, port) -> words.add(endpoint.option() + "=" + port));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
