package io.heard.systemtests.clock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Packs {@link ClockAgent} as the Java command wants it. */
public final class ClockAgentJar {
  private static final String[] CLASSES = {"MachineClock", "ClockAgent", "Calls", "Calls$Constant"};

  private ClockAgentJar() {}

  /**
   * @return the option that puts the agent into a process
   */
  public static String option(Path folder, Path offsetFile) throws IOException {
    Path jar = folder.resolve("clock-agent.jar");
    if (!Files.exists(jar)) {
      write(jar);
    }
    return "-javaagent:" + jar + "=" + offsetFile;
  }

  private static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", ClockAgent.class.getName());
    attributes.putValue("Boot-Class-Path", jar.getFileName().toString());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String name : CLASSES) {
        String file = name + ".class";
        out.putNextEntry(
            new ZipEntry(ClockAgent.class.getPackageName().replace('.', '/') + "/" + file));
        try (InputStream in = ClockAgent.class.getResourceAsStream(file)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
