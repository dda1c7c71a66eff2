package io.heard.systemtests.fleet;

import static org.awaitility.Awaitility.await;

import io.heard.local.supervise.Kill;
import io.heard.local.supervise.Phase;
import io.heard.local.supervise.ProcessState;
import io.heard.local.supervise.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a supervisor runs on a data directory, to be found, hurt and waited for by name. */
public final class Processes {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long NOT_RUNNING = 0;

  private final Path data;

  public Processes(Path data) {
    this.data = data;
  }

  /** {@code kill -9}; the supervisor brings it back. */
  public void kill(String name) throws IOException, InterruptedException {
    end(name, "KILL");
  }

  /** It finishes in good order; the supervisor brings it back. */
  public void restart(String name) throws IOException, InterruptedException {
    end(name, "TERM");
  }

  /** It lives and does nothing, as on a machine that hangs. */
  public void freeze(String name) throws IOException, InterruptedException {
    signal(name, "STOP");
  }

  public void thaw(String name) throws IOException, InterruptedException {
    signal(name, "CONT");
  }

  /** Returns at once if it is. */
  public void awaitReady(String name) {
    await(name + " to be ready")
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .until(() -> state(name).phase() == Phase.READY);
  }

  public ProcessState state(String name) throws IOException {
    Optional<RunState> state = RunState.read(data);
    return state
        .map(known -> known.processes().get(name))
        .orElse(new ProcessState(name, Phase.STARTING, 0, 0));
  }

  private void end(String name, String signal) throws IOException, InterruptedException {
    long ending = signal(name, signal);
    await(name + " to be seen dead")
        .atMost(PATIENCE)
        .until(() -> ending == NOT_RUNNING || state(name).pid() != ending);
  }

  /** What does not run just now is left alone. */
  private long signal(String name, String signal) throws IOException, InterruptedException {
    long pid = state(name).pid();
    if (pid != NOT_RUNNING) {
      Kill.signal(pid, signal);
    }
    return pid;
  }
}
