package io.heard.kit.http;

import java.time.Duration;

/**
 * How fast a queue moves while somebody waits in it, to tell newcomers how long they would wait.
 * Not thread-safe.
 */
final class Pace {
  private static final long PERIOD = Duration.ofMillis(500).toNanos();

  private boolean busy;
  private long since;
  private int gone;
  private double each;

  /** Somebody waits. */
  void busy(long now) {
    if (!busy) {
      busy = true;
      since = now;
      gone = 0;
      each = 0;
    }
  }

  /** Nobody waits any more; how fast they come says nothing about how fast they could be served. */
  void idle() {
    busy = false;
  }

  /** One more has got their turn. */
  void next(long now) {
    gone++;
    measure(now);
  }

  /** Nanoseconds until so many have got their turn; 0 while nobody knows. */
  long until(int waiting, long now) {
    measure(now);
    return busy ? (long) (waiting * each) : 0;
  }

  private void measure(long now) {
    long passed = now - since;
    if (busy && passed >= PERIOD && gone > 0) {
      each = (double) passed / gone;
      since = now;
      gone = 0;
    }
  }
}
