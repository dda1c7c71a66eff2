package io.heard.local.supervise;

import java.time.Duration;

/** How long to wait before the next start: short at first, doubling, forgotten after a good run. */
public final class Backoff {
  public static final Duration FIRST = Duration.ofMillis(100);
  public static final Duration LONGEST = Duration.ofSeconds(10);
  static final Duration GOOD_RUN = Duration.ofSeconds(15);

  private Duration next = FIRST;

  /**
   * @param ran how long the program ran before it ended
   */
  public Duration after(Duration ran) {
    if (ran.compareTo(GOOD_RUN) >= 0) {
      next = FIRST;
    }
    Duration delay = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return delay;
  }
}
