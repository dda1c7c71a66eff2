package io.heard.kit.journal;

import io.heard.kit.sql.Sql;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Seals ledger entries in batches, after their transactions have committed: writers neither wait
 * for it nor know of it.
 *
 * <p>Transactions commit in another order than they begin. What is visible is committed and is
 * sealed at once; the transactions that were under way meanwhile are noted, and the next search
 * looks for what they have written as well as for what came after. So none is left out, and one
 * that takes hours holds up nobody.
 */
@ApplicationScoped
public class Sealing {

  private static final Logger LOG = Logger.getLogger(Sealing.class);

  /** Entries in one batch at most. */
  static final int MOST = 4_096;

  /** Transactions a search covers at most, so that catching up costs what there is to seal. */
  private static final long STRIDE = 2L * MOST;

  /**
   * A mark that lags by so many transactions is moved even when nothing was found; less than a
   * stride.
   */
  private static final long WORTH_A_WRITE = MOST;

  private static final String UNSEALED =
      "SELECT l.aggregate_id, l.sequence, l.hash, l.written_in FROM ledger l WHERE l.hash ~ '^[0-9a-f]{64}$' AND "
          + Journal.NO_LEAF
          + " AND ";
  private static final String NEXT =
      UNSEALED
          + "(l.written_in >= ? AND l.written_in < ? OR l.written_in = ANY (string_to_array(?, ',')::bigint[]))"
          + " ORDER BY l.written_in, l.aggregate_id, l.sequence LIMIT ?";
  private static final String HISTORY =
      UNSEALED + "l.aggregate_id >= ? ORDER BY l.aggregate_id, l.sequence LIMIT ?";
  private static final String LEFT_OUT =
      UNSEALED + "l.aggregate_id = ANY (?::uuid[]) ORDER BY l.aggregate_id, l.sequence LIMIT ?";
  private static final String MARK = "SELECT value FROM audit_mark WHERE name = ? FOR UPDATE";
  private static final String SET_MARK = "UPDATE audit_mark SET value = ? WHERE name = ?";

  @Inject Sql sql;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;

  private volatile boolean caughtUp;
  private volatile Instant behindSince;

  void measure(@Observes StartupEvent event) {
    Gauge.builder("heard.journal.behind", this, Sealing::secondsBehind)
        .description(
            "For how long there has been more to seal than was sealed at once; told by the replica that audits")
        .baseUnit("seconds")
        .register(metrics);
  }

  private double secondsBehind() {
    Instant since = behindSince;
    return since == null ? 0 : Duration.between(since, clock.instant()).toMillis() / 1e3;
  }

  /** Another replica seals. */
  public void leave() {
    caughtUp = false;
    behindSince = null;
  }

  /** Whether everything was sealed that had been committed when this replica looked last. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** An entry on its way into a batch. */
  private record Leaf(UUID aggregateId, int sequence, byte[] hash, long writtenIn) {}

  /**
   * What other transactions are doing.
   *
   * @param next none has this number yet
   * @param underWay those that are
   */
  private record Horizon(long next, List<Long> underWay) {

    String underWayBefore(long number) {
      return underWay.stream()
          .filter(each -> each < number)
          .map(String::valueOf)
          .collect(Collectors.joining(","));
    }
  }

  /** Seals one batch; true when there may be more to seal at once. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean seal() {
    long from = lock();
    // looked at before the entries: what was under way by then may become visible later
    Horizon horizon = horizon();
    if (from > horizon.next()) {
      LOG.warn("The numbers of transactions have begun anew: the whole ledger is looked through");
      sql.update(SET_MARK, Sql.LOWEST.toString(), "history");
      from = horizon.next();
      reached(from, horizon);
    }
    sql.first("SELECT set_config('enable_seqscan', 'off', true)", row -> row.getString(1));
    long to = Math.min(from + STRIDE, horizon.next());
    List<Leaf> leaves = sql.list(NEXT, Sealing::leaf, from, to, mark("unfinished"), MOST);
    write(leaves);
    boolean full = leaves.size() == MOST;
    if (!full) {
      long reached = leaves.isEmpty() && to < horizon.next() ? nextWritten(to, horizon) : to;
      if (!leaves.isEmpty() || reached - from > WORTH_A_WRITE) {
        reached(reached, horizon);
      }
    }
    boolean more = full || to < horizon.next();
    note(more);
    return more;
  }

  private void reached(long number, Horizon horizon) {
    sql.update(SET_MARK, Long.toString(number), "sealed");
    sql.update(SET_MARK, horizon.underWayBefore(number), "unfinished");
  }

  private void note(boolean more) {
    caughtUp = !more;
    if (!more) {
      behindSince = null;
    } else if (behindSince == null) {
      behindSince = clock.instant();
    }
  }

  /** Over a stretch of transactions that wrote nothing here, to the next that did. */
  private long nextWritten(long from, Horizon horizon) {
    return sql.number(
        "SELECT least(min(written_in), ?) FROM ledger WHERE written_in >= ?", horizon.next(), from);
  }

  /**
   * Seals one batch of what was written before there was a journal, or in another cluster whose
   * dump filled this one; true when there may be more.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean sealHistory() {
    if (historyIsSealed()) {
      return false;
    }
    lock();
    String from = mark("history");
    List<Leaf> leaves = sql.list(HISTORY, Sealing::leaf, UUID.fromString(from), MOST);
    write(leaves);
    boolean more = leaves.size() == MOST;
    UUID next = more ? leaves.get(leaves.size() - 1).aggregateId() : Sql.HIGHEST;
    sql.update(SET_MARK, next.toString(), "history");
    return more;
  }

  /**
   * Seals what was left out of these aggregates, as after a database was filled from a dump, whose
   * entries bear the numbers of other transactions.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean sealLeftOut(Collection<UUID> aggregates) {
    lock();
    List<Leaf> leaves = sql.list(LEFT_OUT, Sealing::leaf, aggregates, MOST);
    write(leaves);
    return !leaves.isEmpty();
  }

  /**
   * Tells the index of transactions about the newest pages, which it would otherwise hear of at the
   * next vacuum: until then every search reads them all. It gives way at once to a vacuum, which
   * would otherwise be broken off.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public void index() {
    sql.first("SELECT set_config('lock_timeout', '100ms', true)", row -> row.getString(1));
    sql.number("SELECT brin_summarize_new_values('ledger_by_transaction')");
  }

  /** One batch at a time, whoever seals; the transaction from which the next search begins. */
  private long lock() {
    return Long.parseLong(mark("sealed"));
  }

  private boolean historyIsSealed() {
    return sql.number(
            "SELECT count(*) FROM audit_mark WHERE name = 'history' AND value = ?",
            Sql.HIGHEST.toString())
        == 1;
  }

  private String mark(String name) {
    return sql.first(MARK, row -> row.getString(1), name).orElseThrow();
  }

  private Horizon horizon() {
    long next = sql.number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
    List<Long> underWay =
        sql.list(
            "SELECT pg_snapshot_xip(pg_current_snapshot())::text::bigint", row -> row.getLong(1));
    return new Horizon(next, underWay);
  }

  private void write(List<Leaf> leaves) {
    if (leaves.isEmpty()) {
      return;
    }
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
