package io.heard.kit.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The append-only, hash-chained history of every aggregate of this service (table {@code ledger}),
 * and at the same time the content of its outbox: an event is a ledger entry on its way out. The
 * database itself refuses to change or delete an entry.
 */
@ApplicationScoped
public class Ledger {

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Columns of {@code ledger} in the order in which {@link #append} and one-statement writers fill
   * them.
   */
  public static final String COLUMNS =
      "aggregate_id, sequence, type, at, recorded_at, actor, request_id, trace_parent, data, salt, hash, previous_hash";

  private static final String APPEND =
      "WITH entry AS (SELECT * FROM unnest(?::uuid[], ?::int[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[],"
          + " ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[]) WITH ORDINALITY AS e ("
          + COLUMNS
          + ", bucket, line)), written AS (INSERT INTO ledger ("
          + COLUMNS
          + ") SELECT "
          + COLUMNS
          + " FROM entry) INSERT INTO outbox (bucket, topic, aggregate_id, sequence)"
          + " SELECT bucket, ?, aggregate_id, sequence FROM entry ORDER BY line";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject Clock clock;
  @Inject Outbox outbox;

  /**
   * Writes the changes an aggregate has noted, with their way out, in the caller's transaction and
   * one round trip.
   *
   * @param topic Kafka topic the entries go to
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void append(Aggregate aggregate, String topic, Origin origin) {
    appendAll(List.of(aggregate), topic, origin);
  }

  /** Like {@link #append}, for several aggregates in one round trip. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void appendAll(List<? extends Aggregate> aggregates, String topic, Origin origin) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (Aggregate aggregate : aggregates) {
      entries.addAll(seal(aggregate, origin));
    }
    if (entries.isEmpty()) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(APPEND)) {
      insert.setArray(
          1, array(connection, "uuid", entries.stream().map(LedgerEntry::aggregateId).toArray()));
      insert.setArray(
          2, array(connection, "int4", entries.stream().map(LedgerEntry::sequence).toArray()));
      insert.setArray(
          3, array(connection, "text", entries.stream().map(LedgerEntry::type).toArray()));
      insert.setArray(
          4,
          array(connection, "timestamptz", entries.stream().map(e -> e.at().toString()).toArray()));
      insert.setArray(
          5,
          array(
              connection,
              "timestamptz",
              entries.stream().map(e -> e.recordedAt().toString()).toArray()));
      insert.setArray(
          6, array(connection, "text", entries.stream().map(LedgerEntry::actor).toArray()));
      insert.setArray(
          7, array(connection, "text", entries.stream().map(LedgerEntry::requestId).toArray()));
      insert.setArray(
          8, array(connection, "text", entries.stream().map(LedgerEntry::traceParent).toArray()));
      insert.setArray(
          9, array(connection, "text", entries.stream().map(LedgerEntry::data).toArray()));
      insert.setArray(
          10, array(connection, "text", entries.stream().map(LedgerEntry::salt).toArray()));
      insert.setArray(
          11, array(connection, "text", entries.stream().map(LedgerEntry::hash).toArray()));
      insert.setArray(
          12, array(connection, "text", entries.stream().map(LedgerEntry::previousHash).toArray()));
      insert.setArray(
          13,
          array(
              connection,
              "int2",
              entries.stream().map(e -> Outbox.bucket(e.aggregateId())).toArray()));
      insert.setString(14, topic);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    outbox.wakeAfterCommit();
  }

  private static java.sql.Array array(Connection connection, String type, Object[] values)
      throws SQLException {
    return connection.createArrayOf(type, values);
  }

  /**
   * Turns the changes an aggregate has noted into sealed entries and moves its version and head on,
   * without writing them: for a writer that puts them into the database with a statement of its
   * own.
   */
  public List<LedgerEntry> seal(Aggregate aggregate, Origin origin) {
    Instant now = clock.instant();
    List<LedgerEntry> entries = new ArrayList<>();
    for (Aggregate.Change change : aggregate.takeChanges()) {
      String previous =
          aggregate.headHash == null
              ? LedgerEntry.GENESIS
              : HexFormat.of().formatHex(aggregate.headHash);
      LedgerEntry entry =
          LedgerEntry.seal(
              aggregate.id,
              aggregate.version + 1,
              change.type(),
              change.at(),
              later(now, change.judgedAt()),
              origin,
              text(change.data()),
              salt(),
              previous);
      aggregate.version = entry.sequence();
      aggregate.headHash = HexFormat.of().parseHex(entry.hash());
      entries.add(entry);
    }
    return entries;
  }

  private static Instant later(Instant now, Instant judgedAt) {
    return judgedAt != null && judgedAt.isAfter(now) ? judgedAt : now;
  }

  private String text(Object data) {
    try {
      return json.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String salt() {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
  }

  /** Entries of an aggregate after a sequence, oldest first. */
  public List<LedgerEntry> read(UUID aggregateId, int afterSequence, int limit) {
    String sql =
        "SELECT "
            + COLUMNS
            + ", digest FROM ledger WHERE aggregate_id = ? AND sequence > ? ORDER BY sequence LIMIT ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, aggregateId);
      select.setInt(2, afterSequence);
      select.setInt(3, limit);
      List<LedgerEntry> entries = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          entries.add(entry(row));
        }
      }
      return entries;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Maps a row that has the {@link #COLUMNS} and {@code digest}. */
  public static LedgerEntry entry(ResultSet row) throws SQLException {
    return new LedgerEntry(
        row.getObject("aggregate_id", UUID.class),
        row.getInt("sequence"),
        row.getString("type"),
        row.getTimestamp("at").toInstant(),
        row.getTimestamp("recorded_at").toInstant(),
        row.getString("actor"),
        row.getString("request_id"),
        row.getString("trace_parent"),
        row.getString("data"),
        row.getString("salt"),
        row.getString("digest"),
        row.getString("hash"),
        row.getString("previous_hash"));
  }

  /**
   * Recomputes the whole chain of an aggregate.
   *
   * @param head hash of the last entry as the aggregate knew it when it was read; a chain cut off
   *     at its end is found out by it, and entries written since are no finding
   */
  public LedgerVerdict verify(UUID aggregateId, byte[] head) {
    List<String> findings = new ArrayList<>();
    String previous = LedgerEntry.GENESIS;
    int sequence = 0;
    String expected = head == null ? null : HexFormat.of().formatHex(head);
    boolean headFound = head == null;
    for (List<LedgerEntry> page = read(aggregateId, 0, 500);
        !page.isEmpty();
        page = read(aggregateId, sequence, 500)) {
      for (LedgerEntry entry : page) {
        if (entry.sequence() != sequence + 1) {
          findings.add("sequence " + (sequence + 1) + " is missing");
        }
        if (!entry.previousHash().equals(previous)) {
          findings.add("entry " + entry.sequence() + " does not follow the entry before it");
        }
        if (!entry.intact()) {
          findings.add("entry " + entry.sequence() + " was changed");
        }
        previous = entry.hash();
        headFound |= entry.hash().equals(expected);
        sequence = entry.sequence();
      }
    }
    if (!headFound) {
      findings.add("the chain does not lead to the entry the aggregate ends with");
    }
    return new LedgerVerdict(sequence, findings);
  }
}
