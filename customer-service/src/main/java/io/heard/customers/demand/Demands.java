package io.heard.customers.demand;

import io.heard.kit.inbox.Event;
import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The local copy of what customers have asked for (tables {@code demand}, {@code demand_clock},
 * {@code demand_promise}, {@code exchange}), fed by ticket events in their order.
 */
@ApplicationScoped
class Demands {

  /** What was said is kept up to this length; all of it is in ticket-service. */
  private static final int LONGEST_TEXT = 2_000;

  /** What parked events say of a promise. */
  private static final Redaction PROMISE =
      Redaction.ofFields("promise/what", "from/what", "agreedWithCustomer/text", "note");

  @Inject DataSource dataSource;
  @Inject Eraser eraser;

  /**
   * Keeps a ticket as it is now.
   *
   * @param customer whose it is; null leaves the one that is known already, and so does one who was
   *     merged with that one: a demand stays noted under the id it came under
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void save(TicketEvent.Summary ticket, UUID customer) {
    String sql =
        "INSERT INTO demand AS d (ticket_id, customer_id, number, subject, kind, channel, priority, state, owner_team, owner_person,"
            + " receiver, logged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket_id) DO UPDATE SET"
            + " customer_id = CASE WHEN excluded.customer_id IS NULL OR excluded.customer_id = d.customer_id THEN d.customer_id"
            + " WHEN survivor(excluded.customer_id) = survivor(d.customer_id) THEN d.customer_id ELSE excluded.customer_id END,"
            + " number = excluded.number, subject = excluded.subject,"
            + " kind = excluded.kind, channel = excluded.channel, priority = excluded.priority, state = excluded.state,"
            + " owner_team = excluded.owner_team, owner_person = excluded.owner_person, receiver = excluded.receiver";
    TicketEvent.Owner owner = ticket.owner();
    Rows.change(
        dataSource,
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
      followDemand(ticket.id());
    }
  }

  private void followDemand(UUID ticketId) {
    for (String table : List.of("exchange", "demand_promise", "demand_question")) {
      Rows.change(
          dataSource,
          "UPDATE "
              + table
              + " AS t SET customer_id = d.customer_id FROM demand d WHERE d.ticket_id = ? AND t.ticket_id = d.ticket_id"
              + " AND t.customer_id IS DISTINCT FROM d.customer_id",
          statement -> statement.setObject(1, ticketId));
    }
  }

  /** An integration logged it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void loggedBy(UUID ticketId, String client) {
    Rows.change(
        dataSource,
        "UPDATE demand SET client = ? WHERE ticket_id = ?",
        statement -> {
          statement.setString(1, client);
          statement.setObject(2, ticketId);
        });
  }

  /** The customer said whether it is done. */
  @Transactional(Transactional.TxType.MANDATORY)
  void confirmed(Event event, boolean satisfied, String comment) {
    Rows.change(
        dataSource,
        "UPDATE demand SET satisfied = ?, confirmed_at = ?, comment = left(?, "
            + LONGEST_TEXT
            + ") WHERE ticket_id = ?",
        statement -> {
          statement.setBoolean(1, satisfied);
          statement.setTimestamp(2, Timestamp.from(event.time()));
          statement.setString(3, comment);
          statement.setObject(4, event.aggregateId());
        });
  }

  /** The customer was promised something, or how a promise stands has changed. */
  @Transactional(Transactional.TxType.MANDATORY)
  void promised(UUID ticketId, TicketEvent.Promise promise, String state) {
    Rows.change(
        dataSource,
        "INSERT INTO demand_promise (ticket_id, id, customer_id, what, due, state)"
            + " SELECT ticket_id, ?, customer_id, left(?, "
            + LONGEST_TEXT
            + "), ?, ? FROM demand WHERE ticket_id = ? ON CONFLICT (ticket_id, id) DO UPDATE SET"
            + " what = excluded.what, due = excluded.due, state = excluded.state",
        statement -> {
          statement.setObject(1, promise.id());
          statement.setString(2, promise.what());
          statement.setTimestamp(3, Timestamp.from(promise.due()));
          statement.setString(4, state);
          statement.setObject(5, ticketId);
        });
  }

