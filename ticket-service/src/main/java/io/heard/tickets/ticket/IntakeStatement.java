package io.heard.tickets.ticket;

import io.heard.kit.idempotency.IdempotencyKey;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.outbox.Outbox;
import io.heard.kit.sql.GroupCommit;
import io.heard.tickets.clock.TicketClock;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Everything that logging demands writes, as one SQL statement and so one round trip and one commit
 * (docs/adr/0004), for all who log at the same moment (docs/adr/0019).
 */
@ApplicationScoped
public class IntakeStatement {

  private static final String UNIQUE_VIOLATION = "23505";

  private static final String TICKETS =
      "WITH new_ticket AS (INSERT INTO ticket (id, version, head_hash, receipt_hash, number, state, channel, kind, stage, subject,"
          + " stated_request, impact, urgency, priority, product, tags, custom_fields, external_ref, customer_id, came_under, customer_name,"
          + " customer_phone, customer_email, customer_tier, customer_link, receiver, owner_team, owner_person, client, logged_at,"
          + " updated_at, due_at, feedback_due_at) VALUES ";
  private static final String TICKET =
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String CLOCKS =
      "), new_clock AS (INSERT INTO ticket_clock (ticket_id, kind, round, state, started_at, target_nanos, due_at, warn_at,"
          + " next_at, policy_id, policy_version, calendar_version) VALUES ";
  private static final String CLOCK = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ENTRIES =
      "), new_entry AS (INSERT INTO ledger (" + Ledger.COLUMNS + ") VALUES ";
  private static final String ENTRY = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String KEYS =
      "), new_key AS (INSERT INTO idempotency_key (scope, key, request, status, location, etag, body, created_at) VALUES ";
  private static final String KEY = "(?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String WAYS_OUT =
      ") INSERT INTO outbox (bucket, topic, aggregate_id, sequence) VALUES ";
  private static final String WAY_OUT = "(?, ?, ?, ?)";

  /**
   * What one demand writes.
   *
   * @param answer what is kept under the key
   */
  record Rows(Ticket ticket, LedgerEntry entry, Optional<IdempotencyKey> key, Response answer) {}

  private record Shape(int tickets, int clocks, int keys) {}

  @Inject DataSource dataSource;

  /** How many groups are written at once: few, so that the groups are large when many log. */
  @ConfigProperty(name = "heard.intake.writers")
  int writers;

  @ConfigProperty(name = "heard.intake.group")
  int group;

  /** A text for each shape, nearly always one of a few: the database has planned them already. */
  private final Map<Shape, String> texts = new ConcurrentHashMap<>();

  private GroupCommit<Rows> commits;

  @PostConstruct
  void prepare() {
    commits = new GroupCommit<>(writers, group, this::insert);
  }

  /**
   * Writes and commits, perhaps together with others that log at this moment.
   *
   * @return false when the idempotency key had been used before: then nothing was written
   */
  boolean commit(Rows rows) {
    try {
      commits.write(rows);
      return true;
    } catch (SQLException e) {
      if (rows.key().isPresent()
          && UNIQUE_VIOLATION.equals(e.getSQLState())
          && String.valueOf(e.getMessage()).contains("idempotency_key")) {
        return false;
      }
      throw new IllegalStateException(e);
    }
  }

