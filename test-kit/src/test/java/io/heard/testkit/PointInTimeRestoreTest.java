package io.heard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backup and point-in-time restore as the operations guide describes them: a copy of the running
 * database, the archive of what was written since, and a moment.
 */
class PointInTimeRestoreTest {

  @TempDir(cleanup = CleanupMode.ALWAYS)
  Path folder;

  @Test
  void everythingUntilTheMoment_andNothingAfterIt() throws Exception {
    Path archive = Files.createDirectory(folder.resolve("archive"));
    Path data = folder.resolve("data");
    Path backup = folder.resolve("backup");
    // the server runs as another user where the tests run as root
    Files.setPosixFilePermissions(
        archive, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
    String moment;
    try (EmbeddedPostgres running =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("wal_level", "replica")
            .setServerConfig("archive_mode", "on")
            .start()) {
      execute(
          running,
          "ALTER SYSTEM SET archive_command = 'test ! -f %1$s/%%f && cp %%p %1$s/%%f'"
              .formatted(archive));
      execute(running, "SELECT pg_reload_conf()");
      execute(running, "CREATE TABLE note (text text)");
      execute(running, "INSERT INTO note VALUES ('before the backup')");
      backUp(running, data, backup);
      execute(running, "INSERT INTO note VALUES ('after the backup')");
      moment = first(running, "SELECT clock_timestamp()::text");
      execute(running, "SELECT pg_sleep(0.1)");
      execute(running, "INSERT INTO note VALUES ('after the moment')");
      String segment = first(running, "SELECT pg_walfile_name(pg_switch_wal())");
      await().until(() -> Files.exists(archive.resolve(segment)));
    }
    Files.createFile(backup.resolve("recovery.signal"));
    Files.writeString(
        backup.resolve("postgresql.auto.conf"),
        """
        archive_mode = off
        restore_command = 'cp %s/%%f %%p'
        recovery_target_time = '%s'
        recovery_target_action = promote
        """
            .formatted(archive, moment));
    try (EmbeddedPostgres restored =
        EmbeddedPostgres.builder().setDataDirectory(backup).setCleanDataDirectory(false).start()) {
      await().until(() -> first(restored, "SELECT pg_is_in_recovery()::text").equals("false"));
      assertThat(all(restored, "SELECT text FROM note ORDER BY text"))
          .containsExactly("after the backup", "before the backup");
      execute(restored, "INSERT INTO note VALUES ('goes on')");
    }
  }

  private static void backUp(EmbeddedPostgres running, Path from, Path to) throws Exception {
    try (Connection session = running.getPostgresDatabase().getConnection();
        Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_backup_start('nightly', true)");
      copy(from, to);
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
        row.next();
        Files.writeString(to.resolve("backup_label"), row.getString(1));
      }
    }
  }

  /** Without what belongs to the running server alone. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(each).toString());
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(each));
            Files.setAttribute(copy, "unix:uid", Files.getAttribute(each, "unix:uid"));
            return each.endsWith("pg_wal")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            String name = each.getFileName().toString();
            if (!name.startsWith("postmaster.") && !name.equals("epg-lock")) {
              Files.copy(
                  each,
                  to.resolve(from.relativize(each).toString()),
                  java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path gone, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String first(EmbeddedPostgres server, String sql) throws SQLException {
    return all(server, sql).get(0);
  }

  private static List<String> all(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    }
  }
}
