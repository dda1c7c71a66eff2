package io.heard.local.supervise;

import io.heard.local.Complaint;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/**
 * One launcher a data directory. The lock is the operating system's: it ends with the launcher,
 * however that ends.
 */
public final class DataLock implements AutoCloseable {
  static final String LAUNCHER = "launcher";

  private final FileChannel channel;
  private final PidFiles pids;

  private DataLock(FileChannel channel, PidFiles pids) {
    this.channel = channel;
    this.pids = pids;
  }

  public static DataLock take(Settings settings) throws IOException {
    PrivateFiles.directory(settings.data());
    PidFiles pids = new PidFiles(settings.pids());
    FileChannel channel =
        FileChannel.open(
            settings.data().resolve("launcher.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      String who = pids.read(LAUNCHER).map(pid -> " (launcher pid " + pid + ")").orElse("");
      throw new Complaint(
          """
          Heard already runs on %s%s.
          See it with ./run status, end it with ./run stop, or choose another --data DIR \
          (and other ports)."""
              .formatted(settings.data(), who));
    }
    pids.write(LAUNCHER, ProcessHandle.current().pid());
    return new DataLock(channel, pids);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    pids.remove(LAUNCHER);
    channel.close();
  }
}
