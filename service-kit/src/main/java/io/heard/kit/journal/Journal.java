package io.heard.kit.journal;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What has been sealed, and proofs of it. */
@ApplicationScoped
public class Journal {

  private static final HexFormat HEX = HexFormat.of();
  private static final String BATCH = "SELECT * FROM journal_batch";

  /** Batches that are verified at once: at most 131,072 hashes. */
  public static final int PAGE = 32;

  /**
   * Condition on {@code ledger l}: not sealed. Written so that the planner can only look each entry
   * up, and never reads the journal from end to end.
   */
  public static final String NO_LEAF =
      "(SELECT f.batch FROM journal_leaf f WHERE f.aggregate_id = l.aggregate_id AND f.sequence = l.sequence) IS NULL";

  @Inject Sql sql;

  /** Where an entry is in the journal, and what it was when it was sealed. */
  private record Place(int batch, int position, UUID aggregateId, int sequence, String hash) {}

  /** The newest batch. */
  public Optional<Batch> head() {
    return last(sql);
  }

  static Optional<Batch> last(Sql sql) {
    return sql.first(BATCH + " ORDER BY number DESC LIMIT 1", Journal::batch);
  }

  /** Batches after a number, oldest first. */
  public List<Batch> after(int number, int limit) {
    return sql.list(
        BATCH + " WHERE number > ? ORDER BY number LIMIT ?", Journal::batch, number, limit);
  }

  /**
   * Proves that the entry with this hash is in the journal, and looks whether the ledger still
   * holds it as it was sealed.
   */
  public Optional<JournalApi.Receipt> receipt(byte[] hash) {
    return sql.first("SELECT * FROM journal_leaf WHERE hash = ? LIMIT 1", Journal::place, hash)
        .map(this::receipt);
  }

  private JournalApi.Receipt receipt(Place place) {
    List<String> findings = new ArrayList<>(findings(place));
    Optional<Batch> sealed = sql.first(BATCH + " WHERE number = ?", Journal::batch, place.batch());
    List<byte[]> hashes = hashes(place.batch());
    List<String> path = List.of();
    if (sealed.isEmpty()) {
      findings.add("batch " + place.batch() + " is missing");
    } else {
      wrong(sealed.get(), hashes).ifPresent(findings::add);
      path =
          place.position() < hashes.size()
              ? Merkle.path(place.position(), hashes).stream().map(HEX::formatHex).toList()
              : List.of();
    }
    return new JournalApi.Receipt(
        place.hash(),
        findings.isEmpty(),
        findings,
        sealed.orElse(null),
        place.position(),
        path,
        head().orElse(null));
  }

  private List<String> findings(Place place) {
    Optional<LedgerEntry> entry =
        sql.first(
            "SELECT * FROM ledger WHERE aggregate_id = ? AND sequence = ?",
            Ledger::entry,
            place.aggregateId(),
            place.sequence());
    if (entry.isEmpty()) {
      return List.of("the entry was sealed and is gone from the ledger");
    }
    if (!entry.get().hash().equals(place.hash()) || !entry.get().intact()) {
      return List.of("the entry is not what was sealed");
    }
    return List.of();
  }

  private List<byte[]> hashes(int batch) {
    return hashes(batch, batch).getOrDefault(batch, List.of());
  }

  /** The hashes of the entries of batches from one to another, by batch. */
  private Map<Integer, List<byte[]>> hashes(int first, int last) {
    Map<Integer, List<byte[]>> hashes = new HashMap<>();
    sql.list(
        "SELECT batch, hash FROM journal_leaf WHERE batch BETWEEN ? AND ? ORDER BY batch, position",
        row ->
            hashes.computeIfAbsent(row.getInt(1), batch -> new ArrayList<>()).add(row.getBytes(2)),
        first,
        last);
    return hashes;
  }

  /**
   * What is wrong with these batches, which follow each other: each with its leaves, its digest,
   * and that it continues the one before it.
   *
   * @param before the batch before the first, empty when that is number 1
   */
  public List<String> wrong(Optional<Batch> before, List<Batch> batches) {
    List<String> findings = new ArrayList<>();
    int number = before.map(Batch::number).orElse(0);
    String previous = before.map(Batch::digest).orElse(Batch.GENESIS);
    Map<Integer, List<byte[]>> hashes =
        batches.isEmpty()
            ? Map.of()
            : hashes(batches.get(0).number(), batches.get(batches.size() - 1).number());
    for (Batch batch : batches) {
      if (batch.number() != number + 1) {
        findings.add("batch " + (number + 1) + " is missing");
      } else if (!batch.previous().equals(previous)) {
        findings.add("batch " + batch.number() + " does not continue the one before it");
      }
      wrong(batch, hashes.getOrDefault(batch.number(), List.of())).ifPresent(findings::add);
      number = batch.number();
      previous = batch.digest();
    }
    return findings;
  }

  private static Optional<String> wrong(Batch batch, List<byte[]> hashes) {
    boolean holds =
        hashes.size() == batch.size()
            && !hashes.isEmpty()
            && HEX.formatHex(Merkle.root(hashes)).equals(batch.root())
            && batch.intact();
    return holds
        ? Optional.empty()
        : Optional.of("batch " + batch.number() + " is not what was sealed");
  }

  /**
   * Recomputes the whole journal and compares it with a head that was exported earlier: whatever
   * was rewritten since, that head can no longer be arrived at.
   */
  public JournalApi.Verdict verify(int exportedNumber, String exportedDigest) {
    List<String> findings = new ArrayList<>();
    Optional<Batch> before = Optional.empty();
    boolean found = false;
    long entries = 0;
    for (List<Batch> page = after(0, PAGE);
        !page.isEmpty();
        page = after(before.get().number(), PAGE)) {
      findings.addAll(wrong(before, page));
      for (Batch batch : page) {
        entries += batch.size();
        if (batch.number() == exportedNumber) {
          found = true;
          if (!batch.digest().equals(exportedDigest)) {
            findings.add("batch " + exportedNumber + " has another digest than the one exported");
          }
        }
      }
      before = Optional.of(page.get(page.size() - 1));
    }
    if (!found) {
      findings.add(
          "the journal ends with batch "
              + before.map(Batch::number).orElse(0)
              + ", before the one exported: the database is older");
    }
    return new JournalApi.Verdict(
        findings.isEmpty(), before.map(Batch::number).orElse(0), entries, findings);
  }

  private static Batch batch(ResultSet row) throws SQLException {
    return new Batch(
        row.getInt("number"),
        row.getInt("size"),
        HEX.formatHex(row.getBytes("root")),
        HEX.formatHex(row.getBytes("previous")),
        HEX.formatHex(row.getBytes("digest")),
        Sql.instant(row, "sealed_at"));
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(
        row.getInt("batch"),
        row.getInt("position"),
        row.getObject("aggregate_id", UUID.class),
        row.getInt("sequence"),
        HEX.formatHex(row.getBytes("hash")));
  }
}
