package io.heard.notifications.deliveries;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The statements on digests and the notices they carry. A digest is a row of table {@code delivery}
 * like any other, with attempts, a lease and a Message-ID; what it carries points to it.
 */
@ApplicationScoped
class DigestRows {

  /** One replica at a time puts digests together; the others have other things to do meanwhile. */
  private static final String LOCK =
      "SELECT pg_try_advisory_xact_lock(hashtextextended('digests', 0))";

  private static final String WAITS =
      " d.state = 'PENDING' AND d.purpose = 'NOTICE' AND d.channel = 'EMAIL' AND d.digest_id IS NULL AND d.lease IS NULL"
          + " AND NOT d.maybe_sent AND d.due_at <= now() ";

  private static final String FLOODED =
      "SELECT d.recipient FROM delivery d WHERE"
          + WAITS
          + "GROUP BY d.recipient HAVING count(*) > ? OR count(*) > 1 AND bool_or(d.held_until IS NOT NULL)"
          + " OR EXISTS (SELECT 1 FROM delivery g WHERE g.state = 'PENDING' AND g.purpose = 'DIGEST' AND g.recipient = d.recipient"
          + " AND g.attempts = 0)";

  /** Locked, so that nobody begins to send it while something is put in. */
  private static final String OPEN =
      "SELECT g.id FROM delivery g WHERE g.state = 'PENDING' AND g.purpose = 'DIGEST' AND g.recipient = ? AND g.attempts = 0"
          + " AND g.lease IS NULL AND (SELECT count(*) FROM delivery d WHERE d.digest_id = g.id) < ?"
          + " ORDER BY g.id DESC LIMIT 1 FOR UPDATE OF g SKIP LOCKED";

  private static final String BEGIN =
      "INSERT INTO delivery (id, purpose, channel, recipient, target, state, about_failure, created_at)"
          + " VALUES (?, 'DIGEST', 'EMAIL', ?, 'EMAIL', 'PENDING', false, ?)";

  private static final String TAKE_IN =
      "WITH free AS (SELECT greatest(0, ? - count(*)) AS places FROM delivery WHERE digest_id = ?),"
          + " next AS (SELECT d.id FROM delivery d WHERE"
          + WAITS
          + "AND d.recipient = ? ORDER BY d.urgent DESC, d.due_at, d.id LIMIT (SELECT places FROM free) FOR UPDATE SKIP LOCKED)"
          + " UPDATE delivery SET digest_id = ? WHERE id IN (SELECT id FROM next)";

  /** It leaves when nothing has come for a moment, but does not wait for ever. */
  private static final String WAIT_FOR_MORE =
      "UPDATE delivery SET due_at = least(clock_timestamp() + ? * interval '1 ms', patience_from + ? * interval '1 ms') WHERE id = ?";

  private static final String CARRIED =
      "SELECT *, false AS overdue FROM delivery WHERE digest_id = ? AND state = 'PENDING' ORDER BY urgent DESC, created_at, id";

  private static final String UNSETTLED =
      "SELECT d.*, false AS overdue FROM delivery d JOIN delivery g ON g.id = d.digest_id WHERE d.digest_id IS NOT NULL AND d.state = 'PENDING'"
          + " AND g.state <> 'PENDING' ORDER BY d.digest_id, d.id LIMIT ?";

  private static final String SETTLE =
      "UPDATE delivery d SET state = g.state, attempts = g.attempts, settled_at = ?, status = g.status, error = g.error"
          + " FROM delivery g WHERE d.id = ? AND d.state = 'PENDING' AND g.id = d.digest_id AND g.state <> 'PENDING'"
          + " RETURNING g.state, g.attempts, g.status, g.error";

  @Inject DataSource dataSource;

  /** How a digest went that carried a notice. */
  record End(Delivery.State state, int attempts, Integer status, String error) {}

  /** Whether this replica is the one to put digests together; until the transaction ends. */
  boolean mine() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOCK)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Recipients for whom more waits than should come one by one. */
  List<String> flooded(int threshold) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(FLOODED)) {
      select.setInt(1, threshold);
      List<String> recipients = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          recipients.add(row.getString(1));
        }
      }
      return recipients;
    }
  }

  /** The digest to somebody that has not left yet and has room, locked; null when there is none. */
  UUID open(String recipient, int most) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(OPEN)) {
      select.setString(1, recipient);
      select.setInt(2, most);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getObject(1, UUID.class) : null;
      }
    }
  }

  void begin(UUID id, String recipient, Instant now) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(BEGIN)) {
      insert.setObject(1, id);
      insert.setString(2, recipient);
      insert.setTimestamp(3, Timestamp.from(now));
      insert.executeUpdate();
    }
  }

  /** Puts what waits into a digest, as much as there is place for; how much that was. */
  int takeIn(UUID digest, String recipient, int most) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(TAKE_IN)) {
      update.setInt(1, most);
      update.setObject(2, digest);
      update.setString(3, recipient);
      update.setObject(4, digest);
      return update.executeUpdate();
    }
  }

  /** One that has nothing to carry after all. */
  void drop(UUID digest) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM delivery WHERE id = ?")) {
      delete.setObject(1, digest);
      delete.executeUpdate();
    }
  }

  void waitForMore(UUID digest, Duration settle, Duration atMost) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(WAIT_FOR_MORE)) {
      update.setLong(1, settle.toMillis());
      update.setLong(2, atMost.toMillis());
      update.setObject(3, digest);
      update.executeUpdate();
    }
  }

  /** What a digest still carries, the urgent first, then the oldest. */
  List<Delivery> carried(UUID digest) {
    return deliveries(CARRIED, digest);
  }

  /** Notices whose digest has come to its end. */
  List<Delivery> unsettled(int most) {
    return deliveries(UNSETTLED, most);
  }

  private List<Delivery> deliveries(String sql, Object parameter) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, parameter);
      List<Delivery> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(DeliveryRows.delivery(row));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets a notice end as its digest has; null when it had ended already. */
  End settle(UUID notice, Instant now) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(SETTLE)) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setObject(2, notice);
      try (ResultSet row = update.executeQuery()) {
        return row.next()
            ? new End(
                Delivery.State.valueOf(row.getString(1)),
                row.getInt(2),
                row.getObject(3, Integer.class),
                row.getString(4))
            : null;
      }
    }
  }

  /** A notice nobody needs any more is taken out of its digest. */
  void callOff(UUID notice, Instant now, String why) {
    String sql =
        "UPDATE delivery SET state = 'CANCELLED', settled_at = ?, error = ? WHERE id = ? AND state = 'PENDING'";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, why);
      update.setObject(3, notice);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
