package io.heard.tickets.report;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.QueryDay;
import io.heard.tickets.ticket.TicketApi.Kind;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
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
    Mistakes mistakes = new Mistakes().unknown(query, NAMES);
    List<FieldError> errors = mistakes.errors();
    LocalDate to = QueryDay.of("to", query.getFirst("to"), today, errors);
    LocalDate from =
        QueryDay.of("from", query.getFirst("from"), to.minusDays(USUAL_DAYS - 1), errors);
    Division by = division(query.getFirst("by"), errors);
    String kind = kind(query.getFirst("kind"), errors);
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
    mistakes.refuse();
    return new ReportQuery(
        from, to, query.getFirst("team"), query.getFirst("product"), kind, by, today);
  }

  private static String kind(String value, List<FieldError> errors) {
    if (value != null
        && Arrays.stream(Kind.values()).noneMatch(kind -> kind.name().equals(value))) {
      errors.add(
          FieldError.query(
              "kind", "not-one-of", "must be one of " + Arrays.toString(Kind.values())));
    }
    return value;
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

  /** About the same as a whole: one row, whatever there is. */
  ReportQuery undivided() {
    return new ReportQuery(from, to, team, product, kind, Division.TOTAL, today);
  }
}
