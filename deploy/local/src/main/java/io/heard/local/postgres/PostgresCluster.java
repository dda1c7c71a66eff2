package io.heard.local.postgres;

import io.heard.local.Complaint;
import io.heard.local.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The database files: made once, in one step, by {@code initdb}. */
final class PostgresCluster {
  static final String ADMIN = "heard_admin";

  private final Path directory;
  private final PostgresBinaries binaries;

  PostgresCluster(Path directory, PostgresBinaries binaries) {
    this.directory = directory;
    this.binaries = binaries;
  }

  /** PostgreSQL cannot open files of another major version; better said before it tries. */
  static void checkVersion(Path directory) throws IOException {
    Path file = directory.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String made = Files.readString(file).strip();
    if (!made.equals(PostgresBinaries.MAJOR)) {
      throw new Complaint(
          """
          %s was made by PostgreSQL %s; this Heard brings PostgreSQL %s, which cannot open it.
          Take its data over with pg_dump of version %s, or start afresh with another --data DIR."""
              .formatted(directory, made, PostgresBinaries.VERSION, made));
    }
  }

  void createOnce(String adminPassword, Path log) throws IOException, InterruptedException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path draft = draft(directory);
    PrivateFiles.deleteTree(draft);
    Path password = directory.resolveSibling("password.new");
    PrivateFiles.replace(password, adminPassword.getBytes(StandardCharsets.UTF_8));
    try {
      initdb(draft, password, log);
    } finally {
      Files.delete(password);
    }
    Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where it is made before it is moved to its place. */
  static Path draft(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".new");
  }

  private void initdb(Path target, Path password, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(Unprivileged.prefix());
    command.add(binaries.program("initdb").toString());
    command.addAll(List.of("-D", target.toString()));
    command.addAll(List.of("-U", ADMIN, "--pwfile=" + password, "--auth=scram-sha-256"));
    // The same order of text on every machine, whatever locales it has.
    command.addAll(List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"));
    command.addAll(List.of("--builtin-locale=C.UTF-8", "--no-instructions"));
    Process initdb =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      if (initdb.waitFor() != 0) {
        throw new IOException("initdb failed with exit code " + initdb.exitValue());
      }
    } finally {
      initdb.destroy();
    }
  }
}
