package io.heard.notifications.schedules.rota;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/**
 * What the clock on the wall of a zone shows, as instants. A time that is skipped when the clock is
 * put forward is the instant at which it is put forward; a time that comes twice when it is put
 * back is the first of the two. So later times are never earlier instants, and whoever takes over
 * at a time that does not exist takes over at once.
 */
public final class WallClock {

  private WallClock() {}

  /** The instant at which the clock of the zone shows this time. */
  public static Instant instant(LocalDateTime shown, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(shown);
    if (change == null) {
      return shown.toInstant(zone.getRules().getOffset(shown));
    }
    return change.isGap() ? change.getInstant() : shown.toInstant(change.getOffsetBefore());
  }
}
