package io.heard.notifications.deliveries;

import io.heard.notifications.deliveries.Channel.Kind;
import io.heard.notifications.deliveries.Delivery.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The statements of the sender on table {@code delivery}. Leases and pauses are reckoned by the
 * clock of the database, which all replicas share.
 */
@ApplicationScoped
public class DeliveryRows {

  /**
   * Takes what is due, at most {@code ?} per target and {@code ?} in all. The targets are found by
   * skipping through the index, so that a hundred thousand messages waiting for one dead receiver
   * are not waded through to get at the others. Mails come first, then what has waited longest. An
   * event waits for an earlier one of the same ticket to the same subscription as long as that has
   * not been tried too often. {@code now()} and not {@code clock_timestamp()}: only a stable value
   * can bound an index scan.
   */
  private static final String CLAIM =
      "WITH RECURSIVE waiting (target) AS ("
          + " (SELECT target FROM delivery WHERE state = 'PENDING' AND digest_id IS NULL ORDER BY target LIMIT 1)"
          + " UNION ALL SELECT (SELECT d.target FROM delivery d WHERE d.state = 'PENDING' AND d.digest_id IS NULL AND d.target > w.target ORDER BY d.target LIMIT 1)"
          + " FROM waiting w WHERE w.target IS NOT NULL),"
          + " room (target, free) AS (SELECT w.target, coalesce(b.free, CASE WHEN w.target LIKE 'EMAIL%' THEN ? ELSE ? END)"
          + " FROM waiting w LEFT JOIN unnest(?::text[], ?::int[]) AS b (target, free) ON b.target = w.target WHERE w.target IS NOT NULL),"
          + " due AS (SELECT c.id FROM room r CROSS JOIN LATERAL (SELECT d.id, d.due_at FROM delivery d"
          + " WHERE d.state = 'PENDING' AND d.digest_id IS NULL AND d.target = r.target AND d.due_at <= now()"
          + " AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.state = 'PENDING' AND e.purpose = 'EVENT' AND d.purpose = 'EVENT'"
          + " AND e.subscription_id = d.subscription_id AND e.topic = d.topic AND e.aggregate_id = d.aggregate_id"
          + " AND e.sequence < d.sequence AND (e.attempts < ? OR e.lease IS NOT NULL AND e.due_at > now()))"
          + " ORDER BY d.due_at LIMIT r.free FOR UPDATE OF d SKIP LOCKED) c ORDER BY r.target NOT LIKE 'EMAIL%', c.due_at LIMIT ?)"
          + " UPDATE delivery SET lease = ?, attempts = attempts + 1, maybe_sent = true, due_at = clock_timestamp() + ? * interval '1 ms'"
          + " WHERE id IN (SELECT id FROM due) RETURNING *, patience_from < clock_timestamp() - ? * interval '1 ms' AS overdue";

  private static final String CANCEL =
      "UPDATE delivery SET state = 'CANCELLED', settled_at = ?, payload = NULL, letter = NULL WHERE state = 'PENDING' AND lease IS NULL"
          + " AND (digest_id IS NULL OR NOT EXISTS (SELECT 1 FROM delivery g WHERE g.id = delivery.digest_id AND g.lease IS NOT NULL)) AND ";

  @Inject DataSource dataSource;
  @Inject Clock clock;

  /** What {@link #claim} may take. */
  record Room(int mail, int webhook, Map<String, Integer> freeByTarget, int total) {}

