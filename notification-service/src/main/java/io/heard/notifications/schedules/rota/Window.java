package io.heard.notifications.schedules.rota;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Hours that come back every week.
 *
 * @param days on which they begin
 * @param fromMinute of the day on which they begin
 * @param untilMinute counted from the same midnight, later than {@code fromMinute}: beyond 1440
 *     they end on the next day
 */
public record Window(Set<DayOfWeek> days, int fromMinute, int untilMinute) {

  public Window {
    days = Set.copyOf(days);
  }

  /** The range as far as any of the windows covers it, in order, what touches joined. */
  static List<Interval> within(List<Window> windows, ZoneId zone, Interval range) {
    List<Interval> found = new ArrayList<>();
    // a window begins at most one day before it ends, and a zone may skip a day
    LocalDate last = range.until().atZone(zone).toLocalDate();
    for (LocalDate day = range.from().atZone(zone).toLocalDate().minusDays(2);
        !day.isAfter(last);
        day = day.plusDays(1)) {
      for (Window window : windows) {
        Interval open = window.on(day, zone);
        Interval common = open == null ? null : open.common(range);
        if (common != null) {
          found.add(common);
        }
      }
    }
    return joined(found);
  }

  /** Null when it does not begin on this day, or the clock skips all of it. */
  private Interval on(LocalDate day, ZoneId zone) {
    if (!days.contains(day.getDayOfWeek())) {
      return null;
    }
    Instant from = WallClock.instant(day.atStartOfDay().plusMinutes(fromMinute), zone);
    Instant until = WallClock.instant(day.atStartOfDay().plusMinutes(untilMinute), zone);
    return from.isBefore(until) ? new Interval(from, until) : null;
  }

  private static List<Interval> joined(List<Interval> found) {
    found.sort(Comparator.comparing(Interval::from));
    List<Interval> joined = new ArrayList<>();
    for (Interval next : found) {
      Interval last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last == null || last.until().isBefore(next.from())) {
        joined.add(next);
      } else {
        joined.set(
            joined.size() - 1,
            new Interval(last.from(), Interval.later(last.until(), next.until())));
      }
    }
    return joined;
  }
}
