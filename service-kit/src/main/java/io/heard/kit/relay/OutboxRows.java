package io.heard.kit.relay;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
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
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The statements on table {@code outbox}. */
@ApplicationScoped
public class OutboxRows {

  /** An event waiting, with its place in the queue. */
  record Waiting(short bucket, long id, String topic, LedgerEntry entry) {}

  /**
   * An event the broker cannot take, and how long its aggregate has been held up by it.
   *
   * @param id place in the outbox
   * @param error what the broker's client said
   */
  public record Parked(
      long id,
      String topic,
      UUID aggregateId,
      int sequence,
      String type,
      String error,
      Instant parkedAt) {}

  private static final String NEXT =
      "SELECT o.bucket, o.id, o.topic, "
          + "l.*"
          + " FROM unnest(?::smallint[]) AS held (b) CROSS JOIN LATERAL ("
          + "SELECT * FROM outbox w WHERE w.bucket = held.b AND NOT EXISTS ("
          + "SELECT 1 FROM outbox p WHERE p.aggregate_id = w.aggregate_id AND p.parked_at IS NOT NULL)"
          + " ORDER BY w.id LIMIT ?) o JOIN ledger l ON l.aggregate_id = o.aggregate_id AND l.sequence = o.sequence"
          + " ORDER BY o.id";

  /**
   * Along the index and in no other way. A queue is a table of dead rows with a few living ones at
   * its end: only an index scan remembers which entries are dead, and a bitmap scan, which the
   * planner takes for cheaper, wades through all of them at every look.
   */
  private static final String ALONG_THE_INDEX =
      "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off";

  private static final int WORTH_A_VACUUM = 2_000;

  private final AtomicInteger deadRows = new AtomicInteger();

  @Inject DataSource dataSource;

  @Transactional(Transactional.TxType.REQUIRES_NEW)
  List<Waiting> next(List<Short> buckets, int perBucket) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement settings = connection.createStatement();
        PreparedStatement select = connection.prepareStatement(NEXT)) {
      settings.execute(ALONG_THE_INDEX);
      select.setArray(1, connection.createArrayOf("int2", buckets.toArray()));
      select.setInt(2, perBucket);
      List<Waiting> waiting = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          waiting.add(
              new Waiting(
                  row.getShort("bucket"),
                  row.getLong("id"),
                  row.getString("topic"),
                  Ledger.entry(row)));
        }
      }
      return waiting;
    }
  }

  void delete(List<Waiting> published) throws SQLException {
    if (published.isEmpty()) {
      return;
    }
    String sql =
        "DELETE FROM outbox o USING unnest(?::smallint[], ?::bigint[]) AS p (bucket, id) WHERE o.bucket = p.bucket AND o.id = p.id";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setArray(
          1, connection.createArrayOf("int2", published.stream().map(Waiting::bucket).toArray()));
      delete.setArray(
          2, connection.createArrayOf("int8", published.stream().map(Waiting::id).toArray()));
      deadRows.addAndGet(delete.executeUpdate());
    }
  }

  /**
   * Clears away what was deleted, when that is much: the database's own vacuum comes by once a
   * minute, and at a thousand events a second that is too late.
   */
  void vacuum() throws SQLException {
    int dead = deadRows.get();
    if (dead < WORTH_A_VACUUM) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        Statement vacuum = connection.createStatement()) {
      vacuum.execute("VACUUM (SKIP_LOCKED, TRUNCATE OFF) outbox");
      deadRows.addAndGet(-dead);
    }
  }

  void park(Waiting poison, String error) throws SQLException {
    String sql =
        "UPDATE outbox SET parked_at = clock_timestamp(), error = ? WHERE bucket = ? AND id = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, error);
      update.setShort(2, poison.bucket());
      update.setLong(3, poison.id());
      update.executeUpdate();
    }
  }

  /** How many events are parked, counted up to {@code most}. */
  public int countParked(int most) {
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE parked_at IS NOT NULL LIMIT ?) AS parked";
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
    String sql =
        "SELECT o.id, o.topic, o.aggregate_id, o.sequence, l.type, o.error, o.parked_at FROM outbox o"
            + " JOIN ledger l ON l.aggregate_id = o.aggregate_id AND l.sequence = o.sequence"
            + " WHERE o.parked_at IS NOT NULL ORDER BY o.id LIMIT ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, limit);
      List<Parked> parked = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          parked.add(
              new Parked(
                  row.getLong("id"),
                  row.getString("topic"),
                  row.getObject("aggregate_id", UUID.class),
                  row.getInt("sequence"),
                  row.getString("type"),
                  row.getString("error"),
                  row.getTimestamp("parked_at").toInstant()));
        }
      }
      return parked;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets a parked event try again; false when there is none with this id. */
  public boolean unpark(long id) {
    String sql =
        "UPDATE outbox SET parked_at = NULL, error = NULL WHERE id = ? AND parked_at IS NOT NULL";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, id);
      return update.executeUpdate() == 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
