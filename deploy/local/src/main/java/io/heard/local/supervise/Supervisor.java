package io.heard.local.supervise;

import io.heard.local.Console;
import io.heard.local.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps programs running until they are stopped: whatever dies is started again. */
public final class Supervisor {
  /** How long a program may take to finish before it is killed. */
  public static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(50);

  private final Settings settings;
  private final Console console;
  private final Duration stopPatience;
  private final PidFiles pids;
  private final List<SupervisedProcess> all = new CopyOnWriteArrayList<>();

  public Supervisor(Settings settings, Console console, Duration stopPatience) {
    this.settings = settings;
    this.console = console;
    this.stopPatience = stopPatience;
    this.pids = new PidFiles(settings.pids());
  }

  public void start(ManagedProcess program) {
    SupervisedProcess supervised =
        new SupervisedProcess(
            program, settings.log(program.name()), pids, console, this::publishState);
    all.add(supervised);
    supervised.start();
  }

  /**
   * Waits for all that were started so far.
   *
   * @param cancelled ends the wait early
   * @return whether all are ready
   */
  public boolean awaitReady(Duration patience, CountDownLatch cancelled)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!notReady().isEmpty()) {
      if (System.nanoTime() > deadline || cancelled.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Who is not ready, each with the reason. */
  public List<String> notReady() {
    List<String> names = new ArrayList<>();
    for (SupervisedProcess process : all) {
      ProcessState state = process.state();
      if (state.phase() != Phase.READY) {
        names.add(state.name() + " (" + process.whyNotReady() + ")");
      }
    }
    return names;
  }

  /** Stops these together and returns when all have ended. Names not started are passed over. */
  public void stop(List<String> names) throws InterruptedException, IOException {
    List<SupervisedProcess> chosen =
        all.stream().filter(process -> names.contains(process.state().name())).toList();
    for (SupervisedProcess process : chosen) {
      process.requestStop();
    }
    for (SupervisedProcess process : chosen) {
      process.awaitStop(stopPatience);
    }
  }

  /** For the impatient: no good order, no waiting. */
  public void killAll() {
    all.forEach(SupervisedProcess::kill);
  }

  private synchronized void publishState() {
    try {
      RunState.write(settings, all.stream().map(SupervisedProcess::state).toList());
    } catch (IOException e) {
      console.event("cannot write the state file, ./run status is out of date: " + e);
    }
  }
}
