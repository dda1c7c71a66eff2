package io.heard.kit.problem;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/** A day in a query, ISO 8601, of a year that calendars and databases can reckon with. */
public final class QueryDay {

  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 9999;

  private QueryDay() {}

  /**
   * The day; {@code absent} when none is given, or one that is none, which is noted.
   *
   * @param name of the parameter
   */
  public static LocalDate of(String name, String value, LocalDate absent, List<FieldError> errors) {
    if (value == null) {
      return absent;
    }
    try {
      LocalDate day = LocalDate.parse(value);
      if (day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR) {
        return day;
      }
      errors.add(
          FieldError.query(
              name, "out-of-range", "must be of a year from " + FIRST_YEAR + " to " + LAST_YEAR));
    } catch (DateTimeException e) {
      errors.add(FieldError.query(name, "malformed", "must be a day such as 2026-03-21"));
    }
    return absent;
  }
}
