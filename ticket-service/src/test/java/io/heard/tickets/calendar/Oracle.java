package io.heard.tickets.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;

/**
 * The definition of working time, minute by minute and without any cleverness: the reading on the
 * wall of every single minute is compared with the hours of its date.
 */
final class Oracle {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final CalendarApi.Hours hours;
  private final ZoneId zone;
  private final List<Pause> pauses;

  Oracle(CalendarApi.Hours hours, List<Pause> pauses) {
    this.hours = hours;
    this.zone = ZoneId.of(hours.timeZone());
    this.pauses = pauses;
  }

  /** The first minute at which the target is used up, or null if it is not by the limit. */
  Instant dueAt(Instant start, Duration target, Instant limit) {
    Duration used = Duration.ZERO;
    for (Instant at = start; !at.isAfter(limit); at = at.plus(MINUTE)) {
      if (used.compareTo(target) >= 0) {
        return at;
      }
      used = counts(at) ? used.plus(MINUTE) : used;
    }
    return null;
  }

  Duration elapsed(Instant start, Instant now) {
    long minutes = 0;
    for (Instant at = start; at.isBefore(now); at = at.plus(MINUTE)) {
      minutes += counts(at) ? 1 : 0;
    }
    return Duration.ofMinutes(minutes);
  }

  boolean counts(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    String reading = String.format(Locale.ROOT, "%02d:%02d", local.getHour(), local.getMinute());
    return pauses.stream().noneMatch(pause -> holds(pause, at))
        && intervals(local).stream()
            .anyMatch(
                interval ->
                    interval.substring(0, 5).compareTo(reading) <= 0
                        && reading.compareTo(interval.substring(6)) < 0);
  }

  private static boolean holds(Pause pause, Instant at) {
    return !at.isBefore(pause.from()) && (pause.to() == null || at.isBefore(pause.to()));
  }

  private List<String> intervals(ZonedDateTime local) {
    String date = local.toLocalDate().toString();
    if (hours.openDays().containsKey(date)) {
      return hours.openDays().get(date);
    }
    if (hours.holidays().contains(date)
        || hours.holidays().contains(MonthDay.from(local).toString())) {
      return List.of();
    }
    return hours.weekly().getOrDefault(local.getDayOfWeek().name().substring(0, 3), List.of());
  }
}
