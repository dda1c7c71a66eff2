package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with alerts over REST, and what is refused. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class ActionsTest {

  @TestHTTPResource("/")
  URI root;

  private static String open(Story[] story) {
    story[0] = Story.of(null, Story.staff("zhang"), Story.staff("mei")).breached("RESOLUTION");
    return (String) Calls.alert(story[0].id, "CLOCK_BREACHED", "OPEN").get("id");
  }

  private static String open() {
    return open(new Story[1]);
  }

  @Test
  void acknowledge_namesWhoTookIt_alsoTwice() {
    String id = open();
    for (int i = 0; i < 2; i++) {
      Calls.as("zhang", "agent")
          .post("/v1/alerts/{id}/acknowledge", id)
          .then()
          .statusCode(200)
          .body("state", equalTo("ACKNOWLEDGED"))
          .body("acknowledgedBy", equalTo("zhang"))
          .body("resolvedBy", nullValue());
    }
    Calls.as("wang", "lead")
        .post("/v1/alerts/{id}/acknowledge", id)
        .then()
        .body("acknowledgedBy", equalTo("wang"));
  }

  @Test
  void sameKey_sameAnswer() {
    String id = open();
    String key = UUID.randomUUID().toString();
    for (String replay : new String[] {null, "true"}) {
      Calls.as("zhang", "agent")
          .header("Idempotency-Key", key)
          .post("/v1/alerts/{id}/acknowledge", id)
          .then()
          .statusCode(200)
          .header("Idempotent-Replay", equalTo(replay))
          .body("state", equalTo("ACKNOWLEDGED"));
    }
  }

  @Test
  void resolvedByHand_isOverAndSaysSo() {
    String id = open();
    Calls.as("li", "lead")
        .contentType("application/json")
        .body("{\"reason\":\"called the customer from my own phone\"}")
        .post("/v1/alerts/{id}/resolve", id)
        .then()
        .statusCode(200)
        .body("state", equalTo("RESOLVED"))
        .body("resolvedBy", equalTo("li"));
    Calls.ops()
        .post("/v1/alerts/{id}/acknowledge", id)
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("state", equalTo("RESOLVED"))
        .body("legal", hasSize(0));
    Calls.ops()
        .contentType("application/json")
        .body("{\"for\":\"PT1H\"}")
        .post("/v1/alerts/{id}/snooze", id)
        .then()
        .statusCode(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/until",
        "{\"until\":\"2020-01-01T00:00:00Z\"}|/until",
        "{\"until\":\"2999-01-01T00:00:00Z\"}|/until",
        "{\"until\":\"2026-12-01T00:00:00Z\",\"for\":\"PT1H\"}|/until",
        "{\"for\":\"-PT1H\"}|/for",
        "{\"for\":\"soon\"}|/for",
        "{\"forever\":true}|/forever",
      })
  void snooze_badInputIsNamed(String body, String pointer) {
    String id = open();
    Calls.ops()
        .contentType("application/json")
        .body(body)
        .post("/v1/alerts/{id}/snooze", id)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.pointer", hasItem(pointer));
    Calls.ops().get("/v1/alerts/{id}", id).then().body("state", equalTo("OPEN"));
  }

  @Test
  void resolve_needsAReason() {
    String id = open();
    for (String body :
        new String[] {"", "{}", "{\"reason\":\" \"}", "{\"reason\":\"a\\u0000b\"}"}) {
      Calls.ops()
          .contentType("application/json")
          .body(body)
          .post("/v1/alerts/{id}/resolve", id)
          .then()
          .statusCode(400)
          .body("errors[0].pointer", equalTo("/reason"));
    }
    byte[] broken = {'{', '"', (byte) 0xC3, '"', '}'};
    Calls.ops()
        .contentType("application/json")
        .body(broken)
        .post("/v1/alerts/{id}/resolve", id)
        .then()
        .statusCode(400);
    Calls.ops()
        .contentType("application/json")
        .body("{\"reason\":\"" + "x".repeat(1_000_000) + "\"}")
        .post("/v1/alerts/{id}/resolve", id)
        .then()
        .statusCode(400);
    Calls.ops().get("/v1/alerts/{id}", id).then().body("state", equalTo("OPEN"));
  }

  @Test
  void badFilters_areAllNamedAtOnce() {
    Calls.ops()
        .urlEncodingEnabled(false)
        .get("/v1/alerts?state=SHUT&cause=BAD_LUCK&limit=0&after=nonsense&team=%20")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            hasItems(
                "/query/state", "/query/cause", "/query/limit", "/query/after", "/query/team"));
    Calls.ops().get("/v1/alerts?limit=1000000000").then().statusCode(400);
    for (String list : new String[] {"alerts", "deliveries", "subscriptions", "parked"}) {
      Calls.ops()
          .get("/v1/" + list + "?limit=")
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/query/limit"));
    }
    Calls.ops()
        .urlEncodingEnabled(false)
        .get("/v1/alerts?state=SHUT&tean=a&person=%00&limit=0")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder("/query/state", "/query/tean", "/query/person", "/query/limit"));
    Calls.ops()
        .get("/v1/deliveries?recipent=a&alert=1")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/query/recipent", "/query/alert"));
    for (String list : new String[] {"subscriptions", "escalation-policies"}) {
      Calls.ops()
          .get("/v1/" + list + "?x=1")
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/query/x"))
          .body("errors[0].code", equalTo("unknown-parameter"));
    }
    Calls.ops()
        .get("/v1/alerts?state=OPEN&state=RESOLVED&team=a&team=b")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/query/team"))
        .body("errors.code", contains("repeated"));
    Calls.ops()
        .get("/v1/deliveries?state=LOST&alert=1&limit=x")
        .then()
        .statusCode(400)
        .body("errors", hasSize(3));
    // given empty they would count as none, and all of it be shown
    Calls.ops()
        .get("/v1/deliveries?alert=&subscription=&digest=")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder("/query/alert", "/query/subscription", "/query/digest"));
    Calls.ops()
        .get("/v1/alerts?ticket=")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/query/ticket"));
  }

  /**
   * No client library sends these; the board's own routes must not keep the reason from anybody.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/alerts/%zz", "/%zz", "/board/%", "/v1/alerts?state=%zz"})
  void anAddressThatCannotBeRead_is400(String address) throws IOException {
    try (Socket socket = new Socket(root.getHost(), root.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .formatted(address)
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .containsIgnoringCase("content-type: application/problem+json")
          .contains("\"type\":\"urn:heard:problem:malformed-");
    }
  }

  @Test
  void unknown_is404() {
    for (String id : new String[] {UUID.randomUUID().toString(), "42", "..%00"}) {
      int status = Calls.ops().urlEncodingEnabled(false).get("/v1/alerts/" + id).statusCode();
      assertThat(status).isIn(400, 404);
    }
    Calls.ops().post("/v1/alerts/{id}/acknowledge", UUID.randomUUID()).then().statusCode(404);
    Calls.ops().post("/v1/deliveries/{id}/retry", UUID.randomUUID()).then().statusCode(404);
    Calls.ops().get("/v1/alerts?ticket=D-2026-0000000").then().body("items", hasSize(0));
  }

  @Test
  void pages_skipAndDoubleNothing() {
    Story story = Story.of(null, "nobody", "nobody");
    for (int round = 1; round <= 7; round++) {
      story.clock("clock-breached", "NEXT_FEEDBACK", round, "BREACHED");
    }
    await().untilAsserted(() -> assertThat(Calls.alerts(story.id)).hasSize(7));
    List<String> ids = new ArrayList<>();
    String after = null;
    do {
      var request = Calls.ops().queryParam("ticket", story.id.toString()).queryParam("limit", 3);
      if (after != null) {
        request.queryParam("after", after);
      }
      var page = request.get("/v1/alerts").then().statusCode(200).extract();
      List<String> found = page.path("items.id");
      ids.addAll(found);
      after = page.path("next");
      assertThat(page.header("Link") == null).isEqualTo(after == null);
    } while (after != null);
    assertThat(ids).hasSize(7);
    assertThat(new HashSet<>(ids)).hasSize(7);
    assertThat(ids).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/alerts",
        "/v1/alerts/stream",
        "/v1/deliveries",
        "/v1/subscriptions",
        "/v1/escalation-policies"
      })
  void badTokens_are401(String path) {
    RestAssured.get(path).then().statusCode(401).contentType("application/problem+json");
    for (String token :
        List.of(
            Tokens.expired("olga", "ops"),
            Tokens.forged("olga", "ops"),
            Tokens.unsigned("olga", "ops"),
            "nonsense")) {
      RestAssured.given().auth().oauth2(token).get(path).then().statusCode(401);
    }
  }

  @Test
  void wrongRole_is403() {
    String id = open();
    Calls.as("mei", "frontline").get("/v1/alerts/{id}", id).then().statusCode(200);
    Calls.as("mei", "frontline")
        .post("/v1/alerts/{id}/acknowledge", id)
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
    Calls.as("zhang", "agent")
        .contentType("application/json")
        .body("{\"reason\":\"no\"}")
        .post("/v1/alerts/{id}/resolve", id)
        .then()
        .statusCode(403);
    Calls.as("zhang", "agent").get("/v1/deliveries").then().statusCode(403);
    Calls.as("li", "lead").get("/v1/subscriptions").then().statusCode(403);
    Calls.ops().get("/v1/alerts/{id}", id).then().body("state", equalTo("OPEN"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/url",
        "{\"url\":\"ftp://example.com\",\"events\":[\"heard.ticket.*\"]}|/url",
        "{\"url\":\"http://user:pw@127.0.0.1/\",\"events\":[\"heard.ticket.*\"]}|/url",
        "{\"url\":\"http://127.0.0.1:70000/\",\"events\":[\"heard.ticket.*\"]}|/url",
        "{\"url\":\"http://does-not-exist.invalid/\",\"events\":[\"heard.ticket.*\"]}|/url",
        "{\"url\":\"http://127.0.0.1/\",\"events\":[]}|/events",
        "{\"url\":\"http://127.0.0.1/\",\"events\":[\"heard.customer.*\"]}|/events/0",
        "{\"url\":\"http://127.0.0.1/\",\"events\":[\"*\"]}|/events/0",
        "{\"url\":\"http://127.0.0.1/\",\"events\":[\"heard.ticket.*\"],\"secret\":\"mine\"}|/secret",
      })
  void subscription_badInputIsNamed(String body, String pointer) {
    Calls.ops()
        .contentType("application/json")
        .body(body)
        .post("/v1/subscriptions")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem(org.hamcrest.Matchers.startsWith(pointer)));
  }

  @Test
  void board_needsNoTokenAndLoadsNothingFromElsewhere() {
    String page =
        RestAssured.get("/")
            .then()
            .statusCode(200)
            .contentType("text/html")
            .header(
                "Content-Security-Policy",
                org.hamcrest.Matchers.containsString("default-src 'none'"))
            .extract()
            .asString();
    assertThat(page).contains("board.js").doesNotContain("http://").doesNotContain("https://");
    RestAssured.get("/board.js").then().statusCode(200);
    RestAssured.get("/board.css").then().statusCode(200);
  }

  @Test
  void healthy_andMeasured() {
    RestAssured.get("/q/health/ready").then().statusCode(200);
    RestAssured.get("/q/health/live").then().statusCode(200);
    Map<String, Object> paths = RestAssured.get("/q/openapi?format=json").path("paths");
    assertThat(paths).containsKeys("/v1/alerts", "/v1/alerts/stream", "/v1/subscriptions");
  }
}
