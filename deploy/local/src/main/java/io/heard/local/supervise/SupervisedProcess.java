package io.heard.local.supervise;

import io.heard.local.Console;
import io.heard.local.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs one program in one thread: start, watch, and again, until it is told to stop. */
final class SupervisedProcess {
  private static final Duration READY_POLL = Duration.ofMillis(100);

  private final ManagedProcess program;
  private final Path log;
  private final PidFiles pids;
  private final Console console;
  private final Runnable changed;
  private final Backoff backoff = new Backoff();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  private Process process;
  private Phase phase = Phase.STARTING;
  private int restarts;
  private String whyNotReady = "not started yet";

  SupervisedProcess(
      ManagedProcess program, Path log, PidFiles pids, Console console, Runnable changed) {
    this.program = program;
    this.log = log;
    this.pids = pids;
    this.console = console;
    this.changed = changed;
    this.thread = new Thread(this::supervise, "supervise-" + program.name());
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  synchronized ProcessState state() {
    long pid = process == null ? 0 : process.pid();
    return new ProcessState(program.name(), phase, pid, restarts);
  }

  synchronized String whyNotReady() {
    return whyNotReady;
  }

  /** Asks it to finish; {@link #awaitStop} waits for it. */
  void requestStop() throws IOException, InterruptedException {
    Process running;
    synchronized (this) {
      stopping.countDown();
      running = process;
    }
    if (running != null && running.isAlive()) {
      Kill.signal(running.pid(), program.stopSignal());
    }
  }

  /** Waits for the end, and after that long brings it about. */
  void awaitStop(Duration patience) throws InterruptedException {
    if (!joined(patience)) {
      console.event(program.name() + " does not stop: killing it");
      kill();
      thread.join();
    }
  }

  synchronized void kill() {
    stopping.countDown();
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void supervise() {
    try {
      while (!isStopping()) {
        long begun = System.nanoTime();
        String end = runOnce();
        if (isStopping()) {
          break;
        }
        Duration delay = backoff.after(Duration.ofNanos(System.nanoTime() - begun));
        console.event(
            program.name() + " " + end + "; starting it again in " + delay.toMillis() + " ms");
        synchronized (this) {
          restarts++;
        }
        enter(Phase.RESTARTING);
        stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    enter(Phase.STOPPED);
  }

  /** Returns how it ended, in words. */
  private String runOnce() throws InterruptedException {
    try {
      program.prepare();
      Process started = launch();
      if (started == null) {
        return "was stopped";
      }
      boolean wasReady = watch(started);
      int code = started.waitFor();
      forget();
      return wasReady ? ended(code) : ended(code) + " before it was ready (see " + log + ")";
    } catch (IOException e) {
      synchronized (this) {
        whyNotReady = e.toString();
      }
      return "could not be started: " + e.getMessage();
    }
  }

  private Process launch() throws IOException {
    PrivateFiles.directory(log.getParent());
    LogFile.rotateIfLarge(log);
    // In a session of its own: the terminal's Ctrl-C reaches the launcher alone.
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(program.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(program.environment());
    Process started;
    synchronized (this) {
      if (isStopping()) {
        return null;
      }
      started = builder.start();
      process = started;
      whyNotReady = "starting";
    }
    writePid(started.pid());
    enter(Phase.STARTING);
    return started;
  }

  /** Returns when it has ended; says whether it ever was ready. */
  private boolean watch(Process running) throws InterruptedException {
    while (!running.waitFor(READY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      Optional<String> reason = ask(running);
      synchronized (this) {
        whyNotReady = reason.orElse("");
      }
      if (reason.isEmpty() && running.isAlive()) {
        enter(Phase.READY);
        if (state().restarts() > 0) {
          console.event(program.name() + " is ready again (pid " + running.pid() + ")");
        }
        running.waitFor();
        return true;
      }
    }
    return false;
  }

  private Optional<String> ask(Process running) {
    Optional<String> reason = program.whyNotReady(running.pid());
    if (reason.isPresent()) {
      return reason;
    }
    try {
      program.firstAnswer();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A disk that is full must not end what runs. */
  private void writePid(long pid) {
    try {
      pids.write(program.name(), pid);
    } catch (IOException e) {
      console.event("cannot write the pid file of " + program.name() + ": " + e);
    }
  }

  private void forget() throws IOException {
    synchronized (this) {
      process = null;
      whyNotReady = "not running";
    }
    pids.remove(program.name());
  }

  private void enter(Phase next) {
    synchronized (this) {
      phase = next;
    }
    changed.run();
  }

  private boolean joined(Duration patience) throws InterruptedException {
    thread.join(patience.toMillis());
    return !thread.isAlive();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private static String ended(int code) {
    return code > 128 ? "was killed by signal " + (code - 128) : "ended with exit code " + code;
  }
}
