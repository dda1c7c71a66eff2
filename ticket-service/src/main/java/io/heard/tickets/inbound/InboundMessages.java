package io.heard.tickets.inbound;

import io.heard.kit.contact.ContactPoints;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.inbound.InboundApi.Way;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The marks of everything that came in by itself, and what is parked of it. */
@ApplicationScoped
class InboundMessages {

  @Inject DataSource dataSource;
  @Inject Clock clock;

  /**
   * What came.
   *
   * @param scope within which {@code key} is unique
   * @param key the same for repeats of the same delivery, and for nothing else
   * @param sender in the form in which contacts are kept (see {@link ContactPoints}), where it can
   *     be brought into it
   */
  record Arrival(
      Way way,
      String scope,
      String key,
      String source,
      String sender,
      String subject,
      String messageId,
      String contentType) {}

  /**
   * What became of it.
   *
   * @param number of the ticket, null when there is none
   */
  record Known(
      UUID id,
      Way way,
      String source,
      String state,
      UUID ticketId,
      String number,
      UUID raw,
      String contentType) {}

  /**
   * Marks it as come; empty when it had come before. A second one at the same time waits here for
   * the first one's commit.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<UUID> mark(Arrival arrival, String state) {
    UUID id = Uuid7.at(clock.instant());
    int inserted =
        update(
            "INSERT INTO inbound_message (id, way, scope, delivery_key, source, state, received_at, sender, subject, message_id, content_type)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (way, scope, delivery_key) DO NOTHING",
            id,
            arrival.way().name(),
            arrival.scope(),
            arrival.key(),
            arrival.source(),
            state,
            now(),
            storable(arrival.sender()),
            storable(arrival.subject()),
            storable(arrival.messageId()),
            arrival.contentType());
    return inserted == 1 ? Optional.of(id) : Optional.empty();
  }

  /** PostgreSQL takes no NUL in a text. */
  private static String storable(String text) {
    return text == null ? null : text.replace("\0", "\uFFFD");
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void taken(UUID id, UUID ticketId, boolean contact) {
    update(
        "UPDATE inbound_message SET state = 'TAKEN', ticket_id = ?, repeat_contact = ? WHERE id = ?",
        ticketId,
        contact,
        id);
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void parked(UUID id, String reason, String error, UUID raw) {
    update(
        "UPDATE inbound_message SET reason = ?, error = ?, raw = coalesce(?, raw) WHERE id = ?",
        reason,
        storable(error),
        raw,
        id);
  }

  /** Notes who decided what about a parked one. */
  @Transactional(Transactional.TxType.MANDATORY)
  void decided(UUID id, String state, String by, String decision) {
    update(
        "UPDATE inbound_message SET state = ?, decided_by = ?, decided_at = ?, decision = ? WHERE id = ?",
        state,
        by,
        now(),
        decision,
        id);
  }

  Optional<Known> byKey(Way way, String scope, String key) {
    return known("way = ? AND scope = ? AND delivery_key = ?", way.name(), scope, key);
  }

  Optional<Known> byId(UUID id) {
    return known("id = ?", id);
  }

  /** A parked one, locked until the transaction ends. */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<Known> lockParked(UUID id) {
    return known("id = ? AND state = 'PARKED' FOR UPDATE", id);
  }

  /** The ticket of the latest of these mails that became one. */
  Optional<UUID> ticketOf(List<String> messageIds) {
    if (messageIds.isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT ticket_id FROM inbound_message WHERE message_id = ANY (?) AND ticket_id IS NOT NULL ORDER BY id DESC LIMIT 1")) {
      select.setArray(1, connection.createArrayOf("text", messageIds.toArray()));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When the last message came from a source; empty when none ever did. */
  Optional<Instant> latest(String source) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT max(received_at) FROM inbound_message WHERE source = ?")) {
      select.setString(1, source);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
            .map(OffsetDateTime::toInstant);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Known> known(String where, Object... parameters) {
    String sql =
        "SELECT id, way, source, state, ticket_id, (SELECT number FROM ticket WHERE ticket.id = inbound_message.ticket_id) AS number, raw, content_type"
            + " FROM inbound_message WHERE "
            + where;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      set(select, parameters);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Known(
                    row.getObject("id", UUID.class),
                    Way.valueOf(row.getString("way")),
                    row.getString("source"),
                    row.getString("state"),
                    row.getObject("ticket_id", UUID.class),
                    row.getString("number"),
                    row.getObject("raw", UUID.class),
                    row.getString("content_type")))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Oldest first: who has waited longest. */
  List<InboundApi.Parked> parkedAfter(UUID after, int limit) {
    String sql =
        "SELECT id, way, source, received_at, sender, subject, reason, error FROM inbound_message WHERE state = 'PARKED' AND id > ?"
            + " ORDER BY id LIMIT "
            + limit;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, after == null ? new UUID(0, 0) : after);
      List<InboundApi.Parked> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new InboundApi.Parked(
                  row.getObject("id", UUID.class),
                  Way.valueOf(row.getString("way")),
                  row.getString("source"),
                  row.getObject("received_at", OffsetDateTime.class).toInstant(),
                  readable(row.getString("sender")),
                  row.getString("subject"),
                  row.getString("reason"),
                  row.getString("error")));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A sender as people read it; null when there is none. */
  static String readable(String sender) {
    return sender == null ? null : ContactPoints.readable(sender);
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private int update(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      set(update, parameters);
      return update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
