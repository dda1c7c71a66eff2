package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Each thing that must hold is broken on purpose, as somebody with all rights would. */
@QuarkusTest
@TestProfile(AuditProfile.class)
class AuditTest extends KitTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String OPEN = "ALTER TABLE ledger DISABLE TRIGGER ledger_is_append_only";
  private static final String SHUT =
      "ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only";

  private String state(String kind, Object about) throws SQLException {
    List<Object> states =
        query(
            "SELECT state FROM audit_finding WHERE kind = ? AND about = ? ORDER BY id DESC",
            kind,
            about.toString());
    return states.isEmpty() ? "NONE" : (String) states.get(0);
  }

  private void awaitState(String kind, Object about, String state) {
    await(kind + " of " + about)
        .atMost(LONG)
        .untilAsserted(() -> assertThat(state(kind, about)).isEqualTo(state));
  }

  private void awaitSealed(UUID id, int sequence) {
    await()
        .atMost(LONG)
        .until(
            () ->
                number(
                        "SELECT count(*) FROM journal_leaf WHERE aggregate_id = ? AND sequence = ?",
                        id,
                        sequence)
                    == 1);
  }

  private Note sealed(String... texts) {
    Note note = desk.write("first");
    if (texts.length > 0) {
      note = desk.rewrite(note.id(), texts);
    }
    awaitSealed(note.id(), note.version());
    return note;
  }

  @Test
  void changedEntry_isShoutedAbout_untilItIsMended() throws SQLException {
    Note note = sealed("second");
    String where = " WHERE aggregate_id = '" + note.id() + "' AND sequence = 2";
    session(OPEN, "UPDATE ledger SET actor = 'nobody'" + where, SHUT);
    awaitState("ENTRY_CHANGED", note.id(), "BROKEN");
    JsonPath view = ops().get("/v1/audit/reconciliation").jsonPath();
    assertThat(view.getBoolean("clean")).isFalse();
    assertThat(view.<String>getList("findings.about")).contains(note.id().toString());
    await()
        .atMost(LONG)
        .until(() -> ops().get("/q/metrics").asString().contains("heard_audit_broken"));
    session(OPEN, "UPDATE ledger SET actor = 'system:test'" + where, SHUT);
    awaitState("ENTRY_CHANGED", note.id(), "OVER");
  }

  @Test
  void deletedEntries_atTheEndAndInTheMiddle_areFound() throws SQLException {
    Note holed = sealed("b", "c");
    Note shortened = sealed("b", "c");
    session(
        OPEN,
        "DELETE FROM ledger WHERE aggregate_id = '" + holed.id() + "' AND sequence = 2",
        "DELETE FROM ledger WHERE aggregate_id = '" + shortened.id() + "' AND sequence = 3",
        SHUT);
    awaitState("ENTRY_MISSING", holed.id(), "BROKEN");
    awaitState("ENTRY_MISSING", shortened.id(), "BROKEN");
    assertThat(desk.find(shortened.id()).version())
        .as("the row is not made to agree with what was tampered with")
        .isEqualTo(3);
    acceptAll(holed.id(), shortened.id());
  }

  private void acceptAll(Object... abouts) throws SQLException {
    for (Object about : abouts) {
      for (Object id :
          query(
              "SELECT id FROM audit_finding WHERE about = ? AND state <> 'OVER'",
              about.toString())) {
        ops()
            .body(Map.of("reason", "the test wants it so"))
            .post("/v1/audit/findings/" + id + "/accept")
            .then()
            .statusCode(200);
      }
    }
  }

  @Test
  void deletedRow_isFound_andCanBeAccepted() throws SQLException {
    Note note = sealed();
    sql("DELETE FROM note WHERE id = ?", note.id());
    awaitState("ROW_MISSING", note.id(), "BROKEN");
    Object id = query("SELECT id FROM audit_finding WHERE about = ?", note.id().toString()).get(0);
    ops().body("{}").post("/v1/audit/findings/" + id + "/accept").then().statusCode(400);
    acceptAll(note.id());
    assertThat(state("ROW_MISSING", note.id())).isEqualTo("ACCEPTED");
    JsonPath list = ops().get("/v1/audit/findings?limit=200").jsonPath();
    assertThat(list.<String>getList("items.acceptedBy")).contains("olga");
  }

  @Test
  void rowThatWasSetBack_isSetRight() throws SQLException {
    Note note = sealed("second", "third");
    sql(
        "UPDATE note SET version = 1, head_hash = decode(repeat('0', 64), 'hex') WHERE id = ?",
        note.id());
    awaitState("HEAD_DIFFERS", note.id(), "OVER");
    assertThat(desk.find(note.id()).version()).isEqualTo(3);
    assertThat(desk.rewrite(note.id(), "goes on").version()).isEqualTo(4);
    JsonPath list = ops().get("/v1/audit/findings?limit=200").jsonPath();
    assertThat(list.<Map<String, Object>>getList("items"))
        .anyMatch(
            finding ->
                finding.get("about").equals(note.id().toString())
                    && Boolean.TRUE.equals(finding.get("repaired")));
  }

  @Test
  void rowWithoutHistory_isFound() throws SQLException {
    UUID id = UUID.randomUUID();
    sql("INSERT INTO note (id, version, text, written_at) VALUES (?, 1, 'x', now())", id);
    awaitState("HISTORY_MISSING", id, "BROKEN");
    sql("DELETE FROM note WHERE id = ?", id);
    awaitState("HISTORY_MISSING", id, "OVER");
  }

  @Test
  void eventThatWasLost_isSentAgain() throws SQLException {
    // in one transaction: what the relay has once seen it sends
    Note note =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  Note lost = desk.rewrite(desk.write("lost 1").id(), "lost 2", "lost 3");
                  assertThat(
                          sql(
                              "DELETE FROM outbox WHERE aggregate_id = ? AND sequence <> 3",
                              lost.id()))
                      .isEqualTo(2);
                  return lost;
                });
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(effects.sequences(note.id())).containsExactly(1, 2, 3));
    awaitState("EVENT_MISSING", note.id(), "OVER");
  }

  @Test
  void copyThatIsGone_isMadeAnewFromTheLedger() throws SQLException {
    Note note = desk.rewrite(desk.write("copied 1").id(), "copied 2");
    awaitSealed(note.id(), 2);
    await().until(() -> effects.sequences(note.id()).size() == 2);
    NoteEffects.COPY.set(true);
    try {
      sql("DELETE FROM note_effect WHERE aggregate_id = ?", note.id());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(effects.sequences(note.id())).containsExactly(1, 2));
      awaitState("COPY_MISSING", note.id(), "OVER");
    } finally {
      NoteEffects.COPY.set(false);
    }
  }

  @Test
  void versionTheSourceTakesBack_isNotMissedForEver() throws SQLException {
    Note note = sealed();
    await().until(() -> effects.sequences(note.id()).size() == 1);
    sql(
        "INSERT INTO audit_finding (id, kind, about, detail, knowledge, state, since, turned_at)"
            + " VALUES (?, 'EVENT_MISSING', ?, 'notes has published 6', ?, 'BROKEN', now(), now())",
        UUID.randomUUID(),
        note.id().toString(),
        "{\"service\": \"notes\", \"topic\": \"%s\", \"sequence\": 6, \"claims\": null}"
            .formatted(NoteDesk.TOPIC));
    awaitState("EVENT_MISSING", note.id(), "OVER");
  }

  @Test
  void eventTheSourceDoesNotKnow_isShoutedAbout() throws SQLException {
    Note note = sealed();
    await().until(() -> effects.sequences(note.id()).size() == 1);
    sql("UPDATE inbox SET sequence = 7 WHERE aggregate_id = ?", note.id());
    awaitState("EVENT_UNKNOWN", note.id(), "BROKEN");
    sql("UPDATE inbox SET sequence = 1 WHERE aggregate_id = ?", note.id());
    awaitState("EVENT_UNKNOWN", note.id(), "OVER");
  }

  @Test
  void olderDatabase_isFoundByWhoRemembers_untilItIsAccepted() throws SQLException {
    sealed();
    sql(
        "INSERT INTO journal_witness (service, number, digest) VALUES ('notes', 1000000, decode(repeat('a', 64), 'hex'))");
    awaitState("JOURNAL_WENT_BACK", "notes", "BROKEN");
    acceptAll("notes");
    awaitState("JOURNAL_WENT_BACK", "notes", "OVER");
    sealed();
    assertThat(number("SELECT count(*) FROM journal_witness WHERE number = 1000000")).isZero();
  }

  private static RecordMetadata state(String service, int batch) {
    return state(service, batch, ("%02d".formatted(batch)).repeat(32));
  }

  private static RecordMetadata state(String service, int batch, String digest) {
    UUID process = UUID.nameUUIDFromBytes(service.getBytes(StandardCharsets.UTF_8));
    return Events.send(
        "heard.journal",
        "heard.journal.stated.v1",
        process,
        batch,
        Instant.now(),
        "system:audit",
        """
        {"journal": {"id": "%s", "version": 1, "service": "%s", "number": %d, "digest": "%s",
          "complete": true, "heads": []}}"""
            .formatted(process, service, batch, digest));
  }

  private void awaitWitnessed(String service, int batch) {
    await()
        .atMost(LONG)
        .until(
            () ->
                number(
                        "SELECT coalesce(max(number), 0) FROM journal_witness WHERE service = ?",
                        service)
                    == batch);
  }

  @Test
  void olderStatementsThatWereHeldUp_areNoOlderDatabase_theyAreWhenTheyGoOn() throws SQLException {
    String service = "elsewhere-" + UUID.randomUUID();
    state(service, 74);
    for (int late = 0; late < 5; late++) {
      state(service, 73);
    }
    state(service, 75);
    awaitWitnessed(service, 75);
    assertThat(state("JOURNAL_WENT_BACK", service)).isEqualTo("NONE");

    goesBack(service);
    acceptAll(service);
    awaitState("JOURNAL_WENT_BACK", service, "OVER");
  }

  /** Batch 75 was stated before. */
  private void goesBack(String service) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              state(service, 74);
              return state("JOURNAL_WENT_BACK", service).equals("BROKEN");
            });
  }

  private void awaitWaiting(int sessions, String statement) {
    await(sessions + " wait for a lock: " + statement)
        .atMost(LONG)
        .until(
            () ->
                number(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ ?",
                        statement)
                    >= sessions);
  }

  @Test
  void statementThatIsJustCompared_doesNotBringBackWhatIsAccepted() throws Exception {
    String service = "raced-" + UUID.randomUUID();
    state(service, 75);
    awaitWitnessed(service, 75);
    goesBack(service);
    ExecutorService hands = Executors.newSingleThreadExecutor();
    Future<?> accepted;
    try (Connection other = dataSource.getConnection();
        PreparedStatement locks =
            other.prepareStatement("SELECT value FROM audit_mark WHERE name = ? FOR UPDATE")) {
      other.setAutoCommit(false);
      locks.setString(1, "older since " + service);
      assertThat(locks.executeQuery().next()).isTrue();
      state(service, 74);
      awaitWaiting(1, "INTO audit_mark");
      accepted =
          hands.submit(
              () -> {
                acceptAll(service);
                return null;
              });
      awaitWaiting(2, "audit_mark|advisory");
      other.commit();
    }
    accepted.get();
    hands.shutdown();
    awaitState("JOURNAL_WENT_BACK", service, "OVER");
  }

  private void changes(String service) {
    state(service, 3, "aa".repeat(32));
    awaitWitnessed(service, 3);
    state(service, 3, "bb".repeat(32));
  }

  private void awaitStates(String service, Object... states) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        query(
                            "SELECT state FROM audit_finding WHERE about = ? ORDER BY id", service))
                    .containsExactly(states));
  }

  @Test
  void whatGoesWrongAfterItWasAccepted_isAFindingOfItsOwn() throws SQLException {
    String service = "again-" + UUID.randomUUID();
    try {
      // nobody looks again at what is accepted, and ends it
      anotherReplicaAudits();
      changes(service);
      awaitStates(service, "SUSPECTED");
      acceptAll(service);
      awaitStates(service, "ACCEPTED");
      changes(service);
      awaitStates(service, "OVER", "SUSPECTED");
    } finally {
      thisReplicaAudits();
    }
    awaitState("JOURNAL_CHANGED", service, "BROKEN");
    acceptAll(service);
    awaitState("JOURNAL_CHANGED", service, "OVER");
  }

  @Test
  void whatIsAcceptedWhileTheAuditMakesUpItsMind_staysAccepted() throws SQLException {
    String service = "minded-" + UUID.randomUUID();
    sql("INSERT INTO audit_mark (name, value) VALUES ('JOURNAL_CHANGED ' || ?, 'x')", service);
    sql(
        "INSERT INTO audit_finding (id, kind, about, detail, state, since, turned_at)"
            + " VALUES (?, 'JOURNAL_CHANGED', ?, 'x', 'SUSPECTED', now(), now() + interval '2 s')",
        UUID.randomUUID(),
        service);
    try (Connection other = dataSource.getConnection();
        PreparedStatement accepts =
            other.prepareStatement(
                "UPDATE audit_finding SET state = 'ACCEPTED' WHERE about = ? AND state = 'SUSPECTED'")) {
      other.setAutoCommit(false);
      accepts.setString(1, service);
      assertThat(accepts.executeUpdate()).isEqualTo(1);
      awaitWaiting(1, "^UPDATE audit_finding");
      other.commit();
    }
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LONG)
        .until(() -> state("JOURNAL_CHANGED", service).equals("ACCEPTED"));
    sql("DELETE FROM audit_mark WHERE name = 'JOURNAL_CHANGED ' || ?", service);
    awaitState("JOURNAL_CHANGED", service, "OVER");
  }

  /** A replica that hung comes too late with what another one has heard for it. */
  @Test
  void whatAnotherReplicaHasHeardMeanwhile_isNotHeardLate() throws Exception {
    String service = "late-" + UUID.randomUUID();
    String mark = "heard " + state(service, 4).partition();
    awaitWitnessed(service, 4);
    try (Connection other = dataSource.getConnection();
        PreparedStatement locks =
            other.prepareStatement("SELECT value FROM audit_mark WHERE name = ? FOR UPDATE");
        PreparedStatement hears =
            other.prepareStatement("UPDATE audit_mark SET value = ? WHERE name = ?")) {
      other.setAutoCommit(false);
      locks.setString(1, mark);
      locks.executeQuery().next();
      RecordMetadata late = state(service, 5);
      awaitWaiting(1, "INTO audit_mark");
      hears.setString(1, Long.toString(late.offset()));
      hears.setString(2, mark);
      hears.executeUpdate();
      hears.setString(1, Long.toString(late.timestamp()));
      hears.setString(2, mark.replace("heard", "heard time"));
      hears.executeUpdate();
      other.commit();
    }
    state(service, 6);
    awaitWitnessed(service, 6);
    assertThat(query("SELECT number FROM journal_witness WHERE service = ?", service))
        .containsExactlyInAnyOrder(4, 6);
  }

  @Test
  void whatIsPublishedAgain_isHarmless() throws SQLException {
    Note note = desk.rewrite(desk.write("one").id(), "two");
    Note other = desk.write("another");
    await().until(() -> effects.sequences(note.id()).size() == 2);
    await().until(() -> effects.sequences(other.id()).size() == 1);
    for (Map<String, Object> range :
        List.<Map<String, Object>>of(
            Map.of("aggregate", note.id()),
            Map.of("kind", "note", "from", note.id(), "to", other.id()),
            Map.of())) {
      String id =
          ops()
              .body(range)
              .post("/v1/audit/republications")
              .then()
              .statusCode(202)
              .extract()
              .path("id");
      await()
          .atMost(LONG)
          .until(
              () ->
                  ops().get("/v1/audit/republications/" + id).jsonPath().get("finishedAt") != null);
      assertThat(ops().get("/v1/audit/republications/" + id).jsonPath().getInt("events"))
          .isGreaterThanOrEqualTo(2);
    }
    await()
        .atMost(LONG)
        .until(() -> number("SELECT count(*) FROM outbox WHERE parked_at IS NULL") == 0);
    assertThat(effects.sequences(note.id())).containsExactly(1, 2);
    ops().body(Map.of("kind", "nothing")).post("/v1/audit/republications").then().statusCode(400);
  }

  @Test
  void consumerThatForgot_isRebuilt() throws SQLException {
    Note note = desk.rewrite(desk.write("one").id(), "two");
    await().until(() -> effects.sequences(note.id()).size() == 2);
    sql("DELETE FROM note_effect WHERE aggregate_id = ?", note.id());
    sql("DELETE FROM inbox WHERE aggregate_id = ?", note.id());
    ops()
        .body(Map.of("aggregate", note.id()))
        .post("/v1/audit/republications")
        .then()
        .statusCode(202);
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(effects.sequences(note.id())).containsExactly(1, 2));
  }

  @Test
  void fullRun_looksAtEverything() throws SQLException {
    sealed();
    long notes = number("SELECT count(DISTINCT aggregate_id) FROM ledger");
    String id = ops().post("/v1/audit/reconciliation").then().statusCode(202).extract().path("id");
    await()
        .atMost(LONG)
        .until(
            () -> ops().get("/v1/audit/reconciliation").jsonPath().get("run.finishedAt") != null);
    JsonPath view = ops().get("/v1/audit/reconciliation").jsonPath();
    assertThat(view.getString("run.id")).isEqualTo(id);
    assertThat(view.getLong("run.examined")).isGreaterThanOrEqualTo(notes);
  }

  @Test
  void healthySystemUnderLoad_hasNoFindings() throws Exception {
    ExecutorService hands = Executors.newFixedThreadPool(4);
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(desk.write("note " + i).id());
    }
    List<Future<?>> work = new ArrayList<>();
    for (int hand = 0; hand < 4; hand++) {
      work.add(
          hands.submit(
              () -> {
                long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
                for (int i = 0; System.nanoTime() < end; i++) {
                  desk.rewrite(ids.get(i % ids.size()), "text " + i);
                }
              }));
    }
    for (Future<?> each : work) {
      each.get();
    }
    hands.shutdown();
    assertThat(
            query(
                // how long an event takes is for the machine to say
                "SELECT kind || ' ' || detail FROM audit_finding WHERE about = ANY (?) AND kind NOT IN ('NOT_PUBLISHED', 'EVENT_MISSING')"
                    + " AND (state <> 'SUSPECTED' OR repairs > 0)",
                (Object) ids.stream().map(UUID::toString).toArray(String[]::new)))
        .isEmpty();
    await()
        .atMost(LONG)
        .until(
            () ->
                number(
                        "SELECT count(*) FROM audit_finding WHERE state <> 'OVER' AND about = ANY (?)",
                        (Object) ids.stream().map(UUID::toString).toArray(String[]::new))
                    == 0);
  }

  @Test
  void anotherReplicaHoldsTheLease_thisOneWaits_andTakesOver() throws SQLException {
    sealed();
    UUID id = desk.newId();
    try {
      anotherReplicaAudits();
      desk.write(id, "nobody seals it", NoteDesk.TOPIC);
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> !isSealed(id));
    } finally {
      thisReplicaAudits();
    }
    awaitSealed(id, 1);
  }
}
