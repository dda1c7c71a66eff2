package io.heard.kit.inbox;

import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The statements on tables {@code inbox} (what was seen) and {@code inbox_parked} (what could not
 * be applied).
 */
@ApplicationScoped
public class InboxRows {

  /** Why a message is parked. */
  public enum Reason {
    /** Applying it fails for what it is. */
    POISON,
    /** It came before an event that is still missing, or behind a poison one. */
    WAITING,
    /** Nobody here knows its type; it was counted and does not hold anything up. */
    UNKNOWN_TYPE,
    /** It is no CloudEvent, or its data are no JSON. */
    UNREADABLE
  }

  /**
   * A message kept aside.
   *
   * @param error what went wrong, in words
   */
  public record Parked(
      UUID id,
      String topic,
      int partition,
      long offset,
      UUID aggregateId,
      Integer sequence,
      String type,
      Reason reason,
      String error,
      Instant parkedAt) {}

  @Inject DataSource dataSource;
  @Inject Clock clock;

  /**
   * Last sequence seen of each aggregate, locked against a second consumer until the transaction
   * ends.
   */
  Map<UUID, Integer> lastSeen(String topic, Collection<UUID> aggregates) throws SQLException {
    String sql =
        "SELECT aggregate_id, sequence FROM inbox WHERE topic = ? AND aggregate_id = ANY (?) ORDER BY aggregate_id FOR UPDATE";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, topic);
      select.setArray(2, connection.createArrayOf("uuid", aggregates.toArray()));
      Map<UUID, Integer> seen = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          seen.put(row.getObject(1, UUID.class), row.getInt(2));
        }
      }
      return seen;
    }
  }

  /**
   * Marks what was seen; an aggregate that a second consumer marked meanwhile makes the transaction
   * fail.
   */
  void mark(String topic, Map<UUID, Integer> before, Map<UUID, Integer> after) throws SQLException {
    String sql =
        "INSERT INTO inbox AS i (topic, aggregate_id, sequence) SELECT ?, a.id, a.sequence FROM unnest(?::uuid[], ?::int[], ?::int[])"
            + " AS a (id, sequence, before) ORDER BY a.id ON CONFLICT (topic, aggregate_id) DO UPDATE SET sequence = excluded.sequence"
            + " WHERE i.sequence < excluded.sequence AND i.sequence = (SELECT b.before FROM unnest(?::uuid[], ?::int[]) AS b (id, before)"
            + " WHERE b.id = i.aggregate_id)";
    List<UUID> ids = new ArrayList<>(after.keySet());
    Object[] idArray = ids.toArray();
    Object[] sequences = ids.stream().map(after::get).toArray();
    Object[] previous = ids.stream().map(id -> before.getOrDefault(id, 0)).toArray();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setString(1, topic);
      upsert.setArray(2, connection.createArrayOf("uuid", idArray));
      upsert.setArray(3, connection.createArrayOf("int4", sequences));
      upsert.setArray(4, connection.createArrayOf("int4", previous));
      upsert.setArray(5, connection.createArrayOf("uuid", idArray));
      upsert.setArray(6, connection.createArrayOf("int4", previous));
      if (upsert.executeUpdate() != ids.size()) {
        throw new SQLException(
            "another consumer has taken some of these events meanwhile", "40001");
      }
    }
  }

  void park(Message message, Reason reason, String error) throws SQLException {
    String sql =
        "INSERT INTO inbox_parked (id, topic, partition, record_offset, aggregate_id, sequence, type, time, actor, payload, reason, error,"
            + " parked_at, request_id, trace_parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (topic, partition, record_offset)"
            + " DO UPDATE SET reason = excluded.reason, error = excluded.error";
    Instant now = clock.instant();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, Uuid7.at(now));
      insert.setString(2, message.topic());
      insert.setInt(3, message.partition());
      insert.setLong(4, message.offset());
      insert.setObject(5, message.aggregateId());
      insert.setObject(6, message.sequence());
      insert.setString(7, message.type());
      insert.setTimestamp(8, message.time() == null ? null : Timestamp.from(message.time()));
      insert.setString(9, message.actor());
      insert.setBytes(10, message.payload());
      insert.setString(11, reason.name());
      insert.setString(12, error.replace("\0", ""));
      insert.setTimestamp(13, Timestamp.from(now));
      insert.setString(14, message.requestId());
      insert.setString(15, message.traceParent());
      insert.executeUpdate();
    }
  }

  /**
   * The parked message of an aggregate whose turn it is now, or that has been overtaken; null when
   * there is none. A poison one has its turn on request only.
   */
  Message nextParked(String topic, UUID aggregateId) throws SQLException {
    String sql =
        "WITH seen AS (SELECT coalesce(max(sequence), 0) AS last FROM inbox WHERE topic = ? AND aggregate_id = ?)"
            + " SELECT p.* FROM inbox_parked p, seen WHERE p.topic = ? AND p.aggregate_id = ?"
            + " AND (p.reason IN ('POISON', 'WAITING') AND p.sequence <= last OR p.reason = 'WAITING' AND p.sequence = last + 1)"
            + " ORDER BY p.sequence, p.record_offset LIMIT 1";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, topic);
      select.setObject(2, aggregateId);
      select.setString(3, topic);
      select.setObject(4, aggregateId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? message(row) : null;
      }
    }
  }

  /** Which of these aggregates have messages that hold up others. */
  List<UUID> heldUp(String topic, Collection<UUID> aggregates) throws SQLException {
    String sql =
        "SELECT DISTINCT aggregate_id FROM inbox_parked WHERE topic = ? AND aggregate_id = ANY (?) AND reason IN ('POISON', 'WAITING')";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, topic);
      select.setArray(2, connection.createArrayOf("uuid", aggregates.toArray()));
      List<UUID> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getObject(1, UUID.class));
        }
      }
      return found;
    }
  }

  void unpark(Message message) throws SQLException {
    String sql = "DELETE FROM inbox_parked WHERE topic = ? AND partition = ? AND record_offset = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setString(1, message.topic());
      delete.setInt(2, message.partition());
      delete.setLong(3, message.offset());
      delete.executeUpdate();
    }
  }

  /** A message kept aside, as it came. */
  record Kept(Message message, Reason reason) {}

  /** A parked message by its id, null when there is none. */
  Kept kept(UUID id) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM inbox_parked WHERE id = ?")) {
      select.setObject(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Kept(message(row), Reason.valueOf(row.getString("reason"))) : null;
      }
    }
  }

  /**
   * How many messages are parked that need somebody, counted up to {@code most}. Those of a type
   * that is not known here do not: they hold nothing up and wait for an upgrade.
   */
  public int countParked(int most) {
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM inbox_parked WHERE reason <> 'UNKNOWN_TYPE' LIMIT ?) AS parked";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, most);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is parked, oldest first. */
  public List<Parked> parked(int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM inbox_parked ORDER BY id LIMIT ?")) {
      select.setInt(1, limit);
      List<Parked> parked = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          parked.add(
              new Parked(
                  row.getObject("id", UUID.class),
                  row.getString("topic"),
                  row.getInt("partition"),
                  row.getLong("record_offset"),
                  row.getObject("aggregate_id", UUID.class),
                  row.getObject("sequence", Integer.class),
                  row.getString("type"),
                  Reason.valueOf(row.getString("reason")),
                  row.getString("error"),
                  row.getTimestamp("parked_at").toInstant()));
        }
      }
      return parked;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Moves a parked message to those that were given up. */
  void discard(UUID id, String by, String reason) throws SQLException {
    String sql =
        "WITH gone AS (DELETE FROM inbox_parked WHERE id = ? RETURNING *) INSERT INTO inbox_discarded (id, topic, partition, record_offset,"
            + " aggregate_id, sequence, type, payload, parked_for, error, parked_at, discarded_at, discarded_by, reason)"
            + " SELECT id, topic, partition, record_offset, aggregate_id, sequence, type, payload, reason, error, parked_at, ?, ?, ? FROM gone";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement move = connection.prepareStatement(sql)) {
      move.setObject(1, id);
      move.setTimestamp(2, Timestamp.from(clock.instant()));
      move.setString(3, by);
      move.setString(4, reason);
      move.executeUpdate();
    }
  }

  /**
   * A message that somebody has given up.
   *
   * @param parkedFor why it had been parked
   * @param error what had gone wrong, in words
   */
  public record Discarded(
      UUID id,
      String topic,
      UUID aggregateId,
      Integer sequence,
      String type,
      Reason parkedFor,
      String error,
      Instant parkedAt,
      Instant discardedAt,
      String discardedBy,
      String reason) {}

  /** What was given up, newest first, before an id. */
  public List<Discarded> discarded(UUID before, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT * FROM inbox_discarded WHERE id < ? ORDER BY id DESC LIMIT ?")) {
      select.setObject(1, before);
      select.setInt(2, limit);
      List<Discarded> discarded = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          discarded.add(
              new Discarded(
                  row.getObject("id", UUID.class),
                  row.getString("topic"),
                  row.getObject("aggregate_id", UUID.class),
                  row.getObject("sequence", Integer.class),
                  row.getString("type"),
                  Reason.valueOf(row.getString("parked_for")),
                  row.getString("error"),
                  row.getTimestamp("parked_at").toInstant(),
                  row.getTimestamp("discarded_at").toInstant(),
                  row.getString("discarded_by"),
                  row.getString("reason")));
        }
      }
      return discarded;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Message message(ResultSet row) throws SQLException {
    Timestamp time = row.getTimestamp("time");
    return new Message(
        row.getString("topic"),
        row.getInt("partition"),
        row.getLong("record_offset"),
        row.getObject("aggregate_id", UUID.class),
        row.getObject("sequence", Integer.class),
        row.getString("type"),
        time == null ? null : time.toInstant(),
        row.getString("actor"),
        row.getString("request_id"),
        row.getString("trace_parent"),
        row.getBytes("payload"));
  }
}
