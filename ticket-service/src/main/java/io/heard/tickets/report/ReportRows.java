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

  /** How often something happened, and how long it took. */
  record Sum(
      LocalDate day,
      String group,
      Measure measure,
      String detail,
      int bucket,
      long n,
      long total) {}

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

  /** The sums by the division of the query. */
  List<Sum> sums(ReportQuery query, Collection<Measure> measures) {
    String group = query.by().sql();
    return read(query, measures, group, "NULL::date", !query.by().byDays());
  }

  /** The sums by day and division: how old what is open is depends on the day. */
  List<Sum> daily(ReportQuery query, Collection<Measure> measures) {
    return read(query, measures, query.by().sql(), "day", false);
  }

  private List<Sum> read(
      ReportQuery query, Collection<Measure> measures, String group, String day, boolean months) {
    Condition where = new Condition().add(" WHERE measure = ANY (?)", measures);
    dimensions(where, query);
    days(where, query, months);
    return sql.list(
        "SELECT "
            + day
            + " AS day, "
            + group
            + " AS grp, measure, detail, bucket, sum(n)::bigint AS n, sum(total)::bigint AS total FROM report_sum"
            + where.text
            + " GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 2, 1",
        row ->
            new Sum(
                row.getObject("day", LocalDate.class),
                row.getString("grp"),
                Measure.valueOf(row.getString("measure")),
                row.getString("detail"),
                row.getInt("bucket"),
                row.getLong("n"),
                row.getLong("total")),
        where.parameters.toArray());
  }

  /** Sums are kept for each dimension alone, and for all three together. */
  private static void dimensions(Condition where, ReportQuery query) {
    boolean team = query.team() != null || query.by() == Division.TEAM;
    boolean product = query.product() != null || query.by() == Division.PRODUCT;
    boolean kind = query.kind() != null || query.by() == Division.KIND;
    boolean several = (team ? 1 : 0) + (product ? 1 : 0) + (kind ? 1 : 0) > 1;
    dimension(where, "team", query.team(), team || several);
    dimension(where, "product", query.product(), product || several);
    dimension(where, "kind", query.kind(), kind || several);
  }

  private static void dimension(Condition where, String name, String value, boolean single) {
    if (!single) {
      where.add(" AND " + name + " = ?", Line.ALL);
    } else if (value != null) {
      where.add(" AND " + name + " = ?", value);
    } else {
      where.add(" AND " + name + " <> ?", Line.ALL);
    }
  }

  private static void days(Condition where, ReportQuery query, boolean months) {
    LocalDate firstMonth =
        query.from().getDayOfMonth() == 1
            ? query.from()
            : query.from().withDayOfMonth(1).plusMonths(1);
    LocalDate endOfMonths = query.to().plusDays(1).withDayOfMonth(1);
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
