package io.heard.local.postgres;

import io.heard.local.supervise.Kill;
import io.heard.local.supervise.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * After {@code kill -9} of the postmaster its backends live on for a moment, and PostgreSQL refuses
 * to start beside them. And its {@code postmaster.pid} names a pid which by now may be somebody
 * else's, at which PostgreSQL would refuse as well.
 */
final class LeftoverBackends {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final PostgresProcesses processes;
  private final Path clusterDirectory;

  LeftoverBackends(PostgresProcesses processes, Path clusterDirectory) {
    this.processes = processes;
    this.clusterDirectory = clusterDirectory;
  }

  /** To be called by the owner of the data directory's lock while no postmaster runs. */
  void clear() throws IOException, InterruptedException {
    List<Long> backends =
        ProcFs.all().stream().filter(processes::contains).map(ProcFs.Running::pid).toList();
    if (!Kill.awaitEnd(backends, PATIENCE)) {
      for (long pid : backends) {
        Kill.signal(pid, "KILL");
      }
      if (!Kill.awaitEnd(backends, AFTER_KILL)) {
        throw new IOException("PostgreSQL processes do not end: " + backends);
      }
    }
    Path pidFile = clusterDirectory.resolve("postmaster.pid");
    if (Files.exists(pidFile) && ProcFs.alive(namedIn(pidFile))) {
      Files.delete(pidFile);
    }
  }

  private static long namedIn(Path pidFile) throws IOException {
    String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    return first.isEmpty() ? 0 : Math.abs(Long.parseLong(first));
  }
}
