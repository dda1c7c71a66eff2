package io.heard.tickets.inbound;

import io.heard.kit.contact.ContactPoints;
import io.heard.kit.contact.Mentions;
import io.heard.tickets.attachment.Blobs;
import io.heard.tickets.inbound.InboundApi.Way;
import io.heard.tickets.ticket.ContactsErased;
import io.heard.tickets.ticket.Holding;
import io.heard.tickets.ticket.TicketErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What forms and mails say about somebody. When they are erased it is taken out; what became of it
 * and the mark against repeats stay.
 */
@ApplicationScoped
class PersonalMessages implements Holding {

  private static final String FORGET =
      "UPDATE inbound_message SET sender = NULL, subject = NULL, message_id = NULL, error = NULL, decision = NULL WHERE ";

  private static final String OF_TICKET = "ticket_id = ?";
  private static final String OF_SENDER = "lower(sender) = ANY (?)";

  /** Nobody is left to be answered, so nobody has to look at it any more. */
  private static final String WITHDRAW =
      "UPDATE inbound_message SET state = 'DISCARDED', decided_by = 'system:erasure', decided_at = ? WHERE state = 'PARKED' AND ";

  /**
   * What nobody else has said: forms, bounces and answers of machines, and what could not be read.
   */
  private static final String OF_NOBODY_ELSE =
      "SELECT id, way, raw FROM inbound_message WHERE raw IS NOT NULL AND state <> 'TAKEN'"
          + " AND (sender IS NULL OR reason IN ('BOUNCE', 'AUTOMATIC', 'OWN_MAIL', 'UNREADABLE')) ORDER BY id";

  @Inject DataSource dataSource;
  @Inject Blobs blobs;
  @Inject Clock clock;

  /** It became this ticket, or a contact on it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    try (Connection connection = dataSource.getConnection()) {
      forget(connection, OF_TICKET, erased.ticketId());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** They sent it, or it is about them and nobody else sent it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes ContactsErased erased) {
    Mentions mentions = new Mentions(erased.phones(), erased.emails());
    try (Connection connection = dataSource.getConnection()) {
      withdraw(connection, OF_SENDER, senders(connection, erased.emails()));
      for (UUID id : ofNobodyElse(connection, mentions)) {
        withdraw(connection, "id = ?", id);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Older rows have the sender as the mail said it, also with a domain in its own script. */
  private static Array senders(Connection connection, Set<String> emails) throws SQLException {
    Set<String> spellings = new HashSet<>(emails);
    emails.forEach(email -> spellings.add(ContactPoints.readable(email)));
    return connection.createArrayOf("text", spellings.toArray());
  }

  /** Those that nobody else sent and that mention them. */
  private List<UUID> ofNobodyElse(Connection connection, Mentions mentions) throws SQLException {
    List<UUID> found = new ArrayList<>();
    if (mentions.needles().isEmpty()) {
      return found;
    }
    try (PreparedStatement select = connection.prepareStatement(OF_NOBODY_ELSE);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Way way = Way.valueOf(row.getString("way"));
        if (mentions.in(words(way, row.getObject("raw", UUID.class)))) {
          found.add(row.getObject("id", UUID.class));
        }
      }
    }
    return found;
  }

  @Override
  public String name() {
    return "inboundMessages";
  }

  /** What came in, in an export; as it came under /v1/inbound/parked while it is parked. */
  record Came(
      UUID id, Way way, Instant at, String sender, String subject, String state, UUID ticket) {}

  /** All that would be taken out if they were erased. */
  @Override
  public List<Came> of(Whose whose) {
    String sql =
        "SELECT * FROM inbound_message WHERE ticket_id = ANY (?) OR "
            + OF_SENDER
            + " OR id = ANY (?) ORDER BY id";
    Mentions mentions = new Mentions(whose.phones(), whose.emails());
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("uuid", whose.tickets().toArray()));
      select.setArray(2, senders(connection, whose.emails()));
      select.setArray(
          3, connection.createArrayOf("uuid", ofNobodyElse(connection, mentions).toArray()));
      List<Came> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new Came(
                  row.getObject("id", UUID.class),
                  Way.valueOf(row.getString("way")),
                  row.getObject("received_at", OffsetDateTime.class).toInstant(),
                  InboundMessages.readable(row.getString("sender")),
                  row.getString("subject"),
                  row.getString("state"),
                  row.getObject("ticket_id", UUID.class)));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String words(Way way, UUID raw) {
    try (InputStream content = blobs.open(raw)) {
      return MessageWords.of(way, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void withdraw(Connection connection, String which, Object parameter) throws SQLException {
    try (PreparedStatement withdraw = connection.prepareStatement(WITHDRAW + which)) {
      withdraw.setObject(1, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
      withdraw.setObject(2, parameter);
      withdraw.executeUpdate();
    }
    forget(connection, which, parameter);
  }

  private void forget(Connection connection, String which, Object parameter) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT raw FROM inbound_message WHERE raw IS NOT NULL AND " + which);
        PreparedStatement forget = connection.prepareStatement(FORGET + which)) {
      select.setObject(1, parameter);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          blobs.empty(row.getObject(1, UUID.class));
        }
      }
      forget.setObject(1, parameter);
      forget.executeUpdate();
    }
  }
}
