package io.heard.tickets.calendar;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about calendars. */
public final class CalendarApi {
  private static final List<String> WEEKDAYS =
      List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
  private static final String TIME_ZONE = "IANA time zone, required";
  private static final String WEEKLY =
      "Weekday MON … SUN to intervals HH:MM-HH:MM, the end up to 24:00; missing = closed";
  private static final String HOLIDAYS = "Closed days: dates, or yearly as --MM-DD";
  private static final String OPEN_DAYS =
      "Date to the intervals of that date; wins over weekly hours and holidays, [] closes the day";
  private static final String WEEKLY_EXAMPLE = "{\"MON\": [\"08:00-12:00\", \"13:00-18:00\"]}";
  private static final String HOLIDAYS_EXAMPLE = "[\"2016-11-01\", \"--12-25\"]";
  private static final String OPEN_DAYS_EXAMPLE = "{\"2016-12-24\": [\"08:00-12:00\"]}";

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
  @Schema(name = "CalendarHours")
  public record Hours(
      @Schema(description = TIME_ZONE, examples = "Europe/Berlin") String timeZone,
      @Schema(description = WEEKLY, examples = WEEKLY_EXAMPLE) Map<String, List<String>> weekly,
      @Schema(description = HOLIDAYS, examples = HOLIDAYS_EXAMPLE) List<String> holidays,
      @Schema(description = OPEN_DAYS, examples = OPEN_DAYS_EXAMPLE)
          Map<String, List<String>> openDays) {}

  /**
   * A calendar as it is sent and kept.
   *
   * @param name 1 to 100 letters, digits, spaces, {@code . _ -}; cannot be changed later
   * @param timeZone see {@link Hours}
   * @param weekly see {@link Hours}
   * @param holidays see {@link Hours}
   * @param openDays see {@link Hours}
   */
  @Schema(name = "Calendar")
  public record Definition(
      @Schema(
              description = "1 to 100 letters, digits, spaces, . _ -; cannot be changed later",
              examples = "office")
          String name,
      @Schema(description = TIME_ZONE, examples = "Europe/Berlin") String timeZone,
      @Schema(description = WEEKLY, examples = WEEKLY_EXAMPLE) Map<String, List<String>> weekly,
      @Schema(description = HOLIDAYS, examples = HOLIDAYS_EXAMPLE) List<String> holidays,
      @Schema(description = OPEN_DAYS, examples = OPEN_DAYS_EXAMPLE)
          Map<String, List<String>> openDays) {

    /** Absent parts are empty ones; days come in their natural order, whatever order they had. */
    public Definition {
      weekly = weekly == null ? Map.of() : inOrder(weekly);
      holidays = holidays == null ? List.of() : Collections.unmodifiableList(holidays);
      openDays = openDays == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(openDays));
    }

    private static Map<String, List<String>> inOrder(Map<String, List<String>> weekly) {
      Map<String, List<String>> week = new LinkedHashMap<>();
      WEEKDAYS.stream().filter(weekly::containsKey).forEach(d -> week.put(d, weekly.get(d)));
      weekly.forEach(week::putIfAbsent);
      return Collections.unmodifiableMap(week);
    }

    @JsonIgnore
    Hours hours() {
      return new Hours(timeZone, weekly, holidays, openDays);
    }
  }

  /**
   * A version of a calendar.
   *
   * @param id stays the same over all versions
   * @param version from 1, contiguous
   * @param builtIn whether it came with Heard and cannot be changed
   * @param changedAt when this version was made
   * @param changedBy by whom
   */
  @Schema(name = "CalendarVersion")
  public record View(
      UUID id,
      String name,
      int version,
      boolean builtIn,
      String timeZone,
      Map<String, List<String>> weekly,
      List<String> holidays,
      Map<String, List<String>> openDays,
      Instant changedAt,
      String changedBy) {}

  /**
   * What an iCalendar file brought.
   *
   * @param calendar the calendar with its holidays now
   * @param added holidays that are new
   * @param present holidays that were there already
   * @param ignored how many events were passed over
   * @param reasons the first hundred of them, and why
   * @param repeatedUntil events that repeat other than plainly every year were written out until
   *     this day
   */
  @Schema(name = "HolidayImport")
  public record Imported(
      View calendar,
      List<Holiday> added,
      List<Holiday> present,
      int ignored,
      List<Ignored> reasons,
      @Schema(
              description =
                  "Last day up to which events that repeat other than plainly every year were written out")
          LocalDate repeatedUntil) {}

  /**
   * A holiday out of a file.
   *
   * @param day a date, or yearly as {@code --MM-DD}
   * @param summary what the file calls it, null if it does not say
   */
  @Schema(name = "ImportedHoliday")
  public record Holiday(String day, String summary) {}

  /** An event that became no holiday. */
  @Schema(name = "IgnoredEvent")
  public record Ignored(String uid, String summary, String why) {}

  private CalendarApi() {}
}
