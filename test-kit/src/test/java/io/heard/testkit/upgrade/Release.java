package io.heard.testkit.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The migrations of the version before, as {@code deploy/upgrade/release.sh} has written them down:
 * {@code sha256sum}'s format, paths from the root of the repository.
 */
final class Release {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path KIT = Path.of("service-kit/src/main/resources/db/kit");
  private static final Path LIST = ROOT.resolve("deploy/upgrade/released-migrations.sha256");
  private static final Path ACCEPTED = ROOT.resolve("deploy/upgrade/accepted.txt");
  private static final String BETWEEN = "  ";
  private static final String BECAUSE = " -- ";

  private Release() {}

  /** The folder of a service's own migrations. */
  static Path of(String service) {
    return Path.of(service, "src/main/resources/db/migration");
  }

  /** Digests by path. */
  static Map<Path, String> migrations() throws IOException {
    Map<Path, String> digests = new LinkedHashMap<>();
    for (String line : Files.readAllLines(LIST)) {
      String[] parts = line.split(BETWEEN, 2);
      digests.put(Path.of(parts[1]), parts[0]);
    }
    return digests;
  }

  /** Copies a folder as it was in that version. */
  static void copy(Path folder, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : migrations().keySet()) {
      if (file.getParent().equals(folder)) {
        Files.copy(ROOT.resolve(file), to.resolve(file.getFileName().toString()));
      }
    }
  }

  /** What was looked at in that service's migrations and found harmless. */
  static List<String> accepted(String service) throws IOException {
    String prefix = service + ": ";
    try (Stream<String> lines = Files.lines(ACCEPTED)) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length(), line.indexOf(BECAUSE)))
          .toList();
    }
  }

  static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(ROOT.resolve(file))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
