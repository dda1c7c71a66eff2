package io.heard.kit.audit;

import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** The aggregates of this service, in the ledger and in their tables. */
@ApplicationScoped
class AggregateRows {

  /** From id to id along the index, without reading the entries in between. */
  private static final String IN_LEDGER =
      "WITH RECURSIVE walk AS ((SELECT aggregate_id FROM ledger WHERE aggregate_id > ? ORDER BY aggregate_id LIMIT 1) UNION ALL"
          + " SELECT (SELECT l.aggregate_id FROM ledger l WHERE l.aggregate_id > w.aggregate_id ORDER BY l.aggregate_id LIMIT 1)"
          + " FROM walk w WHERE w.aggregate_id IS NOT NULL) SELECT aggregate_id FROM walk WHERE aggregate_id IS NOT NULL LIMIT ?";

  @Inject Sql sql;
  @Inject AuditSettings settings;

  /**
   * Some aggregates that follow each other.
   *
   * @param last where the next ones begin; the highest id when these were the last
   */
  record Page(List<UUID> ids, UUID last) {

    boolean isLast() {
      return last.equals(Sql.HIGHEST);
    }
  }

  /** What a row says of its own history. */
  record Row(String kind, int version, String headHash) {}

  /** The next aggregates of all kinds, those included that are on one side only. */
  Page after(UUID id, int limit) {
    List<UUID> known = sql.list(IN_LEDGER, row -> row.getObject(1, UUID.class), id, limit);
    UUID last = known.size() < limit ? Sql.HIGHEST : known.get(known.size() - 1);
    TreeSet<UUID> ids = new TreeSet<>(known);
    for (AuditSettings.Kind kind : settings.kinds().values()) {
      ids.addAll(
          sql.list(
              "SELECT id FROM "
                  + kind.table()
                  + " WHERE id > ? AND id <= ? ORDER BY id LIMIT 10000",
              row -> row.getObject(1, UUID.class),
              id,
              last));
    }
    return new Page(new ArrayList<>(ids), last);
  }

  /** The rows of these aggregates. */
  Map<UUID, Row> rows(Collection<UUID> ids) {
    Map<UUID, Row> rows = new HashMap<>();
    settings
        .kinds()
        .forEach(
            (kind, where) ->
                sql.list(
                    "SELECT id, version, head_hash FROM "
                        + where.table()
                        + " WHERE id = ANY (?::uuid[])",
                    row ->
                        rows.put(
                            row.getObject(1, UUID.class),
                            new Row(kind, row.getInt(2), hex(row.getBytes(3)))),
                    ids));
    return rows;
  }

  /** Sets version and head of a row to what its ledger ends with; the row is locked meanwhile. */
  boolean follow(String kind, UUID id, int version, String headHash) {
    return sql.update(
            "UPDATE "
                + settings.kinds().get(kind).table()
                + " r SET version = ?, head_hash = ? WHERE id = ?"
                + " AND (SELECT max(sequence) FROM ledger l WHERE l.aggregate_id = r.id) = ?",
            version,
            HexFormat.of().parseHex(headHash),
            id,
            version)
        == 1;
  }

  /** How the ledger of each ends, in the order of their ids, with its kind. */
  Map<UUID, Row> heads(Collection<UUID> ids) {
    Map<UUID, Row> heads = new LinkedHashMap<>();
    sql.list(
        "SELECT DISTINCT ON (aggregate_id) aggregate_id, sequence, hash, split_part(type, '.', 2) FROM ledger"
            + " WHERE aggregate_id = ANY (?::uuid[]) ORDER BY aggregate_id, sequence DESC",
        row ->
            heads.put(
                row.getObject(1, UUID.class),
                new Row(row.getString(4), row.getInt(2), row.getString(3))),
        ids);
    return heads;
  }

  private static String hex(byte[] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }
}
