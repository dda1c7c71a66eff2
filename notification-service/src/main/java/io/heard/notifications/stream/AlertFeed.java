package io.heard.notifications.stream;

import io.heard.notifications.background.AfterCommit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * One order over all alert events, to resume from (table {@code alert_feed}). Ids are drawn before
 * the commit, so an event that commits late would be skipped by whoever goes on from the highest id
 * seen. Therefore readers place what is committed, one reader at a time, and go by positions.
 */
@ApplicationScoped
public class AlertFeed {

  private static final String ADD =
      "INSERT INTO alert_feed (book_id, sequence, alert_id) VALUES (?, ?, ?)";
  private static final String UNPLACED =
      "SELECT EXISTS (SELECT 1 FROM alert_feed WHERE position IS NULL)::int";
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('alert_feed', 0))";
  private static final String PLACE =
      "WITH unplaced AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM"
          + " (SELECT id FROM alert_feed WHERE position IS NULL ORDER BY id LIMIT 1000) AS first)"
          + " UPDATE alert_feed f SET position = (SELECT coalesce(max(position), 0) FROM alert_feed) + u.place"
          + " FROM unplaced u WHERE f.id = u.id";
  private static final String AFTER =
      "SELECT f.position, l.type, l.at, l.data FROM alert_feed f JOIN ledger l ON l.aggregate_id = f.book_id"
          + " AND l.sequence = f.sequence WHERE f.position > ? ORDER BY f.position LIMIT ?";
  private static final String HEAD = "SELECT coalesce(max(position), 0) FROM alert_feed";

  @Inject DataSource dataSource;
  @Inject AfterCommit afterCommit;
  @Inject StreamHub hub;

  /** An event in its place. */
  record Entry(long position, String type, Instant at, String data) {}

  /** Puts an event of the ledger into the feed, in its transaction. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void add(UUID bookId, int sequence, UUID alertId) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setObject(1, bookId);
      insert.setInt(2, sequence);
      insert.setObject(3, alertId);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    afterCommit.wake(hub.loop());
  }

  /**
   * Gives places to what is committed and has none. The lock is taken by a statement of its own, so
   * that the next one sees all that its last holder has placed.
   */
  void place() throws SQLException {
    if (number(UNPLACED) == 0) {
      return;
    }
    QuarkusTransaction.requiringNew()
        .call(
            () -> {
              try (Connection connection = dataSource.getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute(LOCK);
                return statement.executeUpdate(PLACE);
              }
            });
  }

  /** The events after a position, in order. */
  List<Entry> after(long position, int limit) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(AFTER)) {
      select.setLong(1, position);
      select.setInt(2, limit);
      List<Entry> entries = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          entries.add(
              new Entry(
                  row.getLong(1),
                  row.getString(2),
                  row.getTimestamp(3).toInstant(),
                  row.getString(4)));
        }
      }
      return entries;
    }
  }

  /** The position of the last event, 0 when there is none. */
  long head() throws SQLException {
    return number(HEAD);
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