  /** Writes within the transaction of the caller, which commits it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void execute(Ticket ticket, LedgerEntry entry) {
    try {
      insert(List.of(new Rows(ticket, entry, Optional.empty(), null)));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void insert(List<Rows> all) throws SQLException {
    List<Rows> keyed = all.stream().filter(rows -> rows.key().isPresent()).toList();
    int clocks = all.stream().mapToInt(rows -> rows.ticket().clocks().all().size()).sum();
    String sql =
        texts.computeIfAbsent(new Shape(all.size(), clocks, keyed.size()), IntakeStatement::textOf);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      Parameters parameters = new Parameters(connection, insert);
      for (Rows rows : all) {
        bind(parameters, rows.ticket());
      }
      for (Rows rows : all) {
        for (TicketClock clock : rows.ticket().clocks().all()) {
          bind(parameters, rows.ticket(), clock);
        }
      }
      for (Rows rows : all) {
        bind(parameters, rows.entry());
      }
      for (Rows rows : keyed) {
        bind(parameters, rows.key().orElseThrow(), rows.answer(), rows.entry().recordedAt());
      }
      for (Rows rows : all) {
        parameters
            .add(Outbox.bucket(rows.ticket().id()))
            .add(Tickets.TOPIC)
            .add(rows.ticket().id())
            .add(rows.entry().sequence());
      }
      insert.executeUpdate();
    }
  }

  private static String textOf(Shape shape) {
    StringBuilder text = new StringBuilder(TICKETS).append(times(shape.tickets(), TICKET));
    if (shape.clocks() > 0) {
      text.append(CLOCKS).append(times(shape.clocks(), CLOCK));
    }
    text.append(ENTRIES).append(times(shape.tickets(), ENTRY));
    if (shape.keys() > 0) {
      text.append(KEYS).append(times(shape.keys(), KEY));
    }
    return text.append(WAYS_OUT).append(times(shape.tickets(), WAY_OUT)).toString();
  }

  private static String times(int number, String row) {
    return String.join(", ", Collections.nCopies(number, row));
  }

  private void bind(Parameters parameters, Ticket ticket) throws SQLException {
    parameters
        .add(ticket.id())
        .add(ticket.version())
        .add(ticket.headHash())
        .add(ticket.receiptHash)
        .add(ticket.number)
        .add(ticket.state.name())
        .add(ticket.channel.name())
        .add(ticket.kind.name())
        .add(ticket.stage.name())
        .add(ticket.subject)
        .text(ticket.statedRequest)
        .add(ticket.impact.name())
        .add(ticket.urgency.name())
        .add(ticket.priority.name())
        .text(ticket.product)
        .array("text", ticket.tags)
        .add(new CustomFieldsColumn().convertToDatabaseColumn(ticket.customFields))
        .text(ticket.externalRef)
        .id(ticket.customerId)
        .id(ticket.cameUnder)
        .text(ticket.customerName)
        .text(ticket.customerPhone)
        .text(ticket.customerEmail)
        .text(ticket.customerTier)
        .add(ticket.customerLink.name())
        .add(ticket.receiver)
        .text(ticket.ownerTeam)
        .text(ticket.ownerPerson)
        .text(ticket.client)
        .add(ticket.loggedAt)
        .add(ticket.updatedAt)
        .add(ticket.dueAt)
        .add(ticket.feedbackDueAt);
  }

  private static void bind(Parameters parameters, Ticket ticket, TicketClock clock)
      throws SQLException {
    parameters
        .add(ticket.id())
        .add(clock.kind().name())
        .add(clock.round())
        .add(clock.state().name())
        .add(clock.startedAt())
        .add(clock.target().toNanos())
        .add(clock.dueAt())
        .add(clock.warnAt())
        .add(clock.nextAt())
        .add(clock.policyId())
        .add(clock.policyVersion())
        .add(clock.calendarVersion());
  }

  private static void bind(Parameters parameters, LedgerEntry entry) throws SQLException {
    parameters
        .add(entry.aggregateId())
        .add(entry.sequence())
        .add(entry.type())
        .add(entry.at())
        .add(entry.recordedAt())
        .add(entry.actor())
        .text(entry.requestId())
        .text(entry.traceParent())
        .add(entry.data())
        .add(entry.salt())
        .add(entry.hash())
        .add(entry.previousHash());
  }

  private void bind(Parameters parameters, IdempotencyKey key, Response answer, Instant now)
      throws SQLException {
    parameters
        .add(key.scope())
        .add(key.key())
        .add(key.request())
        .add((short) answer.getStatus())
        .text(answer.getHeaderString(HttpHeaders.LOCATION))
        .text(answer.getHeaderString(HttpHeaders.ETAG))
        .add(answer.getEntity())
        .add(now);
  }

  /**
   * Sets parameters one after the other. A parameter that may be null has the same type when it is:
   * a statement whose types change is planned anew.
   */
  private static final class Parameters {

    private final Connection connection;
    private final PreparedStatement statement;
    private int position;

    Parameters(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    Parameters add(Object value) throws SQLException {
      position++;
      if (value instanceof Instant instant) {
        statement.setTimestamp(position, Timestamp.from(instant));
      } else if (value == null) {
        statement.setNull(position, Types.NULL);
      } else {
        statement.setObject(position, value);
      }
      return this;
    }

    Parameters text(String value) throws SQLException {
      statement.setString(++position, value);
      return this;
    }

    Parameters id(UUID value) throws SQLException {
      statement.setObject(++position, value == null ? null : value.toString(), Types.OTHER);
      return this;
    }

    Parameters array(String type, List<?> items) throws SQLException {
      position++;
      statement.setArray(position, connection.createArrayOf(type, items.toArray()));
      return this;
    }
  }
}
