package io.heard.tickets.worth;

import io.heard.kit.paging.Cursor;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.sql.Sql;
import io.heard.tickets.ticket.TicketApi;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.worth.WorthApi.Because;
import io.heard.tickets.worth.WorthApi.Item;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What to do next: what is owed within the horizon, by due time; then the rest, the most valuable
 * for its cost first. Where the horizon was when the first page was asked for is part of the
 * cursor, so that nothing slips from one part into the other between two pages.
 */
@ApplicationScoped
class Worklist {

  static final String ORDER = "worklist";
  static final int PARTS = 4;

  @Inject Sql sql;
  @Inject TicketRecords tickets;
  @Inject Clock clock;

  /** Whose work; null for anybody's. */
  record Whose(String team, String person) {}

  /** A line of the list, and from where to go on after it. */
  record Line(Item item, Instant horizon) {

    Cursor cursor() {
      String key =
          item.because() == Because.OWED
              ? item.dueAt().toString()
              : Double.toString(item.valueOverCost());
      return Cursor.of(ORDER, horizon, item.because(), key, item.ticket().id());
    }
  }

  private record Row(UUID id, Instant dueAt, double worth, Because because) {}

  /** The first lines after a cursor. */
  List<Line> find(Whose whose, Duration horizon, Cursor after, int limit) {
    Instant until = after == null ? clock.instant().plus(horizon) : after.instant(0);
    boolean pastOwed = after != null && after.text(1).equals(Because.WORTH.name());
    List<Row> rows = new ArrayList<>();
    if (!pastOwed) {
      rows.addAll(owed(whose, until, after, limit));
    }
    if (rows.size() < limit) {
      rows.addAll(byWorth(whose, until, pastOwed ? after : null, limit - rows.size()));
    }
    List<TicketApi.View> views = tickets.views(rows.stream().map(Row::id).toList());
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      lines.add(new Line(new Item(row.because(), row.dueAt(), row.worth(), views.get(i)), until));
    }
    return lines;
  }

  private List<Row> owed(Whose whose, Instant until, Cursor after, int limit) {
    List<Object> parameters = new ArrayList<>();
    String where = of(whose, parameters) + " AND due_at <= ?";
    parameters.add(until);
    if (after != null) {
      where += " AND (due_at, ticket_id) > (?, ?)";
      parameters.add(instant(after));
      parameters.add(after.uuid(3));
    }
    parameters.add(limit);
    return sql.list(
        "SELECT ticket_id, due_at, worth FROM open_work"
            + where
            + " ORDER BY due_at, ticket_id LIMIT ?",
        row -> row(row, Because.OWED),
        parameters.toArray());
  }

  private List<Row> byWorth(Whose whose, Instant until, Cursor after, int limit) {
    List<Object> parameters = new ArrayList<>();
    String where = of(whose, parameters) + " AND due_at > ?";
    parameters.add(until);
    if (after != null) {
      where += " AND (worth < ? OR worth = ? AND ticket_id > ?)";
      double worth = worth(after);
      parameters.addAll(List.of(worth, worth, after.uuid(3)));
    }
    parameters.add(limit);
    return sql.list(
        "SELECT ticket_id, due_at, worth FROM open_work"
            + where
            + " ORDER BY worth DESC, ticket_id LIMIT ?",
        row -> row(row, Because.WORTH),
        parameters.toArray());
  }

  private static String of(Whose whose, List<Object> parameters) {
    StringBuilder where = new StringBuilder(" WHERE true");
    if (whose.team() != null) {
      where.append(" AND team = ?");
      parameters.add(whose.team());
    }
    if (whose.person() != null) {
      where.append(" AND person = ?");
      parameters.add(whose.person());
    }
    return where.toString();
  }

  private static Row row(ResultSet row, Because because) throws SQLException {
    boolean never = row.getString("due_at").equals("infinity");
    return new Row(
        Sql.uuid(row, "ticket_id"),
        never ? null : Sql.instant(row, "due_at"),
        row.getDouble("worth"),
        because);
  }

  private static Instant instant(Cursor cursor) {
    return new Cursor(ORDER, List.of(cursor.text(2))).instant(0);
  }

  private static double worth(Cursor cursor) {
    try {
      return Double.parseDouble(cursor.text(2));
    } catch (NumberFormatException e) {
      Problem refused =
          Problem.invalid(
              FieldError.query("after", "invalid-cursor", "is not a cursor of this list"));
      refused.initCause(e);
      throw refused;
    }
  }
}