  /** Takes what is due and leases it to this attempt: one statement, its own transaction. */
  List<Delivery> claim(
      Room room, int holdOrderForAttempts, UUID lease, Duration length, Duration patience)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      List<String> targets = new ArrayList<>(room.freeByTarget().keySet());
      claim.setInt(1, room.mail());
      claim.setInt(2, room.webhook());
      claim.setArray(3, connection.createArrayOf("text", targets.toArray()));
      claim.setArray(
          4,
          connection.createArrayOf(
              "int4", targets.stream().map(room.freeByTarget()::get).toArray()));
      claim.setInt(5, holdOrderForAttempts);
      claim.setInt(6, room.total());
      claim.setObject(7, lease);
      claim.setLong(8, length.toMillis());
      claim.setLong(9, patience.toMillis());
      List<Delivery> claimed = new ArrayList<>();
      try (ResultSet row = claim.executeQuery()) {
        while (row.next()) {
          claimed.add(delivery(row));
        }
      }
      return claimed;
    }
  }

  static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        row.getObject("id", UUID.class),
        Purpose.valueOf(row.getString("purpose")),
        Kind.valueOf(row.getString("channel")),
        row.getString("recipient"),
        row.getString("target"),
        row.getObject("alert_id", UUID.class),
        row.getInt("occasion"),
        row.getInt("step"),
        row.getInt("repetition"),
        row.getObject("subscription_id", UUID.class),
        row.getString("meant_for"),
        row.getString("why"),
        row.getBoolean("urgent"),
        row.getBoolean("about_failure"),
        row.getString("payload"),
        row.getString("letter"),
        row.getInt("attempts"),
        row.getBoolean("overdue"),
        row.getObject("lease", UUID.class));
  }

  /**
   * Locks the row of an attempt until the transaction ends; false when its lease is another's now.
   */
  public boolean hold(Delivery delivery) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT 1 FROM delivery WHERE id = ? AND lease = ? AND state = 'PENDING' FOR UPDATE")) {
      select.setObject(1, delivery.id());
      select.setObject(2, delivery.lease());
      return select.executeQuery().next();
    }
  }

  /** From here on every attempt sends this letter, until it is certain that none has arrived. */
  public void keepLetter(Delivery delivery, String letter) {
    run("UPDATE delivery SET letter = ? WHERE id = ?", letter, delivery.id());
  }

  /**
   * Writes down that it came to an end; false when the lease is no longer this one's, and somebody
   * else will say how it went. What was in a message is not kept longer than it is needed.
   */
  boolean settle(Delivery delivery, Delivery.State state, Channel.Outcome outcome, String error) {
    boolean parked = state == Delivery.State.PARKED;
    String sql =
        "UPDATE delivery SET state = ?, lease = NULL, settled_at = ?, status = ?, error = ?,"
            + " payload = CASE WHEN ? THEN payload END, letter = CASE WHEN ? THEN letter END"
            + " WHERE id = ? AND lease = ? AND state = 'PENDING'";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, state.name());
      update.setTimestamp(2, Timestamp.from(clock.instant()));
      update.setObject(3, outcome.status());
      update.setString(4, error);
      update.setBoolean(5, parked);
      update.setBoolean(6, parked && outcome.maybeSent());
      update.setObject(7, delivery.id());
      update.setObject(8, delivery.lease());
      return update.executeUpdate() == 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts it back for a later attempt, with its letter if that may have arrived all the same. */
  void postpone(Delivery delivery, Duration pause, Channel.Outcome outcome, String error) {
    String sql =
        "UPDATE delivery SET lease = NULL, due_at = clock_timestamp() + ? * interval '1 ms', maybe_sent = ?,"
            + " letter = CASE WHEN ? THEN letter END, status = ?, error = ? WHERE id = ? AND lease = ? AND state = 'PENDING'";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, pause.toMillis());
      update.setBoolean(2, outcome.maybeSent());
      update.setBoolean(3, outcome.maybeSent());
      update.setObject(4, outcome.status());
      update.setString(5, error);
      update.setObject(6, delivery.id());
      update.setObject(7, delivery.lease());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The target answers again: what waits for it need not sit out its pause. Quiet hours go on, and
   * a digest that is being put together is no pause.
   */
  void hurry(String target) {
    run(
        "UPDATE delivery SET due_at = clock_timestamp() WHERE target = ? AND state = 'PENDING' AND digest_id IS NULL AND lease IS NULL"
            + " AND attempts > 0 AND due_at > now()",
        target);
  }

  /** Calls off the notices of an alert that are not being sent this moment. */
  void cancelNotices(UUID alertId) {
    run(CANCEL + "alert_id = ?", Timestamp.from(clock.instant()), alertId);
  }

  /** Calls off everything to a subscription that is not being sent this moment. */
  void cancelTo(UUID subscriptionId) {
    run(
        CANCEL + "target = ?",
        Timestamp.from(clock.instant()),
        Deliveries.webhookTarget(subscriptionId));
  }

  /**
   * A parked or waiting delivery is due at once, with new patience; false when it is neither. What
   * was parked with a digest goes with it again; a notice that is asked for by itself leaves its
   * digest.
   */
  boolean again(UUID id) {
    run(
        "UPDATE delivery SET state = 'PENDING', settled_at = NULL WHERE digest_id = ? AND state = 'PARKED'"
            + " AND EXISTS (SELECT 1 FROM delivery g WHERE g.id = delivery.digest_id AND g.state = 'PARKED')",
        id);
    return run(
            "UPDATE delivery SET state = 'PENDING', settled_at = NULL, due_at = clock_timestamp(), patience_from = clock_timestamp(),"
                + " digest_id = NULL, held_until = NULL"
                + " WHERE id = ? AND (state = 'PARKED' OR state = 'PENDING' AND lease IS NULL AND digest_id IS NULL)",
            id)
        == 1;
  }

  private int run(String sql, Object... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        update.setObject(i + 1, parameters[i]);
      }
      return update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
