package io.heard.tickets.calendar;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Durations of working time: the time part of ISO 8601 durations, such as {@code PT8H}, {@code
 * PT1H30M} or {@code PT0.5S}. Days, weeks, months and years are refused: "a day" may mean 24 hours,
 * a calendar day or the hours of a working day.
 */
public final class WorkDuration {
  private static final Pattern TIME =
      Pattern.compile("PT(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d{1,9})?S)?");
  private static final Pattern CALENDAR_UNITS = Pattern.compile("[-+]?P[-+0-9.,YMWD]*[YMWD].*");

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException with a message that says what would be right
   */
  public static Duration parse(String text) {
    if (CALENDAR_UNITS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          '"'
              + text
              + "\" is ambiguous: a day can mean 24 hours, a calendar day or a working day. Give"
              + " hours of working time, such as PT8H");
    }
    if (!TIME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          '"' + text + "\" is no duration of working time like PT8H, PT1H30M or PT45S");
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeException | ArithmeticException tooLong) {
      throw new IllegalArgumentException('"' + text + "\" is too long a duration", tooLong);
    }
  }

  private WorkDuration() {}
}
