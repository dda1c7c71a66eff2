package io.heard.testkit;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A clock that tests can move. It runs on from where it was put, in whole microseconds, until
 * {@link #reset()}.
 */
public final class TestClock extends Clock {

  private static final TestClock INSTANCE = new TestClock();

  private volatile Duration offset = Duration.ZERO;
  private volatile Instant frozen;

  private TestClock() {}

  /** The one clock of the service under test. */
  public static TestClock get() {
    return INSTANCE;
  }

  /** Makes it stand still at {@code instant}. */
  public void freeze(Instant instant) {
    frozen = instant.truncatedTo(ChronoUnit.MICROS);
  }

  /** Moves it by {@code amount}, frozen or not. */
  public void advance(Duration amount) {
    if (frozen == null) {
      offset = offset.plus(amount);
    } else {
      frozen = frozen.plus(amount);
    }
  }

  /** Back to the real time. */
  public void reset() {
    frozen = null;
    offset = Duration.ZERO;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new IllegalStateException("Heard thinks in UTC");
  }

  @Override
  public Instant instant() {
    Instant still = frozen;
    return still != null
        ? still
        : Clock.systemUTC().instant().plus(offset).truncatedTo(ChronoUnit.MICROS);
  }

  /** Puts the test clock in the place of the real one. */
  @Alternative
  @Priority(1)
  @Singleton
  public static class Producer {

    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    public Clock clock() {
      return get();
    }
  }
}
