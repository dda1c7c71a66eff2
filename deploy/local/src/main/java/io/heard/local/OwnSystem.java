package io.heard.local;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Starts the whole system for one purpose, and stops it afterwards or when told to. */
public final class OwnSystem {

  /** What it is started for. */
  @FunctionalInterface
  public interface Purpose {
    /** Is interrupted when the system is told to stop. */
    boolean reached(Launcher launcher) throws IOException, InterruptedException;
  }

  private OwnSystem() {}

  /**
   * @param events where signals and the end are told
   * @return whether the purpose was reached; not if it was told to stop before it was ready
   */
  public static boolean during(
      Settings settings, Duration patience, Clock clock, Console events, Purpose purpose)
      throws IOException, InterruptedException {
    StopSignal stop = StopSignal.install(events);
    boolean reached;
    try (Launcher launcher = Launcher.open(settings, clock, events)) {
      stop.onSecond(launcher::kill);
      boolean ready = launcher.start(patience, stop.latch());
      if (!ready && !stop.requested()) {
        throw new Complaint(
            "Not ready: %s. Logs: %s"
                .formatted(String.join("; ", launcher.notReady()), settings.logs()));
      }
      interruptOn(stop);
      reached = ready && purpose.reached(launcher);
      events.event("Stopping");
    }
    return reached;
  }

  private static void interruptOn(StopSignal stop) {
    Thread user = Thread.currentThread();
    Thread watcher =
        new Thread(
            () -> {
              try {
                stop.latch().await();
                user.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }
}
