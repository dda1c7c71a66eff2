package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.testkit.Database;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Receipts can be proven, and whatever is rewritten shows. */
@QuarkusTest
@TestProfile(AuditProfile.class)
class JournalTest extends KitTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final String OFF = "SET session_replication_role = replica";

  @Inject Ledger ledger;

  private String hash(Note note, int sequence) {
    return ledger.read(note.id(), sequence - 1, 1).get(0).hash();
  }

  private JsonPath receipt(String hash) {
    await()
        .atMost(java.time.Duration.ofSeconds(30))
        .until(() -> mei().get("/v1/receipts/" + hash).statusCode() == 200);
    return mei().get("/v1/receipts/" + hash).jsonPath();
  }

  private static JsonPath head() {
    return ops().get("/v1/audit/head").then().statusCode(200).extract().jsonPath();
  }

  private static JsonPath verify(JsonPath head) {
    return ops()
        .body(Map.of("number", head.getInt("number"), "digest", head.getString("digest")))
        .post("/v1/audit/head/verification")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void receipt_isProvenByWhatAnybodyCanCompute() throws Exception {
    Note note = desk.rewrite(desk.write("one").id(), "two", "three");
    for (int sequence = 1; sequence <= 3; sequence++) {
      JsonPath proof = receipt(hash(note, sequence));
      assertThat(proof.getBoolean("verified")).isTrue();
      String root =
          root(
              proof.getString("hash"),
              proof.getInt("position"),
              proof.getInt("batch.size"),
              proof.getList("path"));
      assertThat(root).isEqualTo(proof.getString("batch.root"));
      assertThat(digest(proof.getMap("batch"))).isEqualTo(proof.getString("batch.digest"));
    }
  }

  @Test
  void batches_leadFromTheFirstToTheHead() throws Exception {
    receipt(hash(desk.write("one"), 1));
    int exported = head().getInt("number");
    String expected = head().getString("digest");
    String previous = "0".repeat(64);
    int number = 0;
    String found = null;
    String next = "/v1/audit/batches?limit=100";
    while (next != null) {
      JsonPath page = ops().get(next).then().statusCode(200).extract().jsonPath();
      for (Map<String, Object> batch : page.<Map<String, Object>>getList("items")) {
        number++;
        assertThat(batch.get("number")).isEqualTo(number);
        assertThat(batch.get("previous")).isEqualTo(previous);
        assertThat(digest(batch)).isEqualTo(batch.get("digest"));
        previous = (String) batch.get("digest");
        found = number == exported ? previous : found;
      }
      String cursor = page.getString("next");
      next = cursor == null ? null : "/v1/audit/batches?limit=100&after=" + cursor;
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void receipt_unknown_404() {
    mei().get("/v1/receipts/" + "a".repeat(64)).then().statusCode(404);
    mei().get("/v1/receipts/nothing").then().statusCode(404);
  }

  @Test
  void audit_isForOperations() {
    mei().get("/v1/audit/head").then().statusCode(403);
    mei().get("/v1/audit/reconciliation").then().statusCode(403);
    mei().post("/v1/audit/reconciliation").then().statusCode(403);
  }

  @Test
  void lateCommit_isNotLeftOut_andHoldsUpNobody() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    ExecutorService hands = Executors.newSingleThreadExecutor();
    try {
      UUID id = desk.newId();
      Future<?> late =
          hands.submit(
              () ->
                  QuarkusTransaction.requiringNew()
                      .timeout(120)
                      .run(
                          () -> {
                            desk.write(id, "late", NoteDesk.TOPIC);
                            written.countDown();
                            hold(commit);
                          }));
      assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        receipt(hash(desk.write("overtakes " + i), 1));
      }
      int before = head().getInt("number");
      commit.countDown();
      late.get(10, TimeUnit.SECONDS);
      LedgerEntry entry = ledger.read(id, 0, 1).get(0);
      assertThat(receipt(entry.hash()).getInt("batch.number")).isGreaterThan(before);
    } finally {
      hands.shutdownNow();
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manyWriters_eachEntryIsSealedOnce() throws Exception {
    ExecutorService hands = Executors.newFixedThreadPool(6);
    List<Future<Note>> notes = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String text = "note " + i;
      notes.add(hands.submit(() -> desk.rewrite(desk.write(text).id(), text + "a", text + "b")));
    }
    for (Future<Note> note : notes) {
      note.get();
    }
    hands.shutdown();
    await()
        .until(
            () ->
                number(
                        "SELECT count(*) FROM ledger l WHERE NOT EXISTS (SELECT 1 FROM journal_leaf f"
                            + " WHERE f.aggregate_id = l.aggregate_id AND f.sequence = l.sequence)")
                    == 0);
    assertThat(
            number(
                "SELECT count(*) FROM journal_batch b WHERE size <> (SELECT count(*) FROM journal_leaf WHERE batch = b.number)"))
        .isZero();
  }

  @Test
  void tamperedEntry_itsReceiptSaysSo() throws Exception {
    Note note = desk.write("what was said");
    String hash = hash(note, 1);
    receipt(hash);
    session(
        OFF,
        "ALTER TABLE ledger DISABLE TRIGGER ledger_is_append_only",
        "UPDATE ledger SET data = '{\"text\":\"something else\"}' WHERE aggregate_id = '"
            + note.id()
            + "'",
        "ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only");
    JsonPath proof = receipt(hash);
    assertThat(proof.getBoolean("verified")).isFalse();
    assertThat(proof.getList("findings")).containsExactly("the entry is not what was sealed");
  }

  /**
   * Somebody with all rights rewrites an entry, its hash, the leaf and the whole journal after it
   * so that everything agrees. Only the head that was exported tells.
   */
  @Test
  void wholeJournalRewritten_theExportedHeadTells() throws Exception {
    Note note = desk.write("what was said");
    int number = receipt(hash(note, 1)).getInt("batch.number");
    // nothing must be sealed on top of what is going to be rewritten
    anotherReplicaAudits();
    JsonPath exported = head();
    assertThat(verify(exported).getBoolean("intact")).isTrue();

    List<String> undo = new ArrayList<>();
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("ALTER TABLE journal_batch DISABLE TRIGGER journal_batch_is_append_only");
      String previous = null;
      List<Object[]> batches = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT number, size, encode(root, 'hex'), encode(previous, 'hex'), encode(digest, 'hex'), sealed_at FROM journal_batch"
                  + " WHERE number >= "
                  + number
                  + " ORDER BY number")) {
        while (row.next()) {
          batches.add(
              new Object[] {
                row.getInt(1),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getTimestamp(6).toInstant()
              });
        }
      }
      for (Object[] batch : batches) {
        String root = previous == null ? "f".repeat(64) : (String) batch[2];
        String before = previous == null ? (String) batch[3] : previous;
        String digest =
            digest(
                Map.of(
                    "number",
                    batch[0],
                    "size",
                    batch[1],
                    "root",
                    root,
                    "previous",
                    before,
                    "sealedAt",
                    batch[5].toString()));
        undo.add(
            "UPDATE journal_batch SET root = decode('%s', 'hex'), previous = decode('%s', 'hex'), digest = decode('%s', 'hex') WHERE number = %s"
                .formatted(batch[2], batch[3], batch[4], batch[0]));
        try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE journal_batch SET root = decode(?, 'hex'), previous = decode(?, 'hex'), digest = decode(?, 'hex') WHERE number = ?")) {
          update.setString(1, root);
          update.setString(2, before);
          update.setString(3, digest);
          update.setInt(4, (Integer) batch[0]);
          update.executeUpdate();
        }
        previous = digest;
      }
      connection.commit();
      JsonPath verdict = verify(exported);
      assertThat(verdict.getBoolean("intact")).isFalse();
      assertThat(verdict.getList("findings"))
          .contains(
              "batch " + number + " is not what was sealed",
              "batch " + exported.getInt("number") + " has another digest than the one exported");
      for (String sql : undo) {
        statement.execute(sql);
      }
      statement.execute(
          "ALTER TABLE journal_batch ENABLE ALWAYS TRIGGER journal_batch_is_append_only");
      connection.commit();
    } finally {
      thisReplicaAudits();
    }
  }

  @Test
  void exportedHeadAheadOfTheDatabase_isSaid() {
    Map<String, Object> ahead = Map.of("number", 1_000_000, "digest", "a".repeat(64));
    JsonPath verdict =
        ops().body(ahead).post("/v1/audit/head/verification").then().extract().jsonPath();
    assertThat(verdict.getBoolean("intact")).isFalse();
    assertThat(verdict.getString("findings")).contains("the database is older");
    ops().body("{}").post("/v1/audit/head/verification").then().statusCode(400);
  }

  @Test
  void database_refusesToRewriteTheJournal() throws SQLException {
    receipt(hash(desk.write("kept"), 1));
    for (String statement :
        List.of(
            "UPDATE journal_batch SET size = 7",
            "DELETE FROM journal_leaf",
            "TRUNCATE journal_leaf",
            "TRUNCATE journal_batch")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> session(OFF, statement))
          .hasMessageContaining("append-only");
    }
  }

  private static String digest(Map<String, Object> batch) throws Exception {
    String text =
        String.join(
            "\n",
            batch.get("previous").toString(),
            batch.get("number").toString(),
            batch.get("size").toString(),
            batch.get("root").toString(),
            batch.get("sealedAt").toString());
    return HEX.formatHex(
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** RFC 9162, section 2.1.3.2, from what the API says alone. */
  private static String root(String entry, int position, int size, List<String> path)
      throws Exception {
    int fn = position;
    int sn = size - 1;
    byte[] r = sha256(0, HEX.parseHex(entry), new byte[0]);
    for (String each : path) {
      byte[] p = HEX.parseHex(each);
      if ((fn & 1) == 1 || fn == sn) {
        r = sha256(1, p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = sha256(1, r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    assertThat(sn).isZero();
    return HEX.formatHex(r);
  }

  private static byte[] sha256(int prefix, byte[] first, byte[] second) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update((byte) prefix);
    digest.update(first);
    return digest.digest(second);
  }
}
