package io.heard.notifications.quiet;

import io.heard.notifications.quiet.QuietHoursApi.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Windows of the week in a time zone. Pure. Where clocks go forward a window that begins or ends in
 * the hour that is left out does so at the change; where they go back it begins at the first and
 * ends at the second of the two.
 */
record WeeklyQuiet(ZoneId zone, List<Window> windows) {

  private static final int DAYS_AHEAD = 9;
  private static final String MIDNIGHT_AFTER = "24:00";

  /** From one instant to another, the second excluded. */
  private record Span(Instant from, Instant to) {

    boolean contains(Instant instant) {
      return !instant.isBefore(from) && instant.isBefore(to);
    }
  }

  /** Until when it is quiet, null when it is not. Windows that touch or overlap are one. */
  Instant until(Instant now) {
    Instant end = null;
    for (Span span : spans(now.atZone(zone).toLocalDate())) {
      if (span.contains(end == null ? now : end)) {
        end = span.to();
      }
    }
    return end;
  }

  /** The longest time without a break, in an ordinary week. */
  Duration longest() {
    WeeklyQuiet ordinary = new WeeklyQuiet(ZoneOffset.UTC, windows);
    LocalDate monday = LocalDate.EPOCH.plusDays(4);
    Duration longest = Duration.ZERO;
    for (Span span : ordinary.spans(monday)) {
      Duration length = Duration.between(span.from(), ordinary.until(span.from()));
      longest = length.compareTo(longest) > 0 ? length : longest;
    }
    return longest;
  }

  private List<Span> spans(LocalDate today) {
    List<Span> spans = new ArrayList<>();
    for (int i = -1; i < DAYS_AHEAD; i++) {
      LocalDate day = today.plusDays(i);
      for (Window window : windows) {
        if (window.days().stream().anyMatch(each -> each.is(day.getDayOfWeek()))) {
          spans.add(new Span(begin(day, window), end(day, window)));
        }
      }
    }
    spans.sort(Comparator.comparing(Span::from));
    return spans;
  }

  private Instant begin(LocalDate day, Window window) {
    LocalDateTime wall = at(day, window.from());
    ZoneOffsetTransition change = zone.getRules().getTransition(wall);
    return change != null && change.isGap()
        ? change.getInstant()
        : wall.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  private Instant end(LocalDate day, Window window) {
    boolean overnight = window.to().compareTo(window.from()) <= 0;
    LocalDateTime wall = at(overnight ? day.plusDays(1) : day, window.to());
    ZoneOffsetTransition change = zone.getRules().getTransition(wall);
    return change != null && change.isGap()
        ? change.getInstant()
        : wall.atZone(zone).withLaterOffsetAtOverlap().toInstant();
  }

  private static LocalDateTime at(LocalDate day, String time) {
    return time.equals(MIDNIGHT_AFTER)
        ? day.plusDays(1).atStartOfDay()
        : day.atTime(LocalTime.parse(time));
  }
}
