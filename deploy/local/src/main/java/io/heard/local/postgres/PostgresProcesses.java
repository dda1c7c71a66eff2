package io.heard.local.postgres;

import io.heard.local.supervise.ProcFs;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells the processes of one cluster from others. A backend overwrites its command line, but every
 * one works in the folder of its cluster; {@code initdb} does not, but names it.
 */
public final class PostgresProcesses {
  private final Path cluster;

  public PostgresProcesses(Path data) {
    this.cluster = data.resolve("postgres/data");
  }

  public boolean contains(ProcFs.Running process) {
    List<Path> folders = List.of(cluster, PostgresCluster.draft(cluster));
    boolean isProgram =
        ProcFs.executable(process.pid())
            .filter(program -> program.startsWith(cluster.getParent()))
            .isPresent();
    return isProgram
        && (folders.stream().anyMatch(folder -> process.arguments().contains(folder.toString()))
            || ProcFs.workingDirectory(process.pid()).filter(folders::contains).isPresent());
  }
}
