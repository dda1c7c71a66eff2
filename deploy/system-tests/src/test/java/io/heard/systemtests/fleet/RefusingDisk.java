package io.heard.systemtests.fleet;

import io.heard.local.postgres.PostgresProcesses;
import io.heard.local.supervise.ProcFs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * For users who may not mount a disk: the kernel refuses every process of PostgreSQL to make files
 * any longer (RLIMIT_FSIZE), which PostgreSQL takes for a full disk.
 */
final class RefusingDisk implements Disk {
  private static final String NOTHING = "--fsize=0:";
  private static final String ANYTHING = "--fsize=unlimited:";

  private final PostgresProcesses processes;

  RefusingDisk(Path data) {
    this.processes = new PostgresProcesses(data);
  }

  @Override
  public void fill() throws IOException, InterruptedException {
    limit(NOTHING);
  }

  @Override
  public void free() throws IOException, InterruptedException {
    limit(ANYTHING);
  }

  @Override
  public void close() {
    // the limits end with the processes
  }

  private void limit(String soft) throws IOException, InterruptedException {
    List<ProcFs.Running> all = ProcFs.all().stream().filter(processes::contains).toList();
    for (ProcFs.Running one : all) {
      Process prlimit =
          new ProcessBuilder("prlimit", "--pid", Long.toString(one.pid()), soft)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (prlimit.waitFor() != 0 && ProcFs.alive(one.pid())) {
        throw new IOException("Cannot limit the files of process " + one.pid());
      }
    }
  }

  @Override
  public String toString() {
    return "a limit on the size of files (this user may not mount a tmpfs)";
  }
}
