package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A demand from being heard to the customer's own word, as its users see it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class TicketLifeTest {

  @Test
  void oneSentenceIsEnough() {
    as(MEI)
        .header("Idempotency-Key", UUID.randomUUID())
        .body("{\"statedRequest\": \"Wants somebody to come and change the filter\"}")
        .post("/v1/tickets")
        .then()
        .statusCode(201)
        .header("ETag", "\"1\"")
        .header("Location", notNullValue())
        .body("number", matchesPattern("D-\\d{4}-\\d{7}"))
        .body("version", equalTo(1))
        .body("state", equalTo("LOGGED"))
        .body("priority", equalTo("P3"))
        .body("subject", equalTo("Wants somebody to come and change the filter"))
        .body("receiver", equalTo("mei"))
        .body("owner.person", equalTo("mei"))
        .body("owner.team", nullValue())
        .body("customer.link", equalTo("NONE"))
        .body("clocks.kind", contains("ACKNOWLEDGE", "FIRST_FEEDBACK", "RESOLUTION"))
        .body("clocks.state", contains("RUNNING", "RUNNING", "RUNNING"))
        .body("receipt.hash", matchesPattern("[0-9a-f]{64}"))
        .body("receipt.statusUrl", matchesPattern(".*/v1/status/.+"));
  }

  @Test
  void everyFieldIsKept() {
    String phone = "+86755" + ThreadLocalRandom.current().nextInt(20_000_000, 90_000_000);
    JsonPath ticket =
        Api.log(
            """
            {"customer": {"name": "Mrs Chen", "phone": "%s"}, "channel": "PHONE", "kind": "COMPLAINT", "stage": "AFTER_SALE",
             "subject": "Filter change", "statedRequest": "Third call this month", "impact": "HIGH", "urgency": "HIGH", "product": "WP-300",
             "team": "field-service", "tags": ["filter", "filter"], "customFields": {"visits": 2, "nested": {"a": [1, null]}}, "externalRef": "CRM-77"}"""
                .formatted(phone));
    JsonPath read = Api.get(ticket.getString("number"));
    assertThat(read.getString("id")).isEqualTo(ticket.getString("id"));
    assertThat(read.getString("customer.phone")).isEqualTo(phone);
    assertThat(read.getString("customer.link")).isEqualTo("PENDING");
    assertThat(read.getString("priority")).isEqualTo("P1");
    assertThat(read.getList("tags")).isEqualTo(List.of("filter"));
    assertThat(read.getInt("customFields.visits")).isEqualTo(2);
    assertThat(read.getString("owner.team")).isEqualTo("field-service");
    assertThat(read.getString("owner.person")).isNull();
    assertThat(read.getString("externalRef")).isEqualTo("CRM-77");
    assertThat(read.getMap("")).isEqualTo(withoutRemaining(ticket, read));
  }

  /**
   * Time goes on between two looks, so what remains differs, and only the first answer offers
   * duplicates; everything else must be the same.
   */
  private static Map<Object, Object> withoutRemaining(JsonPath logged, JsonPath read) {
    Map<Object, Object> expected = logged.getMap("");
    assertThat(expected.remove("possibleDuplicates")).isEqualTo(List.of());
    expected.put("clocks", read.getList("clocks"));
    assertThat(read.getList("clocks.dueAt")).isEqualTo(logged.getList("clocks.dueAt"));
    return expected;
  }

  @Test
  void fromLoggedToConfirmed() {
    String id = Api.logged();
    post(MEI, id, "acknowledge", Map.of())
        .then()
        .statusCode(200)
        .body("state", equalTo("ACKNOWLEDGED"))
        .body("owner.person", equalTo("mei"));
    post(MEI, id, "start", Map.of()).then().statusCode(200).body("state", equalTo("IN_PROGRESS"));
    post(MEI, id, "feedbacks", Map.of("channel", "PHONE", "text", "Somebody comes on Tuesday"))
        .then()
        .statusCode(201)
        .body("clocks.find { it.kind == 'FIRST_FEEDBACK' }.state", equalTo("MET"))
        .body("clocks.find { it.kind == 'NEXT_FEEDBACK' }.state", equalTo("RUNNING"));
    post(MEI, id, "wait", Map.of("for", "CUSTOMER", "reason", "Needs the serial number"))
        .then()
        .statusCode(200)
        .body("state", equalTo("WAITING_FOR_CUSTOMER"))
        .body("clocks.find { it.kind == 'RESOLUTION' }.state", equalTo("PAUSED"))
        .body("clocks.find { it.kind == 'RESOLUTION' }.dueAt", nullValue())
        .body("clocks.find { it.kind == 'CUSTOMER_WAIT' }.state", equalTo("RUNNING"));
    post(MEI, id, "contacts", Map.of("channel", "PHONE", "text", "It is 4711"))
        .then()
        .statusCode(201)
        .body("state", equalTo("IN_PROGRESS"))
        .body("clocks.find { it.kind == 'RESOLUTION' }.state", equalTo("RUNNING"))
        .body("clocks.find { it.kind == 'CUSTOMER_WAIT' }.state", equalTo("MET"));
    post(MEI, id, "resolve", Map.of("outcome", "Filter changed"))
        .then()
        .statusCode(200)
        .body("state", equalTo("RESOLVED"));
    post(MEI, id, "close", Map.of("because", "CONFIRMED"))
        .then()
        .statusCode(200)
        .body("state", equalTo("CLOSED"))
        .body("clocks.findAll { it.state in ['RUNNING', 'PAUSED'] }", hasSize(0));
    JsonPath timeline =
        as(MEI).get("/v1/tickets/" + id + "/timeline").then().statusCode(200).extract().jsonPath();
    assertThat(timeline.getList("items.sequence", Integer.class))
        .isSorted()
        .startsWith(1)
        .doesNotHaveDuplicates();
    List<String> hashes = timeline.getList("items.hash");
    List<String> previous = timeline.getList("items.previousHash");
    assertThat(previous.get(0)).isEqualTo("0".repeat(64));
    assertThat(previous.subList(1, previous.size()))
        .isEqualTo(hashes.subList(0, hashes.size() - 1));
    as(MEI)
        .get("/v1/tickets/" + id + "/timeline/verification")
        .then()
        .body("intact", equalTo(true));
    publishedAsPromised(UUID.fromString(id), timeline.getList("items.sequence").size());
  }

  private static void publishedAsPromised(UUID id, int entries) {
    await().until(() -> Events.of("heard.tickets", id).size() == entries);
    List<Events.Seen> events = Events.of("heard.tickets", id);
    for (int i = 0; i < entries; i++) {
      Events.Seen event = events.get(i);
      assertThat(event.sequence()).isEqualTo(i + 1);
      assertThat(event.data().at("/ticket/version").asInt()).isEqualTo(i + 1);
      assertThat(EventContract.violations(event.type(), event.data())).isEmpty();
    }
  }

  @Test
  void nothingClosesInSilence() {
    String id = Api.started();
    post(MEI, id, "resolve", Map.of())
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/outcome"));
    post(MEI, id, "resolve", Map.of("outcome", "fixed"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:feedback-owed"));
    post(MEI, id, "resolve", Map.of("outcome", "fixed", "feedback", Map.of("text", "It is done")))
        .then()
        .statusCode(200)
        .body("clocks.find { it.kind == 'FIRST_FEEDBACK' }.state", equalTo("MET"));
    post(MEI, id, "close", Map.of())
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/because"));
    post(MEI, id, "close", Map.of("because", "NO_ANSWER"))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/attempts"));
    post(
            MEI,
            id,
            "close",
            Map.of("because", "NO_ANSWER", "attempts", List.of("2999-01-01T00:00:00Z")))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/attempts/0"));
    post(
            MEI,
            id,
            "close",
            Map.of(
                "because",
                "NO_ANSWER",
                "attempts",
                List.of("2026-01-01T00:00:00Z"),
                "note",
                "Rang twice"))
        .then()
        .statusCode(200)
        .body("state", equalTo("CLOSED"));
  }

  @Test
  void illegalTransitionsNameTheLegalOnes() {
    String id = Api.logged();
    for (String command : List.of("start", "wait", "resume", "resolve")) {
      post(MEI, id, command, command.equals("resolve") ? Map.of("outcome", "x") : Map.of())
          .then()
          .statusCode(409)
          .contentType("application/problem+json")
          .body("state", equalTo("LOGGED"))
          .body("legal", contains("acknowledge", "decline", "merge"));
    }
    post(ZHANG, id, "reopen", Map.of("reason", "x")).then().statusCode(409);
    post(MEI, id, "close", Map.of("because", "CONFIRMED"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:illegal-transition"));
    assertThat(Api.get(id).getInt("version")).isEqualTo(1);
  }

  @Test
  void decliningTellsTheCustomerAndReopeningBringsItBack() {
    String id = Api.logged();
    post(MEI, id, "decline", Map.of("reason", "We do not repair other makes"))
        .then()
        .statusCode(403);
    post(ZHANG, id, "decline", Map.of())
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem("/reason"));
    post(ZHANG, id, "decline", Map.of("reason", "We do not repair other makes"))
        .then()
        .statusCode(200)
        .body("state", equalTo("DECLINED"))
        .body("lastFeedbackAt", notNullValue())
        .body("clocks.find { it.kind == 'FIRST_FEEDBACK' }.state", equalTo("MET"))
        .body("clocks.find { it.kind == 'RESOLUTION' }.state", equalTo("CANCELLED"));
    post(ZHANG, id, "reopen", Map.of("reason", "It is our make after all"))
        .then()
        .statusCode(200)
        .body("state", equalTo("IN_PROGRESS"))
        .body("cycle", equalTo(2))
        .body("clocks.find { it.kind == 'RESOLUTION' }.state", equalTo("RUNNING"))
        .body("clocks.find { it.kind == 'NEXT_FEEDBACK' }.state", equalTo("RUNNING"));
  }

  @Test
  void handingOffKeepsTheReceiver() {
    String id = Api.logged();
    post(
            MEI,
            id,
            "handoffs",
            Map.of("to", Map.of("person", "guard"), "reason", "Parking is theirs"))
        .then()
        .statusCode(201)
        .body("owner.person", equalTo("guard"))
        .body("receiver", equalTo("mei"));
    post(
            io.heard.testkit.Tokens.of("somebody", "agent"),
            id,
            "handoffs",
            Map.of("to", Map.of("team", "captains"), "reason", "Not ours"))
        .then()
        .statusCode(403);
    post(ZHANG, id, "handoffs", Map.of("to", Map.of("team", "captains"), "reason", "They decide"))
        .then()
        .statusCode(201)
        .body("owner.team", equalTo("captains"));
    post(ZHANG, id, "handoffs", Map.of("to", Map.of("team", "captains"), "reason", "again"))
        .then()
        .statusCode(409);
    post(ZHANG, id, "handoffs", Map.of("to", Map.of()))
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem("/reason"));
    as(MEI).get("/v1/teams/captains").then().statusCode(200).body("configured", equalTo(false));
    as(MEI).get("/v1/staff/guard").then().statusCode(200).body("configured", equalTo(false));
  }

  @Test
  void whoeverWasOnlyNamedIsReachableOnceTheyShowUp() {
    String name = "guard-" + UUID.randomUUID();
    post(MEI, Api.logged(), "handoffs", Map.of("to", Map.of("person", name), "reason", "Theirs"))
        .then()
        .statusCode(201);
    as(MEI).get("/v1/staff/" + name).then().statusCode(200).body("email", nullValue());

    String token = io.heard.testkit.Tokens.of(name, "frontline");
    as(token).body("{\"subject\": \"Gate is stuck\"}").post("/v1/tickets").then().statusCode(201);

    as(MEI)
        .get("/v1/staff/" + name)
        .then()
        .body("email", equalTo(name + "@heard.test"))
        .body("version", equalTo(2));
  }

  @Test
  void theCustomerHasTheLastWord() {
    String id = Api.started();
    String url = Api.get(id).getString("receipt.statusUrl");
    String path = url.substring(url.indexOf("/v1/status"));
    io.restassured.RestAssured.given()
        .get(path)
        .then()
        .statusCode(200)
        .body("progress", equalTo("IN_PROGRESS"));
    confirm(path, true).then().statusCode(409);
    post(MEI, id, "feedbacks", Map.of("text", "it is done")).then().statusCode(201);
    post(MEI, id, "resolve", Map.of("outcome", "done")).then().statusCode(200);
    confirm(path, false).then().statusCode(200).body("progress", equalTo("IN_PROGRESS"));
    assertThat(Api.get(id).getInt("cycle")).isEqualTo(2);
    post(MEI, id, "resolve", Map.of("outcome", "not again")).then().statusCode(409);
    post(MEI, id, "feedbacks", Map.of("text", "really")).then().statusCode(201);
    post(MEI, id, "resolve", Map.of("outcome", "really done")).then().statusCode(200);
    confirm(path, true).then().statusCode(200).body("progress", equalTo("CLOSED"));
    confirm(path, true).then().statusCode(200).body("progress", equalTo("CLOSED"));
    assertThat(Api.get(id).getString("state")).isEqualTo("CLOSED");
    String altered = path.substring(0, path.length() - 2) + (path.endsWith("AA") ? "BB" : "AA");
    io.restassured.RestAssured.given().get(altered).then().statusCode(404);
  }

  private static io.restassured.response.Response confirm(String path, boolean satisfied) {
    return io.restassured.RestAssured.given()
        .contentType("application/json")
        .body(Map.of("satisfied", satisfied))
        .post(path + "/confirmation");
  }

  @Test
  void aFeedbackMayBeRecordedLaterButNotBeforeItsTime() {
    String id = Api.logged();
    post(MEI, id, "feedbacks", Map.of("text", "x", "at", Instant.now().plusSeconds(60).toString()))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/at"));
    post(MEI, id, "feedbacks", Map.of("text", "x", "at", "2001-01-01T00:00:00Z"))
        .then()
        .statusCode(400)
        .body("errors.code", contains("before-logging"));
    post(MEI, id, "notes", Map.of("text", "internal")).then().statusCode(201);
    assertThat(Api.get(id).getInt("version")).isEqualTo(2);
  }
}
