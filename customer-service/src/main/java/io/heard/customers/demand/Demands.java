package io.heard.customers.demand;

import io.heard.kit.inbox.Event;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The local copy of what customers have asked for (tables {@code demand}, {@code demand_clock},
 * {@code exchange}), fed by ticket events in their order and read by the overview.
 */
@ApplicationScoped
class Demands {

  /** What was said is kept up to this length; all of it is in ticket-service. */
  private static final int LONGEST_TEXT = 2_000;

  @Inject DataSource dataSource;

  /** Sets one statement's parameters. */
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /** Makes a row into what is read. */
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Keeps a ticket as it is now.
   *
   * @param customer whose it is; null leaves the one that is known already
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void save(TicketEvent.Summary ticket, UUID customer) {
    String sql =
        "INSERT INTO demand AS d (ticket_id, customer_id, number, subject, kind, channel, priority, state, owner_team, owner_person,"
            + " receiver, logged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket_id) DO UPDATE SET"
            + " customer_id = coalesce(excluded.customer_id, d.customer_id), number = excluded.number, subject = excluded.subject,"
            + " kind = excluded.kind, channel = excluded.channel, priority = excluded.priority, state = excluded.state,"
            + " owner_team = excluded.owner_team, owner_person = excluded.owner_person, receiver = excluded.receiver";
    TicketEvent.Owner owner = ticket.owner();
    change(
        sql,
        statement -> {
          statement.setObject(1, ticket.id());
          statement.setObject(2, customer);
          statement.setString(3, ticket.number());
          statement.setString(4, ticket.subject());
          statement.setString(5, ticket.kind());
          statement.setString(6, ticket.channel());
          statement.setString(7, ticket.priority());
          statement.setString(8, ticket.state());
          statement.setString(9, owner == null ? null : owner.team());
          statement.setString(10, owner == null ? null : owner.person());
          statement.setString(11, ticket.receiver());
          statement.setTimestamp(12, Timestamp.from(ticket.loggedAt()));
        });
    if (customer != null) {
      change(
          "UPDATE exchange SET customer_id = ? WHERE ticket_id = ? AND customer_id IS DISTINCT FROM ?",
          statement -> {
            statement.setObject(1, customer);
            statement.setObject(2, ticket.id());
            statement.setObject(3, customer);
          });
    }
  }

  /** A clock is due when it says now; a paused one is not due at all until it runs again. */
  @Transactional(Transactional.TxType.MANDATORY)
  void run(UUID ticketId, TicketEvent.ClockState clock) {
    if (clock.isPaused()) {
      end(ticketId, clock);
      return;
    }
    change(
        "INSERT INTO demand_clock (ticket_id, kind, round, due_at) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (ticket_id, kind, round) DO UPDATE SET due_at = excluded.due_at",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setString(2, clock.kind());
          statement.setInt(3, clock.round());
          statement.setTimestamp(4, Timestamp.from(clock.dueAt()));
        });
    findNextDue(ticketId);
  }

  /** A clock is not due any more. */
  @Transactional(Transactional.TxType.MANDATORY)
  void end(UUID ticketId, TicketEvent.ClockState clock) {
    change(
        "DELETE FROM demand_clock WHERE ticket_id = ? AND kind = ? AND round = ?",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setString(2, clock.kind());
          statement.setInt(3, clock.round());
        });
    findNextDue(ticketId);
  }

  private void findNextDue(UUID ticketId) {
    change(
        "UPDATE demand SET (next_due_kind, next_due_at) = (SELECT kind, due_at FROM demand_clock WHERE ticket_id = ?"
            + " ORDER BY due_at, kind LIMIT 1) WHERE ticket_id = ?",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setObject(2, ticketId);
        });
  }

  /** The customer said this first. */
  @Transactional(Transactional.TxType.MANDATORY)
  void heard(Event event, String channel, String text) {
    exchange(event, true, channel, text);
  }

  /** The customer came back on it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void heardAgain(Event event, String channel, String text) {
    exchange(event, true, channel, text);
    change(
        "UPDATE demand SET came_back = came_back + 1 WHERE ticket_id = ?",
        statement -> statement.setObject(1, event.aggregateId()));
  }

  /** The customer was told this. */
  @Transactional(Transactional.TxType.MANDATORY)
  void told(Event event, String channel, String text) {
    exchange(event, false, channel, text);
  }

  private void exchange(Event event, boolean fromCustomer, String channel, String text) {
    change(
        "INSERT INTO exchange (ticket_id, sequence, customer_id, from_customer, channel, text, at)"
            + " SELECT ticket_id, ?, customer_id, ?, ?, left(?, "
            + LONGEST_TEXT
            + "), ? FROM demand WHERE ticket_id = ?",
        statement -> {
          statement.setInt(1, event.sequence());
          statement.setBoolean(2, fromCustomer);
          statement.setString(3, channel);
          statement.setString(4, text);
          statement.setTimestamp(5, Timestamp.from(event.time()));
          statement.setObject(6, event.aggregateId());
        });
  }

  /** Open demands of a customer, the most urgent first. */
  List<OverviewApi.Demand> open(UUID customer, int limit) {
    return read(
        "SELECT * FROM demand WHERE customer_id = ? AND open ORDER BY next_due_at NULLS LAST, ticket_id LIMIT ?",
        statement -> {
          statement.setObject(1, customer);
          statement.setInt(2, limit);
        },
        row ->
            new OverviewApi.Demand(
                row.getObject("ticket_id", UUID.class),
                row.getString("number"),
                row.getString("subject"),
                row.getString("kind"),
                row.getString("priority"),
                row.getString("state"),
                new OverviewApi.Owner(row.getString("owner_team"), row.getString("owner_person")),
                row.getString("receiver"),
                row.getTimestamp("logged_at").toInstant(),
                nextDue(row),
                row.getInt("came_back")));
  }

  private static OverviewApi.Due nextDue(ResultSet row) throws SQLException {
    Timestamp at = row.getTimestamp("next_due_at");
    return at == null ? null : new OverviewApi.Due(row.getString("next_due_kind"), at.toInstant());
  }

  /** What all demands of a customer come to. */
  OverviewApi.Totals totals(UUID customer) {
    return read(
            "SELECT count(*) AS total, count(*) FILTER (WHERE open) AS open, coalesce(sum(came_back) FILTER (WHERE open), 0) AS came_back"
                + " FROM demand WHERE customer_id = ?",
            statement -> statement.setObject(1, customer),
            row ->
                new OverviewApi.Totals(
                    row.getInt("total"), row.getInt("open"), row.getInt("came_back")))
        .get(0);
  }

  /** What was said last, in either direction, newest first. */
  List<OverviewApi.Exchange> exchanges(UUID customer, int limit) {
    return read(
        "SELECT e.*, d.number FROM exchange e JOIN demand d USING (ticket_id) WHERE e.customer_id = ?"
            + " ORDER BY e.at DESC, e.ticket_id, e.sequence DESC LIMIT ?",
        statement -> {
          statement.setObject(1, customer);
          statement.setInt(2, limit);
        },
        row ->
            new OverviewApi.Exchange(
                row.getTimestamp("at").toInstant(),
                row.getBoolean("from_customer")
                    ? OverviewApi.Direction.FROM_CUSTOMER
                    : OverviewApi.Direction.TO_CUSTOMER,
                row.getString("channel"),
                row.getString("text"),
                row.getObject("ticket_id", UUID.class),
                row.getString("number")));
  }

  private void change(String sql, Parameters parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> List<T> read(String sql, Parameters parameters, Row<T> type) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      List<T> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(type.read(row));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
