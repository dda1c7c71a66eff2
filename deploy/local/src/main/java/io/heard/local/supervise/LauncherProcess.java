package io.heard.local.supervise;

import io.heard.local.Main;
import io.heard.local.Settings;
import java.io.IOException;
import java.util.Optional;

/** The launcher of a data directory, seen from another process. */
public final class LauncherProcess {

  private LauncherProcess() {}

  /** Its pid, if it runs; a pid that by now belongs to another program does not count. */
  public static Optional<Long> find(Settings settings) throws IOException {
    return new PidFiles(settings.pids())
        .read(DataLock.LAUNCHER)
        .filter(ProcFs::alive)
        .filter(pid -> ProcFs.arguments(pid).contains(Main.class.getName()));
  }
}
