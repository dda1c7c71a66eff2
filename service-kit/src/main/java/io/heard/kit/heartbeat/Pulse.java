package io.heard.kit.heartbeat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The sign of life of one component that works in rounds. Only the component itself beats, and only
 * after a round that did its work: one that hangs, fails or has died falls silent, whatever its
 * process says.
 */
public final class Pulse {

  private final String component;
  private volatile long lastBeat = System.nanoTime();
  private volatile Instant oldestWaiting;

  Pulse(String component) {
    this.component = component;
  }

  /** A round was completed, and nothing is known to wait. */
  public void beat() {
    beat(null);
  }

  /**
   * A round was completed.
   *
   * @param oldest since when the oldest piece of work waits that is still undone, null when none
   *     does
   */
  public void beat(Instant oldest) {
    oldestWaiting = oldest;
    lastBeat = System.nanoTime();
  }

  /** Work is known to wait since then; says nothing about progress. */
  public void waiting(Instant oldest) {
    oldestWaiting = oldest;
  }

  /** Its name, the same in every replica. */
  public String component() {
    return component;
  }

  /** Since the last completed round, or since it was to begin; by the monotonic clock. */
  public Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastBeat);
  }

  /** How long the oldest piece of work has waited; zero when none is known to. */
  public Duration lag(Clock clock) {
    Instant oldest = oldestWaiting;
    if (oldest == null) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(oldest, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }
}
