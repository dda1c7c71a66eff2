package io.heard.kit.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Ticks in whole microseconds because that is what PostgreSQL keeps: an instant read back from the
 * database equals the instant that was written. {@link Clock#tick} is no way to it: below a
 * millisecond its {@code millis()} divides by zero.
 */
final class MicrosecondClock extends Clock {

  private final Clock base;

  MicrosecondClock(Clock base) {
    this.base = base;
  }

  @Override
  public Instant instant() {
    return base.instant().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public ZoneId getZone() {
    return base.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new MicrosecondClock(base.withZone(zone));
  }
}
