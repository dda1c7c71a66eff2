package io.heard.local.postgres;

import io.heard.local.Complaint;
import io.heard.local.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the archive on the class path. */
final class PostgresBinaries {
  static final String VERSION = "18.6";
  static final String MAJOR = "18";

  private final Path home;

  PostgresBinaries(Path postgresDirectory) {
    this.home = postgresDirectory.resolve(VERSION);
  }

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  /** The folder appears in one step, so that it is complete if it exists. */
  void unpack() throws IOException {
    if (Files.isDirectory(home)) {
      return;
    }
    PrivateFiles.directory(home.getParent());
    Path draft = home.resolveSibling(VERSION + ".new");
    PrivateFiles.deleteTree(draft);
    Files.createDirectory(draft);
    String archive = "/" + archive(System.getProperty("os.arch"));
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new Complaint("PostgreSQL is missing on the class path: " + archive);
      }
      unpack(packed, draft);
    }
    Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
  }

  static String archive(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
      case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
      default ->
          throw new Complaint(
              "There is no PostgreSQL for "
                  + architecture
                  + " here. Run the services against a PostgreSQL of your own instead.");
    };
  }

  private static void unpack(InputStream packed, Path target) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("Entry outside of the archive: " + entry.getName());
        }
        unpack(tar, entry, path);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
