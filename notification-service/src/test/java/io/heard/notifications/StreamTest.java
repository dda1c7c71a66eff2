package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The live stream: quick, resumable, and without a gap. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class StreamTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource("/")
  URI base;

  @Inject DataSource dataSource;

  private static Story quiet() {
    String mei = Story.staff("mei");
    return Story.of(null, mei, mei);
  }

  @Test
  void events_comeAsTheyHappen() throws Exception {
    try (Listener listener = new Listener(base, null)) {
      assertThat(listener.contentType()).startsWith("text/event-stream");
      Story story = quiet().breached("FIRST_FEEDBACK");
      Object id = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
      Calls.as("zhang", "agent").post("/v1/alerts/{id}/acknowledge", id).then().statusCode(200);
      story.met("FIRST_FEEDBACK");

      await()
          .untilAsserted(
              () ->
                  assertThat(listener.about(story))
                      .extracting(Listener.Heard::name)
                      .filteredOn(name -> !name.equals("delivered"))
                      .containsExactly("raised", "acknowledged", "resolved"));
      JsonNode raised = JSON.readTree(listener.about(story).get(0).data());
      assertThat(raised.get("type").asText()).isEqualTo("heard.alert.raised.v1");
      assertThat(raised.at("/data/alert/id").asText()).isEqualTo(id);
      assertThat(listener.comments).isNotEmpty();
    }
  }

  @Test
  void reconnecting_missesAndDoublesNothing() throws Exception {
    List<Story> stories = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    String last;
    try (Listener listener = new Listener(base, null)) {
      stories.add(quiet().breached("RESOLUTION"));
      await().untilAsserted(() -> assertThat(listener.about(stories.get(0))).isNotEmpty());
      last = listener.heard.get(0).id();
      seen.add(last);
    }
    for (int i = 0; i < 20; i++) {
      stories.add(Story.of(null, "nobody", "nobody").breached("RESOLUTION"));
    }
    for (int round = 0; round < 4; round++) {
      try (Listener listener = new Listener(base, last)) {
        await().until(() -> !listener.heard.isEmpty());
        for (Listener.Heard event : listener.heard) {
          seen.add(event.id());
        }
        last = seen.get(seen.size() - 1);
        stories.add(Story.of(null, "nobody", "nobody").breached("RESOLUTION"));
      }
    }
    for (Story story : stories) {
      Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    }
    try (Listener listener = new Listener(base, last)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(listener.about(stories.get(stories.size() - 1)))
                      .extracting(Listener.Heard::name)
                      .contains("raised", "delivered"));
      listener.heard.forEach(event -> seen.add(event.id()));
    }

    List<Long> positions = seen.stream().map(Long::valueOf).toList();
    List<Long> expected = new ArrayList<>();
    for (long p = positions.get(0); p <= positions.get(positions.size() - 1); p++) {
      expected.add(p);
    }
    assertThat(positions).isEqualTo(expected);
  }

  /** The event that was written first and committed last must not be skipped. */
  @Test
  void lateCommit_isNotSkipped() throws Exception {
    try (Listener listener = new Listener(base, null);
        Connection slow = dataSource.getConnection()) {
      Story late = quiet();
      slow.setAutoCommit(false);
      write(slow, late.id);
      Story early = quiet().breached("RESOLUTION");
      await().untilAsserted(() -> assertThat(listener.about(early)).isNotEmpty());
      assertThat(listener.about(late)).isEmpty();

      slow.commit();

      await().untilAsserted(() -> assertThat(listener.about(late)).hasSize(1));
      List<Long> ids = listener.heard.stream().map(event -> Long.valueOf(event.id())).toList();
      List<Long> sorted = new ArrayList<>(ids);
      Collections.sort(sorted);
      assertThat(ids).isEqualTo(sorted);
    }
  }

  /** As another replica would write it, whose commit this one's loop is not told of. */
  private static void write(Connection connection, UUID book) throws SQLException {
    try (PreparedStatement ledger =
            connection.prepareStatement(
                "INSERT INTO ledger (aggregate_id, sequence, type, at, recorded_at, actor, data, salt, hash, previous_hash)"
                    + " VALUES (?, 1, 'heard.alert.raised.v1', now(), now(), 'system:test', ?, '', ?, '')");
        PreparedStatement feed =
            connection.prepareStatement(
                "INSERT INTO alert_feed (book_id, sequence, alert_id) VALUES (?, 1, gen_random_uuid())")) {
      ledger.setObject(1, book);
      ledger.setString(2, "{\"alert\":{\"id\":\"" + book + "\"}}");
      ledger.setString(3, book.toString());
      ledger.executeUpdate();
      feed.setObject(1, book);
      feed.executeUpdate();
    }
  }

  @Test
  void eventOfAnotherReplica_comesWithinASecond() throws Exception {
    try (Listener listener = new Listener(base, null);
        Connection other = dataSource.getConnection()) {
      Story story = quiet();
      other.setAutoCommit(false);
      write(other, story.id);
      long before = System.nanoTime();
      other.commit();
      await().untilAsserted(() -> assertThat(listener.about(story)).hasSize(1));
      assertThat(listener.about(story).get(0).atNanos() - before).isLessThan(1_000_000_000L);
    }
  }

  @Test
  void badLastEventId_isRefused() {
    Calls.ops()
        .header("Last-Event-ID", "yesterday")
        .header("Accept", "text/event-stream")
        .get("/v1/alerts/stream")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/header/Last-Event-ID"));
  }

  @Test
  void stranger_isNotServed() {
    RestAssured.given().get("/v1/alerts/stream").then().statusCode(401);
    Calls.as("crm", "integration").get("/v1/alerts/stream").then().statusCode(403);
  }
}
