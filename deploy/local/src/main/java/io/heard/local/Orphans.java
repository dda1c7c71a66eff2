package io.heard.local;

import io.heard.local.postgres.PostgresProcesses;
import io.heard.local.supervise.Kill;
import io.heard.local.supervise.ProcFs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Finds what a launcher that was killed has left running. A process is ours if its command line
 * carries this data directory, so a pid that was given anew to somebody else is never touched; and
 * a process whose pid file got lost is found all the same.
 */
public final class Orphans {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final Path data;
  private final PostgresProcesses postgres;

  public Orphans(Path data) {
    this.data = data;
    this.postgres = new PostgresProcesses(data);
  }

  /** The Java option every Java program of this data directory is started with. */
  public static String marker(Path data) {
    return "-Dheard.data=" + data;
  }

  /** Whether this process belongs to this data directory: by marker or by cluster. */
  public boolean isOurs(ProcFs.Running process) {
    return process.arguments().contains(marker(data)) || postgres.contains(process);
  }

  public List<ProcFs.Running> find() {
    return ProcFs.all().stream().filter(this::isOurs).toList();
  }

  /** Stops them, the services and the broker first, the database last. */
  public void stop(Console console) throws IOException, InterruptedException {
    List<ProcFs.Running> found = find();
    if (found.isEmpty()) {
      return;
    }
    List<ProcFs.Running> database = found.stream().filter(postgres::contains).toList();
    List<ProcFs.Running> others = found.stream().filter(one -> !postgres.contains(one)).toList();
    console.event(
        "A launcher was killed and left processes behind (pids "
            + String.join(", ", heads(found).stream().map(one -> Long.toString(one.pid())).toList())
            + "); stopping them first");
    stop(others, others, "TERM");
    stop(heads(database), database, "INT");
  }

  /** Those not started by another of them: the postmaster, who alone may be told to stop. */
  private static List<ProcFs.Running> heads(List<ProcFs.Running> family) {
    List<Long> pids = family.stream().map(ProcFs.Running::pid).toList();
    return family.stream()
        .filter(one -> ProcFs.parent(one.pid()).filter(pids::contains).isEmpty())
        .toList();
  }

  private static void stop(List<ProcFs.Running> told, List<ProcFs.Running> awaited, String signal)
      throws IOException, InterruptedException {
    for (ProcFs.Running process : told) {
      Kill.signal(process.pid(), signal);
    }
    List<Long> pids = awaited.stream().map(ProcFs.Running::pid).toList();
    if (Kill.awaitEnd(pids, PATIENCE)) {
      return;
    }
    for (long pid : pids) {
      if (ProcFs.alive(pid)) {
        Kill.signal(pid, "KILL");
      }
    }
    if (!Kill.awaitEnd(pids, AFTER_KILL)) {
      throw new IOException("Cannot end the processes " + pids);
    }
  }
}