  /**
   * The deed is done, or the customer waits for it no longer.
   *
   * @param late it was broken before, and stays so for the record; nothing is owed any more
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void kept(UUID ticketId, TicketEvent.Promise promise, boolean late) {
    promised(ticketId, promise, late ? "BROKEN" : "KEPT");
    if (late) {
      Rows.change(
          dataSource,
          "UPDATE demand_promise SET owed = false WHERE ticket_id = ? AND id = ?",
          statement -> {
            statement.setObject(1, ticketId);
            statement.setObject(2, promise.id());
          });
    }
  }

  /** Nothing is promised on this ticket: the customer let it go, or it goes on with another. */
  @Transactional(Transactional.TxType.MANDATORY)
  void notPromised(UUID ticketId, TicketEvent.Promise promise) {
    Rows.change(
        dataSource,
        "DELETE FROM demand_promise WHERE ticket_id = ? AND id = ?",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setObject(2, promise.id());
        });
  }

  /** Promises that live on in a ticket were made to somebody who was erased. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forgetPromises(UUID ticketId, List<UUID> promises) {
    Rows.change(
        dataSource,
        "UPDATE demand_promise SET what = '"
            + Redaction.ERASED
            + "' WHERE ticket_id = ? AND id = ANY (?)",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setArray(
              2, statement.getConnection().createArrayOf("uuid", promises.toArray()));
        });
    eraser.parked(promises.stream().map(UUID::toString).toList(), PROMISE);
  }

  /** The texts of a demand held personal data that were erased. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(UUID ticketId) {
    for (String sql :
        List.of(
            "UPDATE demand SET comment = NULL WHERE ticket_id = ?",
            "UPDATE exchange SET text = '" + Redaction.ERASED + "' WHERE ticket_id = ?",
            "UPDATE demand_promise SET what = '" + Redaction.ERASED + "' WHERE ticket_id = ?")) {
      Rows.change(dataSource, sql, statement -> statement.setObject(1, ticketId));
    }
  }

  /** A clock is due when it says now; a paused one is not due at all until it runs again. */
  @Transactional(Transactional.TxType.MANDATORY)
  void run(UUID ticketId, TicketEvent.ClockState clock) {
    if (clock.isPaused()) {
      end(ticketId, clock);
      return;
    }
    Rows.change(
        dataSource,
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
    Rows.change(
        dataSource,
        "DELETE FROM demand_clock WHERE ticket_id = ? AND kind = ? AND round = ?",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setString(2, clock.kind());
          statement.setInt(3, clock.round());
        });
    findNextDue(ticketId);
  }

  private void findNextDue(UUID ticketId) {
    Rows.change(
        dataSource,
        "UPDATE demand SET (next_due_kind, next_due_at) = (SELECT kind, due_at FROM demand_clock WHERE ticket_id = ?"
            + " ORDER BY due_at, kind LIMIT 1) WHERE ticket_id = ?",
        statement -> {
          statement.setObject(1, ticketId);
          statement.setObject(2, ticketId);
        });
  }

  /** The customer said this first, or was asked for it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void heard(Event event, String channel, String text) {
    exchange(event, true, channel, text);
  }

  /** The customer came back on it, unasked. */
  @Transactional(Transactional.TxType.MANDATORY)
  void heardAgain(Event event, String channel, String text) {
    exchange(event, true, channel, text);
    Rows.change(
        dataSource,
        "UPDATE demand SET came_back = came_back + 1 WHERE ticket_id = ?",
        statement -> statement.setObject(1, event.aggregateId()));
  }

  /** The customer was told this. */
  @Transactional(Transactional.TxType.MANDATORY)
  void told(Event event, String channel, String text) {
    exchange(event, false, channel, text);
  }

  private void exchange(Event event, boolean fromCustomer, String channel, String text) {
    Rows.change(
        dataSource,
        "INSERT INTO exchange (ticket_id, sequence, customer_id, from_customer, channel, text, at)"
            + " SELECT ticket_id, ?, customer_id, ?, ?, left(?, "
            + LONGEST_TEXT
            + "), ? FROM demand WHERE ticket_id = ? ON CONFLICT (ticket_id, sequence) DO NOTHING",
        statement -> {
          statement.setInt(1, event.sequence());
          statement.setBoolean(2, fromCustomer);
          statement.setString(3, channel);
          statement.setString(4, text);
          statement.setTimestamp(5, Timestamp.from(event.time()));
          statement.setObject(6, event.aggregateId());
        });
  }
}
