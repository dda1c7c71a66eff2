package io.heard.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** A checkout as far as the launcher looks at it: the three built services, each a stand-in. */
public final class TestHome {
  private static final List<String> SERVICES =
      List.of("customer-service", "ticket-service", "notification-service");

  private TestHome() {}

  public static Settings create(Path directory) throws IOException {
    for (String service : SERVICES) {
      Path app = Files.createDirectories(directory.resolve(service).resolve("target/quarkus-app"));
      writeJar(app.resolve("quarkus-run.jar"));
    }
    return new Settings(directory, directory.resolve("data"), Endpoint.freePorts());
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, StandInService.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, driver());
    Path classes = location(StandInService.class);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(classes.resolve("io/heard/local"), 1)) {
      List<Path> standIns =
          files
              .filter(file -> file.getFileName().toString().startsWith("StandInService"))
              .collect(Collectors.toList());
      for (Path file : standIns) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }

  private static String driver() {
    // By name: its annotations, which are not on the class path, would make the compiler warn.
    try {
      return location(Class.forName("org.postgresql.Driver")).toUri().toString();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
