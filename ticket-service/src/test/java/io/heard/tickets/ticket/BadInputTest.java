package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent: the answer names what is wrong, and nothing has changed. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class BadInputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                                | /subject           | invalid",
        "{\"subject\": \"  \", \"statedRequest\": \"\\t\"}                 | /subject           | invalid",
        "{\"subject\": null}                                               | /subject           | invalid",
        "{\"subject\": 7}                                                  | /subject           | wrong-type",
        "{\"subject\": [\"x\"]}                                            | /subject           | wrong-type",
        "{\"subject\": \"x\", \"subjekt\": 1}                              | /subjekt           | unknown-field",
        "{\"subject\": \"x\", \"customer\": {\"mobile\": \"1\"}}           | /customer/mobile   | unknown-field",
        "{\"subject\": \"x\", \"customer\": {}, \"customer\": {}}          | ``                 | malformed-json",
        "{\"subject\": \"x\", \"customer\": \"Mrs Chen\"}                  | /customer          | wrong-type",
        "{\"subject\": \"x\", \"customer\": {\"id\": \"1\"}}               | /customer/id       | malformed",
        "{\"subject\": \"x\", \"customer\": {\"phone\": \"call me\"}}      | /customer/phone    | invalid-phone",
        "{\"subject\": \"x\", \"customer\": {\"email\": \"chen at home\"}} | /customer/email    | invalid-email",
        "{\"subject\": \"x\", \"team\": \" \"}                             | /team              | malformed",
        "{\"subject\": \"x\", \"product\": \" \"}                          | /product           | malformed",
        "{\"subject\": \"x\", \"tags\": \"filter\"}                        | /tags              | wrong-type",
        "{\"subject\": \"x\", \"tags\": [\"a\", \"\"]}                     | /tags/1            | required",
        "{\"subject\": \"x\", \"tags\": [null]}                            | /tags/0            | required",
        "{\"subject\": \"x\", \"customFields\": []}                        | /customFields      | wrong-type",
        "{\"subject\": \"x\", \"customFields\": {\"n\": 1e999999}}         | /customFields/n    | out-of-range",
        "{\"subject\": \"a\\u0000b\"}                                      | /subject           | unstorable-character",
        "{\"subject\": \"a\\ud800b\"}                                      | /subject           | unstorable-character",
        "{\"subject\": \"x\", \"customFields\": {\"k\": \"\\u0000\"}}      | /customFields/k    | unstorable-character",
        "{\"subject\": \"x\", \"customFields\": {\"k\": {\"a\": [\"\\udc00\"]}}} | /customFields/k/a/0 | unstorable-character",
        "[]                                                                | ``                 | wrong-type",
        "\"subject\"                                                       | ``                 | wrong-type",
        "null                                                              | ``                 | required",
        "{\"subject\": \"x\"                                               | ``                 | malformed-json",
        "{\"subject\": \"x\"} {\"subject\": \"y\"}                         | ``                 | malformed-json",
      })
  void logging(String body, String pointer, String code) {
    Map<String, Long> before = Api.rows();
    as(MEI)
        .header("Idempotency-Key", UUID.randomUUID())
        .body(body)
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.pointer", contains(pointer))
        .body("errors.code", contains(code));
    assertThat(Api.rows()).isEqualTo(before);
  }

  @Test
  void anEmptyBodyIsToldWhatIsMissing() {
    given()
        .auth()
        .oauth2(MEI)
        .contentType("application/json")
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/subject"))
        .body("errors.message", contains(containsString("statedRequest")));
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    String body =
        """
        {"subjekt": "x", "channel": "FAX", "kind": "ORDER", "impact": "VERY", "tags": ["a", "%s"], "product": "%s",
         "customer": {"id": "0199aaaa-0000-7000-8000-000000000001", "phone": "1", "emil": ""}, "customFields": {"": 1, "ok": 2}}"""
            .formatted("t".repeat(51), "p".repeat(201));
    as(MEI)
        .body(body)
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/subject",
                "/subjekt",
                "/channel",
                "/kind",
                "/impact",
                "/tags/1",
                "/product",
                "/customer/id",
                "/customer/emil",
                "/customFields/"))
        .body(
            "errors.find { it.pointer == '/channel' }.message",
            containsString("PHONE, COUNTER, EMAIL"))
        .body("errors.find { it.pointer == '/channel' }.code", equalTo("not-one-of"));
  }

  @Test
  void customersAreCheckedTogether() {
    as(MEI)
        .body("{\"subject\": \"x\", \"customer\": {\"phone\": \"12\", \"email\": \"@\"}}")
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/customer/phone", "/customer/email"));
    Map<String, Long> before = Api.rows();
    as(MEI)
        .body("{\"subject\": \"x\", \"customer\": {\"id\": \"" + UUID.randomUUID() + "\"}}")
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/customer/id"))
        .body("errors.code", contains("unknown-customer"));
    assertThat(Api.rows()).isEqualTo(before);
  }

  @Test
  void whatIsTooMuchIsRefused() {
    Map<String, Long> before = Api.rows();
    refusedAt("/statedRequest", Map.of("statedRequest", "长".repeat(1_000_000)));
    refusedAt("/subject", Map.of("subject", "x".repeat(301)));
    refusedAt("/tags", Map.of("subject", "x", "tags", numbered(21)));
    Map<String, Object> many = new HashMap<>();
    numbered(51).forEach(name -> many.put(name, 1));
    refusedAt("/customFields", Map.of("subject", "x", "customFields", many));
    refusedAt(
        "/customFields", Map.of("subject", "x", "customFields", Map.of("a", "x".repeat(20_000))));
    String deep = "[".repeat(100) + "]".repeat(100);
    as(MEI)
        .body("{\"subject\": \"x\", \"customFields\": {\"a\": " + deep + "}}")
        .post("/v1/tickets")
        .then()
        .statusCode(400);
    assertThat(Api.rows()).isEqualTo(before);
  }

  private static List<String> numbered(int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
  }

  private static void refusedAt(String pointer, Map<String, ?> body) {
    as(MEI)
        .body(body)
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains(pointer));
  }

  @Test
  void bytesThatAreNoUtf8() {
    byte[] body = "{\"subject\": \"x?\"}".getBytes(StandardCharsets.US_ASCII);
    body[14] = (byte) 0xC3;
    given()
        .auth()
        .oauth2(MEI)
        .header("Content-Type", "application/json")
        .body(body)
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body("errors.code", contains("malformed-utf8"));
  }

  @Test
  void anotherContentType() {
    given()
        .auth()
        .oauth2(MEI)
        .contentType("text/plain")
        .body("subject=x")
        .post("/v1/tickets")
        .then()
        .statusCode(415)
        .contentType("application/problem+json");
  }

  /** A text would become a note, a question or a reason as it is, past every check. */
  @Test
  void plainTextIsNoCommand() {
    String id = Api.log("{\"subject\": \"x\"}").getString("id");
    Map<String, Long> before = Api.rows();
    for (String command :
        List.of("notes", "questions", "acknowledge", "promises/" + id + "/keep", "reopen")) {
      for (String body : List.of("a\0b", "{\"text\": \"x\"}", "x".repeat(30_000))) {
        given()
            .auth()
            .oauth2(ZHANG)
            .contentType("text/plain")
            .body(body)
            .post("/v1/tickets/" + id + "/" + command)
            .then()
            .statusCode(415)
            .contentType("application/problem+json");
      }
    }
    given()
        .auth()
        .oauth2(ADMIN)
        .contentType("text/plain")
        .body("spam")
        .post("/v1/inbound/parked/" + id + "/discard")
        .then()
        .statusCode(415);
    assertThat(Api.rows()).isEqualTo(before);
  }

  @Test
  void settingsOfTeamsAndStaffAreNotOverwrittenUnseen() {
    String name = "team " + UUID.randomUUID();
    String team = "{\"name\": \"" + name + "\", \"capacity\": 7}";
    as(ADMIN).header("If-Match", "\"1\"").body(team).post("/v1/teams").then().statusCode(412);
    as(ADMIN).body(team).post("/v1/teams").then().statusCode(201).header("ETag", "\"1\"");
    as(ADMIN).body("{\"capacity\": 3}").put("/v1/staff/" + name).then().statusCode(200);
    Map<String, Long> before = Api.rows();
    String other = team.replace("\"capacity\": 7", "\"capacity\": 8");
    as(ADMIN).header("If-Match", "\"2\"").body(other).post("/v1/teams").then().statusCode(412);
    as(ADMIN).header("If-Match", "2").body(other).post("/v1/teams").then().statusCode(400);
    as(ADMIN)
        .header("If-Match", "\"2\"")
        .body("{\"capacity\": 4}")
        .put("/v1/staff/" + name)
        .then()
        .statusCode(412)
        .body("currentVersion", equalTo(1));
    assertThat(Api.rows()).isEqualTo(before);
    as(ADMIN)
        .header("If-Match", "\"1\"")
        .body("{\"capacity\": 4}")
        .put("/v1/staff/" + name)
        .then()
        .statusCode(200)
        .body("capacity", equalTo(4));
    as(ADMIN)
        .header("If-Match", "\"1\"")
        .body(other)
        .post("/v1/teams")
        .then()
        .statusCode(201)
        .body("capacity", equalTo(8));
  }

  @Test
  void keysThatAreNoKeys() {
    for (String key : List.of("", "   ", "k".repeat(256), "schlüssel")) {
      as(MEI)
          .header("Idempotency-Key", key)
          .body("{\"subject\": \"x\"}")
          .post("/v1/tickets")
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/header/Idempotency-Key"));
    }
  }

  @Test
  void tokensThatAreNoTokens() {
    String id = Api.logged();
    for (String token :
        List.of(
            Tokens.expired("mei", "frontline"),
            Tokens.forged("mei", "frontline"),
            Tokens.unsigned("mei", "frontline"),
            "nonsense")) {
      refused401(given().auth().oauth2(token).get("/v1/tickets/" + id));
      refused401(as(token).body("{\"subject\": \"x\"}").post("/v1/tickets"));
    }
    refused401(given().get("/v1/tickets"));
    refused401(given().auth().basic("mei", "secret").get("/v1/tickets"));
    for (String path :
        List.of("/timeline", "/timeline/verification", "/clocks", "/clocks/RESOLUTION/explain")) {
      refused401(given().get("/v1/tickets/" + id + path));
    }
    refused401(given().get("/v1/teams"));
    refused401(given().get("/v1/staff"));
    refused401(given().get("/v1/parked"));
  }

  private static void refused401(Response response) {
    response
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", startsWith("Bearer"));
  }

  @Test
  void rolesThatAreNotEnough() {
    String id = Api.logged();
    String frontline = Tokens.of("fay", "frontline");
    String ops = Tokens.of("otto", "ops");
    String nobody = Tokens.of("nora");
    for (String command : List.of("acknowledge", "start", "wait", "resume", "resolve", "close")) {
      post(frontline, id, command, Map.of()).then().statusCode(403);
    }
    for (String command : List.of("decline", "reopen")) {
      post(MEI, id, command, Map.of("reason", "x")).then().statusCode(403);
    }
    post(ops, id, "notes", Map.of("text", "x")).then().statusCode(403);
    as(ops).body("{\"subject\": \"x\"}").post("/v1/tickets").then().statusCode(403);
    as(frontline).body("{\"subject\": \"x\"}").patch("/v1/tickets/" + id).then().statusCode(403);
    as(nobody).get("/v1/tickets").then().statusCode(403).contentType("application/problem+json");
    as(nobody).get("/v1/tickets/" + id).then().statusCode(403);
    as(MEI).body("{\"name\": \"x\"}").post("/v1/teams").then().statusCode(403);
    as(MEI).body("{}").put("/v1/staff/mei").then().statusCode(403);
    as(ADMIN).body("{\"subject\": \"x\"}").post("/v1/tickets").then().statusCode(403);
    assertThat(Api.get(id).getInt("version")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0199aaaa-0000-7000-8000-000000000001",
        "D-2026-9999999",
        "D-2026-1",
        "D-2026-99999999999999999999999",
        "nonsense",
        "1",
        "%00",
        "D-2026-0000001%00",
        "..%2F..%2Fetc",
        "'; DROP TABLE ticket; --"
      })
  void referencesToNothing(String reference) {
    for (String path : List.of("", "/timeline", "/clocks", "/timeline/verification")) {
      given()
          .urlEncodingEnabled(!reference.contains("%"))
          .auth()
          .oauth2(MEI)
          .get("/v1/tickets/" + reference + path)
          .then()
          .statusCode(404)
          .contentType("application/problem+json");
    }
    given()
        .urlEncodingEnabled(!reference.contains("%"))
        .auth()
        .oauth2(MEI)
        .contentType("application/json")
        .body("{}")
        .post("/v1/tickets/" + reference + "/acknowledge")
        .then()
        .statusCode(404);
  }

  @Test
  void preconditions() {
    String id = Api.logged();
    for (String malformed : List.of("1", "\"1", "abc", "\"1\" \"2\"")) {
      as(MEI)
          .header("If-Match", malformed)
          .body("{\"subject\": \"other\"}")
          .patch("/v1/tickets/" + id)
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/header/If-Match"));
    }
    as(MEI)
        .header("If-Match", "\"7\"")
        .body("{\"subject\": \"other\"}")
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(412)
        .body("currentVersion", equalTo(1));
    as(MEI)
        .header("If-Match", "\"7\"")
        .body("{}")
        .post("/v1/tickets/" + id + "/acknowledge")
        .then()
        .statusCode(412);
    assertThat(Api.get(id).getString("subject")).isEqualTo("Filter change for the water purifier");
    assertThat(Api.get(id).getString("state")).isEqualTo("LOGGED");
    assertThat(Api.get(id).getInt("version")).isEqualTo(1);
    as(MEI)
        .header("If-Match", "\"1\"")
        .body("{\"subject\": \"other\"}")
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"");
    as(MEI)
        .header("If-None-Match", "\"2\"")
        .get("/v1/tickets/" + id)
        .then()
        .statusCode(304)
        .header("ETag", "\"2\"");
    as(MEI).header("If-None-Match", "\"1\"").get("/v1/tickets/" + id).then().statusCode(200);
  }

  @Test
  void timesThatCannotBe() {
    String id = Api.started();
    int version = Api.get(id).getInt("version");
    Map<String, String> times =
        Map.of(
            Instant.now().plusSeconds(60).toString(),
            "in-future",
            "2001-01-01T00:00:00Z",
            "before-logging",
            "2026-01-01",
            "malformed",
            "2026-01-01T00:00:00",
            "malformed",
            "+999999999-01-01T00:00:00Z",
            "malformed",
            "yesterday",
            "malformed",
            "",
            "malformed");
    times.forEach(
        (time, code) -> {
          for (String command : List.of("feedbacks", "contacts")) {
            post(MEI, id, command, Map.of("text", "x", "at", time))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/at"))
                .body("errors.code", contains(code));
          }
        });
    post(MEI, id, "feedbacks", Map.of("text", "x", "at", 1_700_000_000))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/at"));
    post(MEI, id, "wait", Map.of("until", Instant.now().minusSeconds(5).toString()))
        .then()
        .statusCode(400)
        .body("errors.code", contains("not-in-future"));
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "feedbacks   | {}                                        | /text",
        "feedbacks   | {\"text\": \" \"}                         | /text",
        "feedbacks   | {\"text\": \"x\", \"channel\": \"FAX\"}   | /channel",
        "contacts    | {\"txt\": \"x\", \"text\": \"x\"}         | /txt",
        "notes       | {\"text\": \"\\u0000\"}                   | /text",
        "notes       | {\"text\": null}                          | /text",
        "acknowledge | {\"remark\": \"x\"}                       | /remark",
        "acknowledge | {\"note\": 1}                             | /note",
        "wait        | {\"for\": \"GODOT\"}                      | /for",
        "handoffs    | {\"to\": {}, \"reason\": \"x\"}           | /to/team",
        "handoffs    | {\"reason\": \"x\"}                       | /to",
        "handoffs    | {\"to\": {\"person\": \" \"}, \"reason\": \"x\"} | /to/person",
        "handoffs    | {\"to\": {\"crew\": \"a\", \"team\": \"b\"}, \"reason\": \"x\"} | /to/crew",
        "close       | {\"attempts\": [null]}                    | /attempts/0",
        "close       | {\"because\": \"BORED\"}                  | /because",
      })
  void commands(String command, String body, String pointer) {
    String id = Api.logged();
    Map<String, Long> before = Api.rows();
    as(ZHANG)
        .header("Idempotency-Key", UUID.randomUUID())
        .body(body)
        .post("/v1/tickets/" + id + "/" + command)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains(pointer));
    assertThat(Api.rows()).isEqualTo(before);
  }

  /** Beside what is wrong with the form. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "promises           | {\"what\": \" \", \"due\": \"2020-01-01T00:00:00Z\"}                        | /what   | /due        | not-in-future",
        "actions            | {\"what\": \" \", \"person\": \"li\", \"responsibleFor\": \"x\", \"due\": \"2020-01-01T00:00:00Z\"} | /what | /due | not-in-future",
        "receiver-transfers | {\"to\": \"li\", \"expiresAt\": \"2020-01-01T00:00:00Z\"}                    | /reason | /expiresAt  | not-in-future",
        "wait               | {\"for\": \"GODOT\", \"until\": \"2020-01-01T00:00:00Z\"}                    | /for    | /until      | not-in-future",
        "feedbacks          | {\"text\": \" \", \"at\": \"2999-01-01T00:00:00Z\"}                         | /text   | /at         | in-future",
        "contacts           | {\"text\": \" \", \"at\": \"2999-01-01T00:00:00Z\"}                         | /text   | /at         | in-future",
        "close              | {\"because\": \"BORED\", \"attempts\": [\"2999-01-01T00:00:00Z\"]}          | /because | /attempts/0 | in-future",
      })
  void timesThatCannotBe_areNamedWithTheRest(
      String command, String body, String form, String time, String code) {
    String id = Api.logged();
    Map<String, Long> before = Api.rows();
    as(ZHANG)
        .header("Idempotency-Key", UUID.randomUUID())
        .body(body)
        .post("/v1/tickets/" + id + "/" + command)
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder(form, time))
        .body("errors.find { it.pointer == '" + time + "' }.code", equalTo(code));
    assertThat(Api.rows()).isEqualTo(before);
  }

  @Test
  void aTimeZoneThatIsNone_isNamedWithTheRest() {
    String nobody = "/v1/staff/nobody-" + UUID.randomUUID();
    as(ADMIN)
        .body(Map.of("timeZone", "Mars/Olympus", "email", "nope"))
        .put(nobody)
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/timeZone", "/email"));
    as(ADMIN)
        .body(Map.of("timeZone", "Mars/Olympus"))
        .put(nobody)
        .then()
        .statusCode(400)
        .body("errors.code", contains("unknown-time-zone"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"subject\": null}                       | /subject",
        "{\"subject\": \" \"}                      | /subject",
        "{\"subject\": 1}                          | /subject",
        "{\"impact\": \"VERY\"}                    | /impact",
        "{\"impact\": null}                        | /impact",
        "{\"urgency\": 1}                          | /urgency",
        "{\"product\": {}}                         | /product",
        "{\"product\": \"\"}                       | /product",
        "{\"tags\": \"a\"}                         | /tags",
        "{\"tags\": [\"a\", 1]}                    | /tags/1",
        "{\"customFields\": [1]}                   | /customFields",
        "{\"customFields\": {\"\": 1}}             | /customFields/",
        "{\"customFields\": {\"a\": \"\\u0000\"}}  | /customFields/a",
        "{\"customFields\": {\"a\\u0000\": 1}}     | /customFields/a\\u0000",
        "{\"customFields\": {\"a\": \"\\ud800\"}}  | /customFields/a",
        "{\"state\": \"CLOSED\"}                   | /state",
        "{\"priority\": \"P1\"}                    | /priority",
        "[]                                        | ``",
      })
  void patches(String body, String pointer) {
    String id = Api.logged();
    as(MEI)
        .body(body)
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains(pointer));
    assertThat(Api.get(id).getInt("version")).isEqualTo(1);
  }

  @Test
  void aPatchRefusesAllOfItOrNothing() {
    String id = Api.logged();
    as(MEI)
        .body("{\"subject\": \"good\", \"impact\": \"bad\", \"tags\": [\"\"]}")
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/impact", "/tags/0"));
    String big = "x".repeat(11_000);
    as(MEI)
        .body(Map.of("customFields", Map.of("a", big)))
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(200);
    as(MEI)
        .body(Map.of("customFields", Map.of("b", big)))
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/customFields"));
    assertThat(Api.get(id).getInt("version")).isEqualTo(2);
    assertThat(Api.get(id).getString("subject")).isEqualTo("Filter change for the water purifier");
  }

  @Test
  void aPatchThatChangesNothingWritesNothing() {
    String id =
        Api.log(
                "{\"subject\": \"x\", \"tags\": [\"a\", \"b\"], \"customFields\": {\"n\": 1.5, \"big\": 12345678901, \"list\": [1, {\"x\": null}], \"t\": true}}")
            .getString("id");
    String updated = Api.get(id).getString("updatedAt");
    for (String patch :
        List.of(
            "{}",
            "{\"subject\": \"x\", \"impact\": \"MEDIUM\"}",
            "{\"product\": null}",
            "{\"tags\": [\"a\", \"b\", \"a\"]}",
            "{\"customFields\": {}}",
            "{\"customFields\": {\"unknown\": null}}",
            "{\"customFields\": {\"n\": 1.5, \"big\": 12345678901, \"list\": [1, {\"x\": null}], \"t\": true}}")) {
      as(MEI)
          .body(patch)
          .patch("/v1/tickets/" + id)
          .then()
          .statusCode(200)
          .header("ETag", "\"1\"")
          .body("updatedAt", equalTo(updated));
    }
    assertThat(Api.history(id)).isEqualTo(List.of("logged"));
  }

  @Test
  void queriesThatMakeNoSense() {
    wrong("limit", "", "0", "-1", "abc", "1000000000", "201", "1.5");
    wrong("sort", "priority,due", "subject", "due;");
    wrong("state", "OPEN", "LOGGED,", "logged");
    wrong("channel", "FAX");
    wrong("kind", "x");
    wrong("priority", "P5");
    wrong("customer", "mei", "1-1-1-1-1x");
    wrong("breached", "yes", "");
    wrong("dueBefore", "tomorrow", "2026-01-01", "+999999999-01-01T00:00:00Z");
    wrong("loggedFrom", "1", "-999999999-01-01T00:00:00Z");
    wrong("q", "", "   ", "%", "'_'", "x".repeat(201));
    wrong("owner", "a\0b");
    wrong("team", "\0");
    wrong("tag", "\0");
    wrong("q", "fil\0ter");
    wrong("status", "LOGGED");
    wrong("after", "nonsense", "AAAA", "%00");
    as(MEI)
        .queryParam("state", "OPEN")
        .queryParam("team", "a", "b")
        .queryParam("unknown", "x")
        .get("/v1/tickets")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer", containsInAnyOrder("/query/state", "/query/team", "/query/unknown"));
    allNamed(
        "/v1/tickets?state=OPEN&limit=0&sort=beauty&unknown=x",
        "state",
        "limit",
        "sort",
        "unknown");
    allNamed("/v1/tickets?state=OPEN&limit=0&sort=due&after=AAAA", "state", "limit", "after");
    allNamed(
        "/v1/tickets?team=%00&owner=a%00&limit=0&state=OPEN&unknown=%00",
        "team", "owner", "limit", "state", "unknown");
    allNamed(
        "/v1/worklist?team=%00&owner=%00&limit=x&after=AAAA", "team", "owner", "limit", "after");
    allNamed("/v1/teams?limit=0&tean=a&x=%00", "limit", "tean", "x");
    allNamed("/v1/staff?limit=0&after=%00&team=a", "limit", "after", "team");
    allNamed("/v1/tickets?q=x&limit=0&sort=relevance&after=AAAA", "limit", "after");
    allNamed("/v1/tickets/owed?recever=li&limit=x&after=AAAA", "recever", "limit", "after");
    allNamed(
        "/v1/worklist?horizon=tomorrow&limit=x&after=AAAA&tean=a",
        "horizon",
        "limit",
        "after",
        "tean");
  }

  @Test
  void anEmptyLimitIsNoneAnywhere() {
    for (String list : List.of("teams", "staff", "worklist", "tickets/owed", "views")) {
      allNamed("/v1/" + list + "?limit=&after=&x=1", "limit", "x");
      allNamed("/v1/" + list + "?limit=", "limit");
    }
    as(ZHANG).get("/v1/reports/promises?limit=").then().statusCode(400);
  }

  @Test
  void whatIsGivenTwiceIsRefused_whereOneCounts() {
    allNamed("/v1/reports/volumes?team=a&team=b&by=team&by=kind&from=x", "team", "by", "from");
    allNamed("/v1/worklist?team=a&team=a&limit=x", "team", "limit");
    allNamed("/v1/staff?limit=1&limit=2&after=AAAA&after=AAAA", "limit", "after");
    String id = Api.logged();
    as(MEI)
        .contentType("text/plain")
        .body("x")
        .post("/v1/tickets/" + id + "/attachments?name=a&name=b")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/query/name"))
        .body("errors.code", contains("repeated"));
    assertThat(Api.get(id).getInt("version")).isEqualTo(1);
    as(MEI).get("/v1/tickets?state=LOGGED&state=CLOSED").then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/access-log?customer=abc, customer",
    "/v1/access-log?ticket=1-1-1-1-1, ticket",
    "/v1/tickets/export?customer=abc, customer",
    "/v1/tickets?customer=1-1-1-1-1, customer",
    "/v1/requirements?standard=1-1-1-1-1, standard",
    // given empty it would count as none, and all of it be shown
    "/v1/access-log?customer=, customer",
    "/v1/access-log?ticket=, ticket",
    "/v1/tickets/export?customer=, customer",
    "/v1/tickets?customer=, customer",
    "/v1/requirements?standard=, standard",
  })
  void idsThatAreNone(String address, String parameter) {
    as(ADMIN)
        .get(address)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.pointer", contains("/query/" + parameter))
        .body("errors.code", contains("malformed"));
  }

  @Test
  void allThatIsWrongWithAQueryOfTheAccessLog() {
    as(ADMIN)
        .get("/v1/access-log?customer=x&ticket=y&limit=0&after=AAAA")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder("/query/customer", "/query/ticket", "/query/limit", "/query/after"));
  }

  private static void allNamed(String address, String... parameters) {
    as(MEI)
        .urlEncodingEnabled(!address.contains("%"))
        .get(address)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body(
            "errors.pointer",
            containsInAnyOrder(
                Stream.of(parameters).map(name -> "/query/" + name).toArray(String[]::new)));
  }

  private static void wrong(String parameter, String... values) {
    for (String value : values) {
      as(MEI)
          .queryParam(parameter, value)
          .get("/v1/tickets")
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("errors.pointer", contains("/query/" + parameter));
    }
  }

  @Test
  void cursorsOfAnotherListOrMadeUp() {
    Api.logged();
    Api.logged();
    String cursor = as(MEI).get("/v1/tickets?sort=priority&limit=1").jsonPath().getString("next");
    as(MEI)
        .get("/v1/tickets?sort=due&after=" + cursor)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/query/after"))
        .body("errors.code", contains("invalid-cursor"));
    for (List<String> parts :
        List.of(
            List.of("due", "+999999999-01-01T00:00:00Z", UUID.randomUUID().toString()),
            List.of("due", "2026-01-01T00:00:00Z", "x"),
            List.of("due", "", ""))) {
      String forged =
          java.util.Base64.getUrlEncoder()
              .encodeToString(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      as(MEI).get("/v1/tickets?sort=due&after=" + forged).then().statusCode(400);
    }
    String id = Api.logged();
    as(MEI).get("/v1/tickets/" + id + "/timeline?after=" + cursor).then().statusCode(400);
    as(MEI).get("/v1/tickets/" + id + "/timeline?limit=0").then().statusCode(400);
    as(MEI).get("/v1/tickets/" + id + "/clocks/LUNCH/explain").then().statusCode(400);
    as(MEI).get("/v1/tickets/" + id + "/clocks/PROMISE/explain").then().statusCode(404);
  }

  @Test
  void namesWithNul() {
    for (String path : List.of("/v1/teams/%00", "/v1/staff/%00")) {
      given()
          .urlEncodingEnabled(false)
          .auth()
          .oauth2(ADMIN)
          .get(path)
          .then()
          .statusCode(404)
          .contentType("application/problem+json");
    }
    given()
        .urlEncodingEnabled(false)
        .auth()
        .oauth2(ADMIN)
        .contentType("application/json")
        .body("{}")
        .put("/v1/staff/a%00b")
        .then()
        .statusCode(404);
  }

  @Test
  void aRefusedHandoffNamesNobody() {
    String id = Api.logged();
    String ghost = "ghost-" + UUID.randomUUID();
    String stranger = Tokens.of("stranger-" + UUID.randomUUID(), "agent", "lead");
    Map<String, Long> before = Api.rows();
    as(stranger)
        .header("If-Match", "\"9\"")
        .body(Map.of("to", Map.of("team", ghost, "person", ghost), "reason", "x"))
        .post("/v1/tickets/" + id + "/handoffs")
        .then()
        .statusCode(412);
    post(
            stranger,
            UUID.randomUUID().toString(),
            "handoffs",
            Map.of("to", Map.of("team", ghost), "reason", "x"))
        .then()
        .statusCode(404);
    assertThat(Api.rows()).isEqualTo(before);
    as(MEI).get("/v1/teams/" + ghost).then().statusCode(404);
    post(ZHANG, id, "handoffs", Map.of("to", Map.of("team", ghost), "reason", "x"))
        .then()
        .statusCode(201);
    as(MEI).get("/v1/teams/" + ghost).then().statusCode(200);
  }

  @Test
  void oddButGoodTextIsKeptAsItIs() {
    String text = "净水器 滤芯 🚰 \\\" \\n e\\u0301 \\ud83d\\udeb0 </script> ' OR 1=1 -- ${x} #{y}";
    String id = Api.log("{\"subject\": \"" + text + "\"}").getString("id");
    assertThat(Api.get(id).getString("subject"))
        .isEqualTo("净水器 滤芯 🚰 \" \n e\u0301 🚰 </script> ' OR 1=1 -- ${x} #{y}");
  }
}
