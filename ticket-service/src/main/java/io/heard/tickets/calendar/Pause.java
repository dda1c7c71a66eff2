package io.heard.tickets.calendar;

import java.time.Instant;

/**
 * A stretch that does not count.
 *
 * @param from its first instant
 * @param to the first instant after it, or {@code null} while it lasts; not before {@code from}
 */
public record Pause(Instant from, Instant to) {
  public Pause {
    if (to != null && to.isBefore(from)) {
      throw new IllegalArgumentException("A pause ends at " + to + " before it begins at " + from);
    }
  }
}
