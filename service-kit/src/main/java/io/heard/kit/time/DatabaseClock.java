package io.heard.kit.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time of the service's database, so that all replicas agree however wrong the clocks of their
 * machines are. Between two readings of the database it goes by the time that has passed on this
 * machine, never by its wall clock. It keeps within one round trip of the database's clock, and
 * rather behind it: what is due is never announced early.
 */
public final class DatabaseClock extends Clock {

  private final Clock machine;
  private final LongSupplier nanoTime;
  private volatile Mark mark;

  /** What the time was when the machine's stop watch stood there. */
  private record Mark(Instant at, long nanos) {}

  /** Asks the database for its time. */
  @FunctionalInterface
  public interface Source {
    Instant read();
  }

  /**
   * A clock that still has to {@link #adjust}.
   *
   * @param machine tells the time until then
   * @param nanoTime a stop watch in nanoseconds, such as {@link System#nanoTime}
   */
  public DatabaseClock(Clock machine, LongSupplier nanoTime) {
    this.machine = machine;
    this.nanoTime = nanoTime;
  }

  /**
   * Reads the database's time and corrects this clock where it is surely wrong: behind what was
   * read, or ahead of it by more than reading took.
   *
   * @return how far the machine's own clock is ahead of the database's
   */
  public Duration adjust(Source database) {
    long asked = nanoTime.getAsLong();
    Instant read = database.read();
    long answered = nanoTime.getAsLong();
    Instant here = mark == null ? null : at(answered);
    Instant latest = read.plusNanos(answered - asked);
    if (here == null || here.isBefore(read) || here.isAfter(latest)) {
      mark = new Mark(read, answered);
    }
    return Duration.between(read, machine.instant());
  }

  private Instant at(long nanos) {
    Mark last = mark;
    return last.at().plusNanos(nanos - last.nanos());
  }

  @Override
  public Instant instant() {
    return mark == null ? machine.instant() : at(nanoTime.getAsLong());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("Heard thinks in UTC");
  }
}
