package io.heard.tickets.report;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which days and tickets a report is about, and how it is divided.
 *
 * @param from first day
 * @param to last day
 * @param team null for all
 * @param product null for all
 * @param kind null for all
 * @param today after which there is nothing yet
 */
record ReportQuery(
    LocalDate from,
    LocalDate to,
    String team,
    String product,
    String kind,
    Division by,
    LocalDate today) {

  private static final Set<String> NAMES =
      new TreeSet<>(Set.of("from", "to", "team", "product", "kind", "by"));
  private static final long MOST_DAYS = 3_660;
  private static final long MOST_SINGLE_DAYS = 400;
  private static final int USUAL_DAYS = 30;

  /** What each row of a report is about. */
  enum Division {
    TOTAL("'total'"),
    DAY("day::text"),
    WEEK("to_char(day, 'IYYY-\"W\"IW')"),
    MONTH("to_char(day, 'YYYY-MM')"),
    TEAM("team"),
    PRODUCT("product"),
    KIND("kind");

    private final String sql;

    Division(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }

    /** Whether days within a month have to be told apart. */
    boolean byDays() {
      return this == DAY || this == WEEK;
    }
  }

  /** Reads the query parameters; all that are wrong are named at once. */
  static ReportQuery of(MultivaluedMap<String, String> query, LocalDate today) {
    List<FieldError> errors = new ArrayList<>();
    for (String name : query.keySet()) {
      if (!NAMES.contains(name)) {
        errors.add(
            FieldError.query(
                name, "unknown-parameter", "is not known; known are " + String.join(", ", NAMES)));
      }
    }
    LocalDate to = day("to", query.getFirst("to"), today, errors);
    LocalDate from = day("from", query.getFirst("from"), to.minusDays(USUAL_DAYS - 1), errors);
    Division by = division(query.getFirst("by"), errors);
    long days = ChronoUnit.DAYS.between(from, to) + 1;
    if (days < 1) {
      errors.add(FieldError.query("from", "out-of-range", "must not be after to"));
    } else if (days > (by.byDays() ? MOST_SINGLE_DAYS : MOST_DAYS)) {
      errors.add(
          FieldError.query(
              "from",
              "out-of-range",
              "must be at most "
                  + MOST_DAYS
                  + " days before to, by day or week "
                  + MOST_SINGLE_DAYS));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return new ReportQuery(
        from,
        to,
        query.getFirst("team"),
        query.getFirst("product"),
        query.getFirst("kind"),
        by,
        today);
  }

  private static LocalDate day(
      String name, String value, LocalDate absent, List<FieldError> errors) {
    if (value == null) {
      return absent;
    }
    try {
      LocalDate day = LocalDate.parse(value);
      if (day.getYear() >= 1900 && day.getYear() <= 9999) {
        return day;
      }
    } catch (DateTimeException e) {
      errors.add(FieldError.query(name, "malformed", "must be a day such as 2026-03-21"));
      return absent;
    }
    errors.add(FieldError.query(name, "malformed", "must be a day such as 2026-03-21"));
    return absent;
  }

  private static Division division(String value, List<FieldError> errors) {
    if (value == null) {
      return Division.TOTAL;
    }
    return Arrays.stream(Division.values())
        .filter(division -> division.name().toLowerCase(Locale.ROOT).equals(value))
        .findFirst()
        .orElseGet(
            () -> {
              errors.add(
                  FieldError.query(
                      "by",
                      "not-one-of",
                      "must be one of total, day, week, month, team, product, kind"));
              return Division.TOTAL;
            });
  }

  /** The first month that is not in it as a whole, at its end; a month that goes on is. */
  LocalDate endOfWholeMonths() {
    return to.isBefore(today)
        ? to.plusDays(1).withDayOfMonth(1)
        : to.withDayOfMonth(1).plusMonths(1);
  }

  /** The same tickets on other days. */
  ReportQuery during(LocalDate first, LocalDate last) {
    return new ReportQuery(first, last, team, product, kind, by, today);
  }
}
