package io.heard.kit.journal;

import io.heard.kit.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Seals ledger entries in batches, after their transactions have committed: writers neither wait
 * for it nor know of it.
 *
 * <p>Transactions commit in another order than they begin. What is visible is committed and may be
 * sealed at once; but the mark from which the next search begins moves only to the oldest
 * transaction that was still under way, so that whatever commits late is found all the same.
 */
@ApplicationScoped
public class Sealing {

  private static final Logger LOG = Logger.getLogger(Sealing.class);

  /** Entries in one batch at most. */
  static final int MOST = 2_048;

  /** A mark that lags by so many transactions is moved even when nothing was found. */
  private static final long WORTH_A_WRITE = 10_000;

  private static final String ENTRY_HASH = "l.hash ~ '^[0-9a-f]{64}$'";
  private static final String NO_LEAF =
      " AND NOT EXISTS (SELECT 1 FROM journal_leaf f WHERE f.aggregate_id = l.aggregate_id AND f.sequence = l.sequence)";
  private static final String NEXT =
      "SELECT l.aggregate_id, l.sequence, l.hash, l.written_in FROM ledger l WHERE l.written_in >= ? AND l.written_in < ? AND "
          + ENTRY_HASH
          + NO_LEAF
          + " ORDER BY l.written_in, l.aggregate_id, l.sequence LIMIT ?";
  private static final String LEFT_OUT =
      "SELECT l.aggregate_id, l.sequence, l.hash, l.written_in FROM ledger l WHERE l.aggregate_id = ANY (?::uuid[]) AND "
          + ENTRY_HASH
          + NO_LEAF
          + " ORDER BY l.aggregate_id, l.sequence LIMIT ?";

  @Inject Sql sql;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;

  private volatile boolean caughtUp;

  /** Whether everything was sealed that had been committed when this replica looked last. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** An entry on its way into a batch. */
  private record Leaf(UUID aggregateId, int sequence, byte[] hash, long writtenIn) {}

  /** What other transactions are doing: from {@code oldest} on, some may be under way. */
  private record Horizon(long oldest, long next) {}

  /** Seals one batch; true when there may be more to seal at once. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean seal() {
    long from = sql.number("SELECT value::bigint FROM audit_mark WHERE name = 'sealed' FOR UPDATE");
    // looked at before the entries: what was under way by then may become visible later
    Horizon horizon = horizon();
    if (from > horizon.next()) {
      LOG.warn("The numbers of transactions have begun anew: the whole ledger is looked through");
      from = 0;
    }
    sql.first("SELECT set_config('enable_seqscan', 'off', true)", row -> row.getString(1));
    List<Leaf> leaves = sql.list(NEXT, Sealing::leaf, from, horizon.next(), MOST);
    boolean more = leaves.size() == MOST;
    caughtUp = !more;
    if (!leaves.isEmpty()) {
      write(leaves);
    }
    long upTo =
        more
            ? Math.min(horizon.oldest(), leaves.get(leaves.size() - 1).writtenIn())
            : horizon.oldest();
    if (!leaves.isEmpty() || upTo - from > WORTH_A_WRITE) {
      sql.update("UPDATE audit_mark SET value = ? WHERE name = 'sealed'", Long.toString(upTo));
    }
    return more;
  }

  /**
   * Seals what was left out of these aggregates, as after a database was filled from a dump, whose
   * entries bear the numbers of other transactions.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean sealLeftOut(Collection<UUID> aggregates) {
    sql.number("SELECT value::bigint FROM audit_mark WHERE name = 'sealed' FOR UPDATE");
    List<Leaf> leaves = sql.list(LEFT_OUT, Sealing::leaf, aggregates, MOST);
    if (!leaves.isEmpty()) {
      write(leaves);
    }
    return !leaves.isEmpty();
  }

  /**
   * Tells the index of transactions about the newest pages, which it would otherwise hear of at the
   * next vacuum: until then every search reads them all.
   */
  public void index() {
    sql.number("SELECT brin_summarize_new_values('ledger_by_transaction')");
  }

  private Horizon horizon() {
    return sql.first(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() AS s",
            row -> new Horizon(row.getLong(1), row.getLong(2)))
        .orElseThrow();
  }

  private void write(List<Leaf> leaves) {
    int number = 1;
    String previous = Batch.GENESIS;
    Batch last = Journal.last(sql).orElse(null);
    if (last != null) {
      number = last.number() + 1;
      previous = last.digest();
    }
    List<byte[]> hashes = leaves.stream().map(Leaf::hash).toList();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Batch batch =
        Batch.seal(
            number, leaves.size(), HexFormat.of().formatHex(Merkle.root(hashes)), previous, now);
    sql.update(
        "INSERT INTO journal_batch (number, size, root, previous, digest, sealed_at) VALUES (?, ?, ?, ?, ?, ?)",
        batch.number(),
        batch.size(),
        HexFormat.of().parseHex(batch.root()),
        HexFormat.of().parseHex(batch.previous()),
        HexFormat.of().parseHex(batch.digest()),
        batch.sealedAt());
    sql.update(
        "INSERT INTO journal_leaf (batch, position, aggregate_id, sequence, hash)"
            + " SELECT ?, l.position, l.aggregate_id, l.sequence, decode(l.hash, 'hex')"
            + " FROM unnest(?::int[], ?::uuid[], ?::int[], ?::text[]) AS l (position, aggregate_id, sequence, hash)",
        batch.number(),
        IntStream.range(0, leaves.size()).boxed().toList(),
        leaves.stream().map(Leaf::aggregateId).toList(),
        leaves.stream().map(Leaf::sequence).toList(),
        hashes.stream().map(HexFormat.of()::formatHex).toList());
    metrics.counter("heard.journal.sealed").increment(leaves.size());
  }

  private static Leaf leaf(ResultSet row) throws SQLException {
    return new Leaf(
        row.getObject("aggregate_id", UUID.class),
        row.getInt("sequence"),
        HexFormat.of().parseHex(row.getString("hash")),
        row.getLong("written_in"));
  }
}
