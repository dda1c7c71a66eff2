package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.heard.kit.idempotency.IdempotencyCleaner;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class IdempotencyTest extends KitTest {

  @Inject IdempotencyCleaner cleaner;

  private final String key = UUID.randomUUID().toString();

  @Test
  void replay_isTheFirstAnswer() throws SQLException {
    String text = "once " + key;
    Response first = post(key, text);
    Response again = post(key, text);

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.header("Idempotent-Replay")).isNull();
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(again.contentType()).startsWith("application/json");
    assertThat(again.body().asString()).isEqualTo(first.body().asString());
    assertThat(path(again.header("Location"))).isEqualTo(path(first.header("Location")));
    assertThat(again.header("ETag")).isEqualTo("\"1\"").isEqualTo(first.header("ETag"));
    assertThat(notes(text)).isEqualTo(1);
  }

  @Test
  void replay_withoutABody() throws SQLException {
    UUID id = desk.write("to be changed").id();
    for (String replay : new String[] {null, "true"}) {
      mei()
          .header("Idempotency-Key", key)
          .post("/v1/notes/" + id + "/nothing")
          .then()
          .statusCode(204)
          .header("Idempotent-Replay", replay == null ? nullValue() : equalTo(replay));
    }
    assertThat(number("SELECT version FROM note WHERE id = ?", id)).isEqualTo(2);
  }

  @Test
  void sameKeyOtherBody_is422_andChangesNothing() throws SQLException {
    post(key, "body one " + key);
    Response other = post(key, "body two " + key);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.path("type").toString()).isEqualTo("urn:heard:problem:idempotency-key-reused");
    assertThat(notes("body two " + key)).isZero();
  }

  @Test
  void sameKeyOtherBody_alsoForBodiesThatAreNotJson() {
    assertThat(postText("text one").statusCode()).isEqualTo(201);
    assertThat(postText("text one").header("Idempotent-Replay")).isEqualTo("true");
    assertThat(postText("text two").statusCode()).isEqualTo(422);
  }

  private Response postText(String body) {
    return mei()
        .contentType(ContentType.TEXT)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/notes/text");
  }

  @Test
  void sameKeyOtherPath_is422() {
    post(key, "a");
    assertThat(request(key, "a").post("/v1/notes/slow").statusCode()).isEqualTo(422);
  }

  @Test
  void tenAtOnce_oneEffectAndOneAnswer() throws Exception {
    String text = "ten " + key;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService hands = Executors.newFixedThreadPool(10);
    try {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(
            hands.submit(
                () -> {
                  start.await();
                  return request(key, text).post("/v1/notes/slow");
                }));
      }
      start.countDown();
      Set<String> bodies = new HashSet<>();
      int replays = 0;
      for (Future<Response> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(201);
        bodies.add(answer.get().body().asString());
        replays += answer.get().header("Idempotent-Replay") == null ? 0 : 1;
      }
      assertThat(bodies).hasSize(1);
      assertThat(replays).isEqualTo(9);
    } finally {
      hands.shutdownNow();
    }
    assertThat(notes(text)).isEqualTo(1);
  }

  @Test
  void firstRolledBack_doesNotBlockTheSecond() throws SQLException {
    String text = "refused after the write";
    Response refused = post(key, text);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.path("type").toString()).isEqualTo("urn:heard:problem:refused");
    assertThat(notes(text)).isZero();
    assertThat(keys(key)).as("refusals are not kept").isZero();

    assertThat(post(key, "another try " + key).statusCode()).isEqualTo(201);
    assertThat(notes("another try " + key)).isEqualTo(1);
  }

  @Test
  void invalidBody_isNotKept() throws SQLException {
    assertThat(post(key, "").statusCode()).isEqualTo(400);
    assertThat(keys(key)).isZero();
    assertThat(post(key, "better").statusCode()).isEqualTo(201);
  }

  @Test
  void wrongRole_isRefusedBeforeTheKeyIsTouched() throws SQLException {
    request(key, "a").post("/v1/notes/ops").then().statusCode(403);
    RestAssured.given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body("{\"text\":\"a\"}")
        .post("/v1/notes")
        .then()
        .statusCode(401);
    assertThat(keys(key)).isZero();
  }

  @Test
  void wrongRole_isRefusedAlsoWhereTheAnswerIsKept() {
    ops()
        .header("Idempotency-Key", key)
        .body("{\"text\":\"a\"}")
        .post("/v1/notes/ops")
        .then()
        .statusCode(201);
    as("olga", "frontline")
        .header("Idempotency-Key", key)
        .body("{\"text\":\"a\"}")
        .post("/v1/notes/ops")
        .then()
        .statusCode(403);
  }

  @Test
  void keysOfDifferentCallers_neverMeet() throws SQLException {
    String text = "scoped " + key;
    for (String token :
        List.of(
            Tokens.of("mei", "frontline"),
            Tokens.of("wang", "frontline"),
            Tokens.ofClient("crm", "integration"),
            Tokens.ofClient("shop", "integration"))) {
      RestAssured.given()
          .auth()
          .oauth2(token)
          .contentType(ContentType.JSON)
          .header("Idempotency-Key", key)
          .body("{\"text\":\"" + text + "\"}")
          .post("/v1/notes")
          .then()
          .statusCode(201)
          .header("Idempotent-Replay", nullValue());
    }
    assertThat(notes(text)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "schlüssel", "tab\there"})
  void malformedKey_is400(String malformed) {
    post(malformed, "a")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/header/Idempotency-Key"));
  }

  @Test
  void keyTooLong_is400_andTheLongestIsNot() {
    assertThat(post("k".repeat(256), "a").statusCode()).isEqualTo(400);
    assertThat(post("k".repeat(219) + key, "a").statusCode()).isEqualTo(201);
  }

  @Test
  void firstStillInFlight_is409WithRetryAfter_afterTheLockTimeout() throws SQLException {
    try (Connection first = Database.server().getPostgresDatabase().getConnection()) {
      first.setAutoCommit(false);
      try (PreparedStatement claim =
          first.prepareStatement(
              "INSERT INTO idempotency_key (scope, key, request, created_at) VALUES ('mei', ?, '', now())")) {
        claim.setString(1, key);
        claim.executeUpdate();
      }
      post(key, "impatient")
          .then()
          .statusCode(409)
          .header("Retry-After", "1")
          .body("type", equalTo("urn:heard:problem:busy"));
      first.rollback();
    }
    assertThat(post(key, "impatient").statusCode()).isEqualTo(201);
  }

  @Test
  void cleaner_forgetsOldKeysOnly() throws SQLException {
    post(key, "young");
    sql(
        "INSERT INTO idempotency_key (scope, key, request, created_at)"
            + " SELECT 'old', g::text, '', now() - interval '49 hours' FROM generate_series(1, 12000) g");
    sql(
        "INSERT INTO idempotency_key (scope, key, request, created_at) VALUES ('new', 'a', '', now() - interval '47 hours')");
    cleaner.clean();
    assertThat(number("SELECT count(*) FROM idempotency_key WHERE scope = 'old'")).isZero();
    assertThat(number("SELECT count(*) FROM idempotency_key WHERE scope = 'new'")).isEqualTo(1);
    assertThat(keys(key)).isEqualTo(1);
  }

  private static Response post(String key, String text) {
    return request(key, text).post("/v1/notes");
  }

  private static RequestSpecification request(String key, String text) {
    return mei().header("Idempotency-Key", key).body("{\"text\":\"" + text + "\"}");
  }

  private static String path(String location) {
    return location.replaceFirst("^https?://[^/]+", "");
  }

  private long notes(String text) throws SQLException {
    return number("SELECT count(*) FROM note WHERE text = ?", text);
  }

  private long keys(String key) throws SQLException {
    return number("SELECT count(*) FROM idempotency_key WHERE key = ?", key);
  }
}
