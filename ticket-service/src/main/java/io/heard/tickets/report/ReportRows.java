package io.heard.tickets.report;

import io.heard.kit.sql.Sql;
import io.heard.tickets.report.ReportQuery.Division;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Reads the sums: of whole months where there are some, of single days for the rest, and over all
 * teams, products or kinds wherever the question does not tell them apart.
 */
@ApplicationScoped
class ReportRows {

  @Inject Sql sql;

  /**
   * How often something happened, and how long it took.
   *
   * @param classes how many took how long, as {@link Buckets} reads it; empty where it was not
   *     asked
   */
  record Sum(
      LocalDate day,
      String group,
      Measure measure,
      String detail,
      long n,
      long total,
      String classes) {}

  /** A condition with its parameters. */
  private static final class Condition {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    Condition add(String sql, Object... values) {
      text.append(sql);
      parameters.addAll(List.of(values));
      return this;
    }
  }

  private static final String SUMMED =
      "SELECT NULL::date AS day, %s AS grp, measure, detail, sum(n)::bigint AS n, sum(total)::bigint AS total, '' AS classes FROM report_sum%s"
          + " GROUP BY 2, 3, 4 HAVING sum(n) <> 0";
  private static final String SINGLE =
      "SELECT day, %s AS grp, measure, detail, n, total, classes FROM report_sum%s AND n <> 0";

  private static final String AGED =
      "SELECT max(day) AS day, %s AS grp, measure, '' AS detail, sum(n)::bigint AS n, 0::bigint AS total, '' AS classes FROM report_sum%s"
          + " AND n <> 0 GROUP BY 2, 3, (SELECT count(*) FROM unnest(?::date[]) AS bound (day) WHERE report_sum.day <= bound.day)";

  /** The sums by the division of the query. */
  List<Sum> sums(ReportQuery query, Collection<Measure> measures) {
    return read(SUMMED, query, measures, !query.by().byDays());
  }

  /** The single sums with their classes, to be added up by whoever asks. */
  List<Sum> timed(ReportQuery query, Collection<Measure> measures) {
    return read(SINGLE, query, measures, !query.by().byDays());
  }

  /**
   * The sums by division and by age.
   *
   * @param bounds days: those between two of them, the later one included, are added up
   */
  List<Sum> aged(ReportQuery query, Collection<Measure> measures, List<LocalDate> bounds) {
    return read(AGED, query, measures, false, bounds.stream().map(LocalDate::toString).toList());
  }

  private List<Sum> read(
      String select,
      ReportQuery query,
      Collection<Measure> measures,
      boolean months,
      Object... further) {
    Condition where = new Condition().add(" WHERE measure = ANY (?)", measures);
    dimensions(where, query);
    days(where, query, months);
    where.parameters.addAll(List.of(further));
    return sql.list(
        select.formatted(query.by().sql(), where.text),
        row ->
            new Sum(
                row.getObject("day", LocalDate.class),
                row.getString("grp"),
                Measure.valueOf(row.getString("measure")),
                row.getString("detail"),
                row.getLong("n"),
                row.getLong("total"),
                row.getString("classes")),
        where.parameters.toArray());
  }

  /** Sums are kept for every choice of team, product and kind. */
  private static void dimensions(Condition where, ReportQuery query) {
    boolean team = query.team() != null || query.by() == Division.TEAM;
    boolean product = query.product() != null || query.by() == Division.PRODUCT;
    boolean kind = query.kind() != null || query.by() == Division.KIND;
    where.add(" AND cube = ?", Line.Cube.of(team, product, kind));
    dimension(where, "team", query.team());
    dimension(where, "product", query.product());
    dimension(where, "kind", query.kind());
  }

  private static void dimension(Condition where, String name, String value) {
    if (value != null) {
      where.add(" AND " + name + " = ?", value);
    }
  }

  private static void days(Condition where, ReportQuery query, boolean months) {
    LocalDate firstMonth =
        query.from().getDayOfMonth() == 1
            ? query.from()
            : query.from().withDayOfMonth(1).plusMonths(1);
    LocalDate endOfMonths = query.endOfWholeMonths();
    if (!months || !firstMonth.isBefore(endOfMonths)) {
      where.add(" AND grain = 'D' AND day BETWEEN ? AND ?", query.from(), query.to());
      return;
    }
    where.add(
        " AND (grain = 'M' AND day >= ? AND day < ? OR grain = 'D' AND (day >= ? AND day < ? OR day >= ? AND day <= ?))",
        firstMonth,
        endOfMonths,
        query.from(),
        firstMonth,
        endOfMonths,
        query.to());
  }
}
