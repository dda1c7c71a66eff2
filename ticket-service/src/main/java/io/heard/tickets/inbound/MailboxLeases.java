package io.heard.tickets.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Which replica reads a mailbox, by the database's clock, and how far it has been read. The lease
 * spares work only: that a mail becomes one ticket is seen to by its mark.
 */
@ApplicationScoped
class MailboxLeases {

  @Inject DataSource dataSource;

  /**
   * How far a mailbox has been read.
   *
   * @param uidValidity of the numbers (RFC 9051 §2.3.1.1), null before the first reading
   * @param lastUid everything up to it has been taken
   */
  record Position(Long uidValidity, long lastUid) {}

  /** Takes or keeps the mailbox; empty while another replica has it. */
  Optional<Position> take(String mailbox, UUID holder, Duration lease) {
    String sql =
        "INSERT INTO inbound_mailbox AS m (name, holder, until) VALUES (?, ?, clock_timestamp() + ? * interval '1 ms')"
            + " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
            + " WHERE m.holder = excluded.holder OR m.until < clock_timestamp() RETURNING uid_validity, last_uid";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement take = connection.prepareStatement(sql)) {
      take.setString(1, mailbox);
      take.setObject(2, holder);
      take.setLong(3, lease.toMillis());
      try (ResultSet row = take.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Position(row.getObject("uid_validity", Long.class), row.getLong("last_uid")))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Notes how far it has been read. */
  void read(String mailbox, UUID holder, Position position) {
    String sql =
        "UPDATE inbound_mailbox SET uid_validity = ?, last_uid = ? WHERE name = ? AND holder = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, position.uidValidity());
      update.setLong(2, position.lastUid());
      update.setString(3, mailbox);
      update.setObject(4, holder);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the others have it at once. */
  void release(UUID holder) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE inbound_mailbox SET holder = NULL, until = '-infinity' WHERE holder = ?")) {
      update.setObject(1, holder);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
