package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.heard.kit.outbox.Outbox;
import io.heard.kit.relay.OutboxRows;
import io.heard.testkit.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RelayTest extends KitTest {

  private static final String REFUSED_TOPIC = "no topic can be called so!";

  @Inject OutboxRows rows;

  @Test
  void committed_theEventIsACloudEvent() {
    Note note = desk.write("hello");
    Events.Seen event = awaitEvents(note.id(), 1).get(0);

    assertThat(event.key()).isEqualTo(note.id().toString());
    assertThat(event.headers())
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", note.id() + "-1")
        .containsEntry("ce_source", "/heard/notes")
        .containsEntry("ce_type", "heard.note.written.v1")
        .containsEntry("ce_subject", note.id().toString())
        .containsEntry("ce_sequence", "1")
        .containsEntry("ce_actor", "system:test")
        .containsEntry("content-type", "application/json");
    assertThat(Instant.parse(event.headers().get("ce_time"))).isEqualTo(note.writtenAt());
    assertThat(event.headers()).containsKey("ce_recordedat");
    assertThat(event.data().get("text").asText()).isEqualTo("hello");
    await().untilAsserted(() -> assertThat(waiting(note.id())).isZero());
  }

  @Test
  void afterManyEvents_theOutboxIsVacuumed() throws SQLException {
    long before = vacuums();
    for (int i = 0; i < 2_100; i++) {
      desk.write("one of many");
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> vacuums() > before);
  }

  private long vacuums() throws SQLException {
    return number("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'outbox'");
  }

  @Test
  void rolledBack_thereIsNoEventAndNoEntry() throws SQLException {
    UUID id = desk.newId();
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          desk.write(id, "never", NoteDesk.TOPIC);
                          throw new IllegalStateException("rolled back");
                        }))
        .hasMessage("rolled back");

    awaitEvents(inBucketOf(id, "after it").id(), 1);
    assertThat(Events.of(NoteDesk.TOPIC, id)).isEmpty();
    assertThat(number("SELECT count(*) FROM ledger WHERE aggregate_id = ?", id)).isZero();
  }

  @Test
  void idsCommittedOutOfOrder_noneIsSkipped() throws Exception {
    UUID early = desk.newId();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<?> slow =
          other.submit(
              () ->
                  QuarkusTransaction.requiringNew()
                      .call(
                          () -> {
                            desk.write(early, "early id, late commit", NoteDesk.TOPIC);
                            written.countDown();
                            return mayCommit.await(20, TimeUnit.SECONDS);
                          }));
      assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
      Note late = inBucketOf(early, "late id, early commit");
      awaitEvents(late.id(), 1);
      assertThat(Events.of(NoteDesk.TOPIC, early)).isEmpty();
      mayCommit.countDown();
      slow.get();
    } finally {
      other.shutdownNow();
    }
    awaitEvents(early, 1);
  }

  @Test
  void manyChangesAtOnce_eachAggregateInOrderAndOnce() throws Exception {
    List<UUID> ids = IntStream.range(0, 5).mapToObj(i -> desk.write("note " + i).id()).toList();
    ExecutorService hands = Executors.newFixedThreadPool(5);
    try {
      List<Future<?>> changes = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        for (UUID id : ids) {
          changes.add(hands.submit(() -> desk.rewrite(id, "first", "second")));
        }
      }
      for (Future<?> change : changes) {
        change.get();
      }
    } finally {
      hands.shutdownNow();
    }
    for (UUID id : ids) {
      assertThat(awaitEvents(id, 41))
          .extracting(Events.Seen::sequence)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 41).boxed().toList());
      await()
          .untilAsserted(
              () ->
                  assertThat(effects.sequences(id))
                      .containsExactlyElementsOf(IntStream.rangeClosed(1, 41).boxed().toList()));
    }
  }

  @Test
  void crashBetweenSendAndDelete_theEventDoublesButTakesEffectOnce() throws SQLException {
    Note note = desk.rewrite(desk.write("a").id(), "b");
    awaitEvents(note.id(), 2);
    await().untilAsserted(() -> assertThat(waiting(note.id())).isZero());

    // as it is found after a crash: sent, not deleted
    for (int sequence = 1; sequence <= 2; sequence++) {
      sql(
          "INSERT INTO outbox (bucket, topic, aggregate_id, sequence) VALUES (?, ?, ?, ?)",
          (int) Outbox.bucket(note.id()),
          NoteDesk.TOPIC,
          note.id(),
          sequence);
    }
    assertThat(awaitEvents(note.id(), 4))
        .extracting(Events.Seen::sequence)
        .containsExactly(1, 2, 1, 2);
    desk.rewrite(note.id(), "c");
    await().untilAsserted(() -> assertThat(effects.sequences(note.id())).containsExactly(1, 2, 3));
  }

  @Test
  void tooLarge_isParkedAndHoldsUpItsOwnAggregateOnly() throws SQLException {
    Note large = desk.write("x".repeat(1_500_000));
    desk.rewrite(large.id(), "small again");
    await().untilAsserted(() -> assertThat(parkedId(large.id())).isNotNull());

    Note other = inBucketOf(large.id(), "passes by");
    awaitEvents(other.id(), 1);
    assertThat(Events.of(NoteDesk.TOPIC, large.id())).isEmpty();
    ops()
        .get("/v1/parked")
        .then()
        .statusCode(200)
        .body("outgoing.aggregateId", hasItem(large.id().toString()));
    assertThat(
            rows.parked(200).stream()
                .filter(parked -> parked.aggregateId().equals(large.id()))
                .toList())
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.sequence()).isEqualTo(1);
              assertThat(parked.error()).contains("larger than");
            });
    sql("DELETE FROM outbox WHERE aggregate_id = ?", large.id());
  }

  @Test
  void parked_mendedAndRetried_leavesWithWhatWaitedBehindIt() throws SQLException {
    Note note = desk.write("one", REFUSED_TOPIC);
    await().untilAsserted(() -> assertThat(parkedId(note.id())).isNotNull());
    desk.rewrite(note.id(), "two", "three");
    long parked = parkedId(note.id());

    mei().post("/v1/parked/outgoing/" + parked + "/retry").then().statusCode(403);
    ops().post("/v1/parked/outgoing/4711471147/retry").then().statusCode(404);
    sql("UPDATE outbox SET topic = ? WHERE id = ?", NoteDesk.TOPIC, parked);
    ops().post("/v1/parked/outgoing/" + parked + "/retry").then().statusCode(204);

    assertThat(awaitEvents(note.id(), 3))
        .extracting(Events.Seen::sequence)
        .containsExactly(1, 2, 3);
    ops().get("/v1/parked").then().body("outgoing.id", not(hasItem((int) parked)));
  }

  @Test
  void anotherRelayHoldsTheBuckets_thisOneStopsAndTakesOverWhenThatOneStalls() throws SQLException {
    UUID stranger = UUID.randomUUID();
    Object before = query("SELECT until FROM relay_member").get(0);
    sql(
        "INSERT INTO relay_member (holder, until) VALUES (?, clock_timestamp() + interval '3 s')",
        stranger);
    sql("UPDATE relay_lease SET holder = ?, until = clock_timestamp() + interval '3 s'", stranger);
    await()
        .until(
            () ->
                number(
                        "SELECT count(*) FROM relay_member WHERE holder <> ? AND until > ?",
                        stranger,
                        before)
                    > 0);
    Note note = desk.write("waits for the lease");
    await()
        .during(500, TimeUnit.MILLISECONDS)
        .until(() -> waiting(note.id()), waiting -> waiting == 1);
    awaitEvents(note.id(), 1);
    assertThat(number("SELECT count(*) FROM relay_lease WHERE holder = ?", stranger)).isZero();
  }

  private Long parkedId(UUID id) throws SQLException {
    List<Object> found =
        query("SELECT id FROM outbox WHERE aggregate_id = ? AND parked_at IS NOT NULL", id);
    return found.isEmpty() ? null : (Long) found.get(0);
  }

  private long waiting(UUID id) throws SQLException {
    return number("SELECT count(*) FROM outbox WHERE aggregate_id = ?", id);
  }

  /** A note that goes through the same bucket as another aggregate. */
  private Note inBucketOf(UUID other, String text) {
    UUID id = desk.newId();
    while (Outbox.bucket(id) != Outbox.bucket(other)) {
      id = desk.newId();
    }
    return desk.write(id, text, NoteDesk.TOPIC);
  }

  private static List<Events.Seen> awaitEvents(UUID id, int count) {
    return await().until(() -> Events.of(NoteDesk.TOPIC, id), seen -> seen.size() >= count);
  }
}
