package io.heard.tickets.calendar;

import java.util.List;
import java.util.Map;

/** What crosses the wire about calendars. */
public final class CalendarApi {

  /**
   * The hours of a calendar.
   *
   * @param timeZone an IANA time zone, such as {@code Asia/Shanghai}
   * @param weekly weekday ({@code MON} … {@code SUN}) to intervals {@code HH:MM-HH:MM}, the end up
   *     to {@code 24:00}; a weekday that is missing is closed
   * @param holidays closed days: dates ({@code 2016-11-01}) or yearly ({@code --12-25})
   * @param openDays date to the intervals of that date; wins over weekly hours and holidays, an
   *     empty list closes the day
   */
  public record Hours(
      String timeZone,
      Map<String, List<String>> weekly,
      List<String> holidays,
      Map<String, List<String>> openDays) {}

  private CalendarApi() {}
}
