package io.heard.kit.audit;

import io.heard.kit.journal.Journal;
import io.heard.kit.journal.Sealing;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Ledger, journal and rows agree: no sequence is missing, each entry is what was hashed and what
 * was sealed, each history has its row, and each row its history.
 */
@ApplicationScoped
public class LedgerCheck implements Check {

  static final String ENTRY_MISSING = "ENTRY_MISSING";
  static final String ENTRY_CHANGED = "ENTRY_CHANGED";
  static final String ENTRY_UNSEALED = "ENTRY_UNSEALED";
  static final String ROW_MISSING = "ROW_MISSING";
  static final String HISTORY_MISSING = "HISTORY_MISSING";
  static final String HEAD_DIFFERS = "HEAD_DIFFERS";

  /** Entries read at once: a history may be long. */
  private static final int PAGE = 500;

  private static final String ENTRIES =
      "SELECT l.*, (SELECT encode(f.hash, 'hex') FROM journal_leaf f WHERE f.aggregate_id = l.aggregate_id AND f.sequence = l.sequence)"
          + " AS sealed FROM ledger l WHERE l.aggregate_id = ANY (?::uuid[]) AND (l.aggregate_id, l.sequence) > (?, ?)"
          + " ORDER BY l.aggregate_id, l.sequence LIMIT ?";

  private static final String GONE =
      "SELECT f.aggregate_id, f.sequence FROM journal_leaf f WHERE f.aggregate_id = ANY (?::uuid[]) AND (SELECT l.sequence FROM ledger l"
          + " WHERE l.aggregate_id = f.aggregate_id AND l.sequence = f.sequence) IS NULL";

  /** Of a transaction that the sealing has left behind, or of another cluster than this. */
  private static final String UNSEALED =
      "SELECT l.aggregate_id, array_agg(l.sequence ORDER BY l.sequence)::text FROM ledger l, (SELECT"
          + " max(value) FILTER (WHERE name = 'sealed')::bigint AS sealed,"
          + " string_to_array(max(value) FILTER (WHERE name = 'unfinished'), ',')::bigint[] AS unfinished,"
          + " max(value) FILTER (WHERE name = 'history')::uuid AS history FROM audit_mark) AS m"
          + " WHERE l.aggregate_id = ANY (?::uuid[]) AND l.aggregate_id < m.history"
          + " AND (l.written_in < m.sealed AND l.written_in <> ALL (m.unfinished)"
          + " OR l.written_in >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AND "
          + Journal.NO_LEAF
          + " GROUP BY l.aggregate_id";

  /** Of changed aggregates: what follows what, without reading what it says. */
  private static final String LINKS =
      "SELECT c.id FROM unnest(?::uuid[], ?::int[]) AS c (id, first) WHERE EXISTS ("
          + "SELECT 1 FROM ledger l WHERE l.aggregate_id = c.id AND l.sequence >= c.first AND l.sequence > 1 AND NOT EXISTS ("
          + "SELECT 1 FROM ledger p WHERE p.aggregate_id = l.aggregate_id AND p.sequence = l.sequence - 1 AND p.hash = l.previous_hash))";

  @Inject Sql sql;
  @Inject AggregateRows aggregates;
  @Inject Sealing sealing;

  /** A history as it stands, entry by entry. */
  private static final class History {
    private final Set<Integer> missing = new TreeSet<>();
    private final Set<Integer> changed = new TreeSet<>();
    private String head = LedgerEntry.GENESIS;
    private int sequence;

    void next(LedgerEntry entry, String sealed) {
      for (int hole = sequence + 1; hole < entry.sequence(); hole++) {
        missing.add(hole);
      }
      boolean follows = entry.sequence() != sequence + 1 || entry.previousHash().equals(head);
      boolean asSealed = sealed == null || sealed.equals(entry.hash());
      if (!entry.intact() || !follows || !asSealed) {
        changed.add(entry.sequence());
      }
      head = entry.hash();
      sequence = entry.sequence();
    }
  }

  /** An entry, and its hash when it was sealed, null before. */
  private record Line(LedgerEntry entry, String sealed) {}

  @Override
  public Set<String> kinds() {
    return Set.of(
        ENTRY_MISSING, ENTRY_CHANGED, ENTRY_UNSEALED, ROW_MISSING, HISTORY_MISSING, HEAD_DIFFERS);
  }

