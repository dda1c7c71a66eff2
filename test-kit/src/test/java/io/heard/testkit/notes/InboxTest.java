package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.kit.inbox.InboxRows;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InboxTest extends KitTest {

  private static final Instant TIME = Instant.parse("2026-03-02T01:15:00Z");

  @Inject InboxRows rows;
  @Inject MeterRegistry metrics;

  @AfterEach
  void heal() {
    NoteEffects.POISONOUS.clear();
    NoteEffects.UNKNOWN.clear();
  }

  @Test
  void duplicateAndOld_takeEffectOnce() {
    UUID id = UUID.randomUUID();
    send(id, 1, "a");
    send(id, 1, "a");
    send(id, 2, "b");
    send(id, 1, "a");
    send(id, 2, "b");
    send(id, 3, "c");
    awaitEffects(id, 1, 2, 3);
    assertThat(parked(id)).isEmpty();
  }

  @Test
  void tooEarly_waitsForTheMissingOne() {
    UUID id = UUID.randomUUID();
    send(id, 3, "c");
    send(id, 2, "b");
    send(id, 2, "b");
    awaitParked(id, InboxRows.Reason.WAITING, 3);
    assertThat(effects.of(id)).isEmpty();

    send(id, 1, "a");
    awaitEffects(id, 1, 2, 3);
    awaitNothingParked(id);
  }

  @Test
  void poison_thatIsGivenUp_letsItsFollowersPass_andIsKept() {
    UUID id = UUID.randomUUID();
    NoteEffects.POISONOUS.add("bad " + id);
    send(id, 1, "a");
    send(id, 2, "bad " + id);
    send(id, 3, "c");
    awaitParked(id, InboxRows.Reason.POISON, 1);
    awaitParked(id, InboxRows.Reason.WAITING, 1);
    UUID poison = parked(id, InboxRows.Reason.POISON).get(0).id();
    UUID behind = parked(id, InboxRows.Reason.WAITING).get(0).id();

    discard(poison, "{}").statusCode(400);
    discard(behind, "{\"reason\": \"too early\"}").statusCode(409);
    as("mei", "frontline")
        .body("{\"reason\": \"mine\"}")
        .post("/v1/parked/incoming/" + poison + "/discard")
        .then()
        .statusCode(403);
    discard(poison, "{\"reason\": \"nobody needs it\"}").statusCode(204);

    awaitEffects(id, 1, 3);
    awaitNothingParked(id);
    discard(poison, "{\"reason\": \"again\"}").statusCode(404);
    ops()
        .get("/v1/parked/discarded?limit=200")
        .then()
        .statusCode(200)
        .body("items.find { it.id == '" + poison + "' }.reason", equalTo("nobody needs it"))
        .body("items.find { it.id == '" + poison + "' }.discardedBy", equalTo("olga"));
    send(id, 4, "d");
    awaitEffects(id, 1, 3, 4);
  }

  private static io.restassured.response.ValidatableResponse discard(UUID parked, String body) {
    return ops().body(body).post("/v1/parked/incoming/" + parked + "/discard").then();
  }

  @Test
  void poison_isParkedAndHoldsUpItsOwnAggregateOnly_untilARetrySucceeds() {
    UUID id = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    NoteEffects.POISONOUS.add("bad");
    send(id, 1, "good");
    send(id, 2, "bad");
    send(id, 3, "behind it");
    send(other, 1, "unconcerned");
    send(id, 4, "behind it, too");
    awaitEffects(other, 1);
    awaitParked(id, InboxRows.Reason.POISON, 1);
    awaitParked(id, InboxRows.Reason.WAITING, 2);
    assertThat(effects.sequences(id)).containsExactly(1);

    UUID poison = parked(id, InboxRows.Reason.POISON).get(0).id();
    UUID behind = parked(id, InboxRows.Reason.WAITING).get(0).id();
    retry(poison).statusCode(409).body("type", equalTo("urn:heard:problem:still-failing"));
    retry(behind).statusCode(409).body("type", equalTo("urn:heard:problem:still-waiting"));
    assertThat(effects.sequences(id)).containsExactly(1);
    assertThat(parked(id)).hasSize(3);
    retry(behind).statusCode(409);

    NoteEffects.POISONOUS.clear();
    retry(poison).statusCode(204);
    awaitEffects(id, 1, 2, 3, 4);
    awaitNothingParked(id);
    retry(poison).statusCode(404);
    send(id, 5, "and on");
    awaitEffects(id, 1, 2, 3, 4, 5);
  }

  @Test
  void poisonThatWaited_doesNotUndoWhatItWaitedFor() {
    UUID id = UUID.randomUUID();
    NoteEffects.POISONOUS.add("bad");
    send(id, 2, "bad");
    awaitParked(id, InboxRows.Reason.WAITING, 1);
    send(id, 1, "innocent");
    awaitEffects(id, 1);
    awaitParked(id, InboxRows.Reason.POISON, 1);
    assertThat(parked(id, InboxRows.Reason.POISON).get(0).sequence()).isEqualTo(2);
  }

  @Test
  void unknownType_isKeptAndCounted_andDoesNotHoldUpAnything() {
    UUID id = UUID.randomUUID();
    String type = "heard.note.sung.v1";
    NoteEffects.UNKNOWN.add(type);
    double before = counted("unknown-type");
    send(id, 1, "a");
    Events.send(NoteDesk.TOPIC, type, id, 2, TIME, "mei", "{\"text\":\"la la\"}");
    send(id, 3, "c");
    awaitEffects(id, 1, 3);
    assertThat(parked(id))
        .singleElement()
        .satisfies(kept -> assertThat(kept.reason()).isEqualTo(InboxRows.Reason.UNKNOWN_TYPE));
    await().untilAsserted(() -> assertThat(counted("unknown-type")).isEqualTo(before + 1));

    UUID kept = parked(id).get(0).id();
    retry(kept).statusCode(409).body("type", equalTo("urn:heard:problem:still-unknown"));
    NoteEffects.UNKNOWN.clear();
    retry(kept).statusCode(204);
    assertThat(effects.sequences(id)).containsExactly(1, 3, 2);
    assertThat(parked(id)).isEmpty();
  }

  @Test
  void unreadable_isKept() throws Exception {
    UUID id = UUID.randomUUID();
    String marker = "no cloud event " + id;
    sendRaw(id.toString(), marker.getBytes(StandardCharsets.UTF_8), Map.of());
    sendRaw(null, null, Map.of("ce_type", "\0", "ce_subject", "no uuid", "ce_sequence", "-1"));
    Events.send(NoteDesk.TOPIC, "heard.note.written.v1", id, 1, TIME, "mei", "{\"text\": ");
    send(id, 2, "after the broken one");
    awaitParked(id, InboxRows.Reason.POISON, 1);
    awaitParked(id, InboxRows.Reason.WAITING, 1);
    List<Object> unreadable =
        query(
            "SELECT id FROM inbox_parked WHERE reason = 'UNREADABLE' AND payload = ?",
            (Object) marker.getBytes(StandardCharsets.UTF_8));
    assertThat(unreadable).hasSize(1);
    retry((UUID) unreadable.get(0))
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:unreadable"));
    UUID other = UUID.randomUUID();
    send(other, 1, "life goes on");
    awaitEffects(other, 1);
  }

  @Test
  void latestState_supersedes() {
    UUID id = UUID.randomUUID();
    NoteEffects.POISONOUS.add("bad");
    sendState(id, 4, "bad");
    awaitParked(id, InboxRows.Reason.POISON, 1);
    sendState(id, 7, "state of 7");
    sendState(id, 5, "state of 5");
    sendState(id, 9, "state of 9");
    awaitEffects(id, 7, 9);
    awaitNothingParked(id);
  }

  @Test
  void databaseGoesAway_nothingIsLostOrDoubled() throws Exception {
    List<UUID> ids = IntStream.range(0, 10).mapToObj(i -> UUID.randomUUID()).toList();
    for (int sequence = 1; sequence <= 12; sequence++) {
      for (UUID id : ids) {
        send(id, sequence, "event " + sequence);
      }
      if (sequence % 3 == 0) {
        session(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
      }
    }
    for (UUID id : ids) {
      awaitEffects(id, IntStream.rangeClosed(1, 12).toArray());
      assertThat(parked(id)).isEmpty();
    }
  }

  @Test
  void markFails_theEffectIsUndone() throws SQLException {
    UUID id = UUID.randomUUID();
    session(
        "CREATE FUNCTION refuse_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no mark'; END $$",
        "CREATE TRIGGER refuse_mark BEFORE INSERT ON inbox FOR EACH ROW WHEN (NEW.aggregate_id = '"
            + id
            + "') EXECUTE FUNCTION refuse_mark()");
    try {
      send(id, 1, "marked or nothing");
      awaitParked(id, InboxRows.Reason.POISON, 1);
      assertThat(effects.of(id)).isEmpty();
    } finally {
      session("DROP TRIGGER refuse_mark ON inbox", "DROP FUNCTION refuse_mark");
    }
    retry(parked(id).get(0).id()).statusCode(204);
    assertThat(effects.sequences(id)).containsExactly(1);
  }

  @Test
  void aSecondConsumerIsFaster_thisOneGivesWay() throws Exception {
    UUID id = UUID.randomUUID();
    try (Connection second = Database.server().getPostgresDatabase().getConnection()) {
      second.setAutoCommit(false);
      try (PreparedStatement mark =
          second.prepareStatement(
              "INSERT INTO inbox (topic, aggregate_id, sequence) VALUES (?, ?, 1)")) {
        mark.setString(1, NoteDesk.TOPIC);
        mark.setObject(2, id);
        mark.executeUpdate();
      }
      send(id, 1, "applied by the other");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          number(
                              "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
                      .isPositive());
      second.commit();
    }
    send(id, 2, "applied here");
    awaitEffects(id, 2);
    assertThat(parked(id)).isEmpty();
  }

  @Test
  void requestAndTrace_reachTheConsumer() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String id =
        mei()
            .header("X-Request-Id", "call-17")
            .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-00")
            .body("{\"text\": \"traced\"}")
            .post("/v1/notes")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    UUID note = UUID.fromString(id);
    awaitEffects(note, 1);
    assertThat(effects.of(note))
        .singleElement()
        .satisfies(
            effect -> {
              assertThat(effect.traceId()).isEqualTo(trace);
              assertThat(effect.requestId()).isEqualTo("call-17");
            });
    Events.Seen event = Events.of(NoteDesk.TOPIC, note).get(0);
    assertThat(event.headers())
        .containsEntry("ce_requestid", "call-17")
        .containsEntry("ce_actor", "mei");
    assertThat(event.headers().get("traceparent")).startsWith("00-" + trace + "-");
  }

  @Test
  void untracedRequest_getsATraceOfItsOwn() {
    String id =
        mei()
            .body("{\"text\": \"untraced\"}")
            .post("/v1/notes")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    UUID note = UUID.fromString(id);
    awaitEffects(note, 1);
    String traceParent = Events.of(NoteDesk.TOPIC, note).get(0).headers().get("traceparent");
    assertThat(traceParent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(effects.of(note).get(0).traceId()).isEqualTo(traceParent.substring(3, 35));
  }

  private static void send(UUID id, int sequence, String text) {
    Events.send(NoteDesk.TOPIC, "heard.note.written.v1", id, sequence, TIME, "mei", data(text));
  }

  private static void sendState(UUID id, int sequence, String text) {
    Events.send(LatestNotes.TOPIC, "heard.note.written.v1", id, sequence, TIME, "mei", data(text));
  }

  private static String data(String text) {
    return "{\"text\":\"" + text + "\"}";
  }

  private static void sendRaw(String key, byte[] value, Map<String, String> headers)
      throws Exception {
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<String, byte[]> message = new ProducerRecord<>(NoteDesk.TOPIC, key, value);
      headers.forEach(
          (name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      producer.send(message).get();
    }
  }

  private void awaitEffects(UUID id, int... sequences) {
    await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptionsMatching(IllegalStateException.class::isInstance)
        .untilAsserted(
            () ->
                assertThat(effects.sequences(id))
                    .containsExactlyElementsOf(IntStream.of(sequences).boxed().toList()));
  }

  private void awaitParked(UUID id, InboxRows.Reason reason, int count) {
    await().untilAsserted(() -> assertThat(parked(id, reason)).hasSize(count));
  }

  private void awaitNothingParked(UUID id) {
    await().untilAsserted(() -> assertThat(parked(id)).isEmpty());
  }

  private List<InboxRows.Parked> parked(UUID id) {
    return new ArrayList<>(
        rows.parked(10_000).stream().filter(kept -> id.equals(kept.aggregateId())).toList());
  }

  private List<InboxRows.Parked> parked(UUID id, InboxRows.Reason reason) {
    return parked(id).stream().filter(kept -> kept.reason() == reason).toList();
  }

  private static io.restassured.response.ValidatableResponse retry(UUID parked) {
    return ops().post("/v1/parked/incoming/" + parked + "/retry").then();
  }

  private double counted(String outcome) {
    return metrics
        .counter("heard.inbox.messages", "topic", NoteDesk.TOPIC, "outcome", outcome)
        .count();
  }
}
