package io.heard.tickets.calendar;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SampleCalendars for tests. */
final class SampleCalendars {
  static final Instant AT = Instant.parse("2026-01-05T00:00:00Z");

  static WorkCalendar of(CalendarApi.Hours hours) {
    return WorkCalendar.of(hours, AT);
  }

  static WorkCalendar daily(String zone, String... intervals) {
    return of(hours(zone, "MON TUE WED THU FRI SAT SUN", intervals));
  }

  static WorkCalendar weekdays(String zone, String... intervals) {
    return of(hours(zone, "MON TUE WED THU FRI", intervals));
  }

  static CalendarApi.Hours hours(String zone, String days, String... intervals) {
    Map<String, List<String>> weekly = new LinkedHashMap<>();
    for (String day : days.split(" ")) {
      weekly.put(day, List.of(intervals));
    }
    return new CalendarApi.Hours(zone, weekly, List.of(), Map.of());
  }

  private SampleCalendars() {}
}
