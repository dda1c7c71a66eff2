package io.heard.kit.audit;

import io.heard.kit.journal.Sealing;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
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

  private static final String SEALED =
      "SELECT aggregate_id, sequence, hash FROM journal_leaf WHERE aggregate_id = ANY (?::uuid[])";
  private static final String ENTRIES =
      "SELECT * FROM ledger WHERE aggregate_id = ANY (?::uuid[]) ORDER BY aggregate_id, sequence";

  /** Of a transaction that the sealing has left behind, or of another cluster than this. */
  private static final String UNSEALED =
      "SELECT l.aggregate_id, array_agg(l.sequence ORDER BY l.sequence)::text FROM ledger l WHERE l.aggregate_id = ANY (?::uuid[])"
          + " AND (l.written_in < (SELECT value::bigint FROM audit_mark WHERE name = 'sealed')"
          + " OR l.written_in >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
          + " AND NOT EXISTS (SELECT 1 FROM journal_leaf f WHERE f.aggregate_id = l.aggregate_id AND f.sequence = l.sequence)"
          + " GROUP BY l.aggregate_id";

  /** Of changed aggregates: what follows what, without reading what it says. */
  private static final String LINKS =
      "SELECT c.id FROM unnest(?::uuid[], ?::int[]) AS c (id, first) WHERE EXISTS ("
          + "SELECT 1 FROM ledger l WHERE l.aggregate_id = c.id AND l.sequence >= c.first AND l.sequence > 1 AND NOT EXISTS ("
          + "SELECT 1 FROM ledger p WHERE p.aggregate_id = l.aggregate_id AND p.sequence = l.sequence - 1 AND p.hash = l.previous_hash))";

  @Inject Sql sql;
  @Inject AggregateRows aggregates;
  @Inject Sealing sealing;

  /** A history as it stands. */
  private static final class History {
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<Integer, String> sealed = new LinkedHashMap<>();
  }

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

  @Override
  public List<Observation> examine(Collection<UUID> ids) {
    Map<UUID, History> histories = new LinkedHashMap<>();
    for (LedgerEntry entry : sql.list(ENTRIES, Ledger::entry, ids)) {
      histories.computeIfAbsent(entry.aggregateId(), id -> new History()).entries.add(entry);
    }
    sql.list(SEALED, row -> seal(histories, row), ids);
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

  private static String seal(Map<UUID, History> histories, ResultSet row) throws SQLException {
    return histories
        .computeIfAbsent(row.getObject(1, UUID.class), id -> new History())
        .sealed
        .put(row.getInt(2), HexFormat.of().formatHex(row.getBytes(3)));
  }

  private static void examine(
      UUID id, History history, AggregateRows.Row row, List<Observation> seen) {
    Set<Integer> missing = new TreeSet<>(history.sealed.keySet());
    Set<Integer> changed = new TreeSet<>();
    String previous = LedgerEntry.GENESIS;
    int sequence = 0;
    for (LedgerEntry entry : history.entries) {
      missing.remove(entry.sequence());
      for (int hole = sequence + 1; hole < entry.sequence(); hole++) {
        missing.add(hole);
      }
      String sealed = history.sealed.get(entry.sequence());
      boolean follows = entry.sequence() != sequence + 1 || entry.previousHash().equals(previous);
      if (!entry.intact() || !follows || (sealed != null && !sealed.equals(entry.hash()))) {
        changed.add(entry.sequence());
      }
      previous = entry.hash();
      sequence = entry.sequence();
    }
    note(seen, ENTRY_MISSING, id, missing, "gone from the ledger: entries ");
    note(seen, ENTRY_CHANGED, id, changed, "not what was written: entries ");
    if (row == null) {
      seen.add(Observation.of(ROW_MISSING, id, "its history is there and it is not"));
    } else if (row.version() != sequence || !previous.equals(row.headHash())) {
      seen.add(
          Observation.of(
              HEAD_DIFFERS,
              id,
              "the %s is at version %d, its history ends with %d"
                  .formatted(row.kind(), row.version(), sequence)));
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
