package io.heard.notifications.schedules.rota;

import java.time.Instant;

/**
 * A stretch of time, half-open.
 *
 * @param from first instant of it
 * @param until first instant after it, later than {@code from}
 */
public record Interval(Instant from, Instant until) {

  public Interval {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(from + " is not before " + until);
    }
  }

  public boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }

  public boolean overlaps(Interval other) {
    return from.isBefore(other.until) && other.from.isBefore(until);
  }

  /** What both have in common, null when they have nothing. */
  public Interval common(Interval other) {
    Instant begin = later(from, other.from);
    Instant end = earlier(until, other.until);
    return begin.isBefore(end) ? new Interval(begin, end) : null;
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
