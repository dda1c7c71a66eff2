package io.heard.local.supervise;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Sends signals that Java has no call for, and waits for processes that are not our children. */
public final class Kill {

  private Kill() {}

  /** Sends the signal; a process that has just ended is no error. */
  public static void signal(long pid, String signal) throws IOException, InterruptedException {
    if (pid <= 1) {
      throw new IllegalArgumentException("Not the pid of one process: " + pid);
    }
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (kill.waitFor() != 0 && ProcFs.alive(pid)) {
      throw new IOException("Cannot send signal " + signal + " to process " + pid);
    }
  }

  /** Waits until none of them is left. */
  public static boolean awaitEnd(Collection<Long> pids, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (pids.stream().anyMatch(ProcFs::alive)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }
}
