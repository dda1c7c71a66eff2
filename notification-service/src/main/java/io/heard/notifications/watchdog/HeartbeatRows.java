package io.heard.notifications.watchdog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The statements on tables {@code heartbeat} and {@code watchdog_finding}. All replicas of this
 * service share them and the clock of the database, and so come to the same conclusions.
 */
@ApplicationScoped
class HeartbeatRows {

  private static final String STORE =
      "INSERT INTO heartbeat AS h (replica, version, service, content) VALUES (?, ?, ?, ?) ON CONFLICT (replica) DO UPDATE"
          + " SET version = excluded.version, received_at = clock_timestamp(), content = excluded.content"
          + " WHERE h.version < excluded.version";
  private static final String FORGET =
      "DELETE FROM heartbeat WHERE received_at < clock_timestamp() - ? * interval '1 ms'";

  /** A mail that its recipient's server does not take now has a status; then the queue moves. */
  private static final String MAIL_STUCK =
      "SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'PENDING' AND target = 'EMAIL' AND patience_from < now() - ? * interval '1 ms'"
          + " AND status IS NULL) AND NOT EXISTS (SELECT 1 FROM delivery WHERE state = 'DELIVERED' AND target = 'EMAIL'"
          + " AND settled_at > now() - ? * interval '1 ms')";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;

  /**
   * All that is known at one moment.
   *
   * @param now by the clock of the database
   * @param findings what has been found wrong and is not over
   */
  record Known(Instant now, List<Heartbeat> heartbeats, Set<String> findings, boolean mailStuck) {}

  /** Keeps a heartbeat if it is newer than what is known of its replica. */
  void store(Heartbeat.Replica replica, String content) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert = connection.prepareStatement(STORE)) {
      upsert.setObject(1, replica.id());
      upsert.setInt(2, replica.version());
      upsert.setString(3, replica.service());
      upsert.setString(4, content);
      upsert.executeUpdate();
    }
  }

  /** Forgets replicas that have been silent for so long. */
  void forget(Duration after) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(FORGET)) {
      delete.setLong(1, after.toMillis());
      delete.executeUpdate();
    }
  }

  /** Looks at everything, within the transaction of the caller. */
  Known read(Duration mailBound) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return new Known(
          now(connection),
          heartbeats(connection),
          findings(connection),
          mailStuck(connection, mailBound.toMillis()));
    }
  }

  private static Instant now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }

  private List<Heartbeat> heartbeats(Connection connection) throws SQLException {
    List<Heartbeat> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT received_at, content FROM heartbeat")) {
      while (row.next()) {
        found.add(
            new Heartbeat(
                row.getTimestamp(1).toInstant(),
                Heartbeat.Data.read(json, row.getString(2)).replica()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static Set<String> findings(Connection connection) throws SQLException {
    Set<String> found = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT about FROM watchdog_finding")) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  private static boolean mailStuck(Connection connection, long millis) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(MAIL_STUCK)) {
      select.setLong(1, millis);
      select.setLong(2, millis);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Notes a finding; false when another replica has. */
  boolean found(String about) throws SQLException {
    return change(
        "INSERT INTO watchdog_finding (about, since) VALUES (?, clock_timestamp()) ON CONFLICT DO NOTHING",
        about);
  }

  /** A finding is over; false when another replica has noted that. */
  boolean over(String about) throws SQLException {
    return change("DELETE FROM watchdog_finding WHERE about = ?", about);
  }

  private boolean change(String sql, String about) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, about);
      return statement.executeUpdate() == 1;
    }
  }
}