  /**
   * Which of these have changed in a way that has to be looked at closely.
   *
   * @param firstSequences of the new entries of each
   */
  Set<UUID> suspicious(List<UUID> changed, List<Integer> firstSequences) {
    Set<UUID> suspicious =
        new TreeSet<>(
            sql.list(LINKS, row -> row.getObject(1, UUID.class), changed, firstSequences));
    Map<UUID, AggregateRows.Row> rows = aggregates.rows(changed);
    for (int i = 0; i < changed.size(); i++) {
      AggregateRows.Row row = rows.get(changed.get(i));
      if (row == null || row.version() < firstSequences.get(i)) {
        suspicious.add(changed.get(i));
      }
    }
    return suspicious;
  }

  /** As of one moment: what is written meanwhile must not look as if it did not agree. */
  @Override
  public List<Observation> examine(Collection<UUID> ids) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
              return compare(ids);
            });
  }

  private List<Observation> compare(Collection<UUID> ids) {
    Map<UUID, History> histories = histories(ids);
    Map<UUID, AggregateRows.Row> rows = aggregates.rows(ids);
    List<Observation> seen = new ArrayList<>();
    histories.forEach((id, history) -> examine(id, history, rows.get(id), seen));
    rows.forEach(
        (id, row) -> {
          if (!histories.containsKey(id) && row.version() > 0) {
            seen.add(
                Observation.of(HISTORY_MISSING, id, "a " + row.kind() + " without any history"));
          }
        });
    sql.list(
        UNSEALED,
        row ->
            seen.add(
                Observation.of(
                    ENTRY_UNSEALED,
                    row.getObject(1, UUID.class),
                    "not in the journal: entries " + row.getString(2))),
        ids);
    return seen;
  }

  private Map<UUID, History> histories(Collection<UUID> ids) {
    Map<UUID, History> histories = new LinkedHashMap<>();
    List<Line> page = page(ids, Sql.LOWEST, 0);
    while (!page.isEmpty()) {
      for (Line line : page) {
        histories
            .computeIfAbsent(line.entry().aggregateId(), id -> new History())
            .next(line.entry(), line.sealed());
      }
      LedgerEntry last = page.get(page.size() - 1).entry();
      page = page.size() < PAGE ? List.of() : page(ids, last.aggregateId(), last.sequence());
    }
    sql.list(
        GONE,
        row ->
            histories
                .computeIfAbsent(row.getObject(1, UUID.class), id -> new History())
                .missing
                .add(row.getInt(2)),
        ids);
    return histories;
  }

  private List<Line> page(Collection<UUID> ids, UUID aggregate, int sequence) {
    return sql.list(
        ENTRIES,
        row -> new Line(Ledger.entry(row), row.getString("sealed")),
        ids,
        aggregate,
        sequence,
        PAGE);
  }

  private static void examine(
      UUID id, History history, AggregateRows.Row row, List<Observation> seen) {
    note(seen, ENTRY_MISSING, id, history.missing, "gone from the ledger: entries ");
    note(seen, ENTRY_CHANGED, id, history.changed, "not what was written: entries ");
    if (row == null) {
      seen.add(Observation.of(ROW_MISSING, id, "its history is there and it is not"));
    } else if (row.version() != history.sequence || !history.head.equals(row.headHash())) {
      seen.add(
          Observation.of(
              HEAD_DIFFERS,
              id,
              "the %s is at version %d, its history ends with %d"
                  .formatted(row.kind(), row.version(), history.sequence)));
    }
  }

  private static void note(
      List<Observation> seen, String kind, UUID id, Set<Integer> sequences, String words) {
    if (!sequences.isEmpty()) {
      seen.add(Observation.of(kind, id, words + sequences));
    }
  }

  /** Seals what was left out; sets a row right when its whole history speaks against it. */
  @Override
  public boolean repair(Finding finding) {
    UUID id = UUID.fromString(finding.about());
    return switch (finding.kind()) {
      case ENTRY_UNSEALED -> sealing.sealLeftOut(List.of(id));
      case HEAD_DIFFERS -> follow(id);
      default -> false;
    };
  }

  private boolean follow(UUID id) {
    boolean historyIsWhole =
        examine(List.of(id)).stream()
            .noneMatch(
                seen -> seen.kind().equals(ENTRY_MISSING) || seen.kind().equals(ENTRY_CHANGED));
    AggregateRows.Row row = aggregates.rows(List.of(id)).get(id);
    AggregateRows.Row head = aggregates.heads(List.of(id)).get(id);
    return historyIsWhole
        && row != null
        && head != null
        && aggregates.follow(row.kind(), id, head.version(), head.headHash());
  }
}
