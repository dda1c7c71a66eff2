package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two tickets become one, and nobody waits longer or is forgotten for it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class MergeTest {

  @Inject Sweep sweep;

  private final String product = Sla.unique("pump");

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
    Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private String log(String phone) {
    return Api.log(
            "{\"subject\": \"No water\", \"product\": \"%s\", \"customer\": {\"name\": \"C%s\", \"phone\": \"+86755234%s\"}}"
                .formatted(product, phone, phone))
        .getString("id");
  }

  private static Response merge(String id, String into) {
    return post(MEI, id, "merge", Map.of("into", into, "reason", "the same leak"));
  }

  private static void started(String id) {
    Sla.done(id, "acknowledge", Map.of());
    Sla.done(id, "start", Map.of());
  }

  private static void hours(long hours) {
    TestClock.get().advance(Duration.ofHours(hours));
  }

  private static String number(String id) {
    return Api.get(id).getString("number");
  }

  @Test
  void theSurvivorTakesTheEarliestDeadlineOfEachKind_andTheMergedOneOwesNothing() {
    String older = log("56001");
    Instant resolution = Sla.due(older, "RESOLUTION");
    Instant feedback = Sla.due(older, "FIRST_FEEDBACK");
    hours(2);
    String survivor = log("56001");
    Instant acknowledge = Sla.due(survivor, "ACKNOWLEDGE");
    Sla.awaitTold(sweep, older, "breached ACKNOWLEDGE");
    merge(older, number(survivor)).then().statusCode(200);
    JsonPath merged = Api.get(older);
    assertThat(merged.getString("state")).isEqualTo("MERGED");
    assertThat(merged.getString("mergedInto")).isEqualTo(survivor);
    assertThat(merged.getList("clocks.state")).containsOnly("CANCELLED", "BREACHED");
    JsonPath alive = Api.get(survivor);
    assertThat(alive.getList("merged.number")).containsExactly(merged.getString("number"));
    assertThat(alive.getString("merged[0].feedbackDueAt")).as("the same customer").isNull();
    assertThat(Sla.due(survivor, "RESOLUTION")).isEqualTo(resolution);
    assertThat(Sla.due(survivor, "FIRST_FEEDBACK")).isEqualTo(feedback);
    assertThat(Sla.due(survivor, "ACKNOWLEDGE")).isBefore(acknowledge);
    assertThat(Sla.told(older, "cancelled"))
        .containsExactlyInAnyOrder(
            "cancelled FIRST_FEEDBACK", "cancelled RESOLUTION", "cancelled ACKNOWLEDGE");
    hours(3);
    Sla.awaitTold(sweep, survivor, "breached ACKNOWLEDGE", "breached FIRST_FEEDBACK");
    hours(100);
    Sla.sweepAll(sweep);
    assertThat(Sla.told(older, "breached")).as("a merged ticket never escalates").hasSize(1);
    Api.assertLedgerWhole(older);
    Api.assertLedgerWhole(survivor);
  }

  @Test
  void thePausedSurvivorStaysPaused_withTheShorterTimeThatIsLeft() {
    String running = log("56001");
    started(running);
    hours(3);
    String paused = log("56001");
    started(paused);
    Sla.done(paused, "wait", Map.of());
    hours(1);
    merge(running, paused).then().statusCode(200);
    assertThat(Sla.clock(paused, "RESOLUTION"))
        .containsEntry("state", "PAUSED")
        .containsEntry("remaining", "PT16H");
    hours(50);
    Sla.done(paused, "resume", Map.of());
    assertThat(Sla.clock(paused, "RESOLUTION")).containsEntry("remaining", "PT16H");
    String fresh = log("56001");
    started(fresh);
    Instant due = Sla.due(paused, "RESOLUTION");
    merge(fresh, paused).then().statusCode(200);
    assertThat(Sla.due(paused, "RESOLUTION")).as("later ones change nothing").isEqualTo(due);
  }

  @Test
  void everyCustomerIsOwedAnAnswer_andEndingWaitsForIt() {
    String survivor = log("56001");
    started(survivor);
    Sla.done(survivor, "feedbacks", Map.of("text", "we come tomorrow"));
    hours(1);
    String other = log("56002");
    Instant owed = Sla.due(other, "FIRST_FEEDBACK");
    String third = log("56003");
    merge(other, survivor).then().statusCode(200);
    merge(third, survivor).then().statusCode(200);
    assertThat(Api.get(survivor).getList("merged.customerName"))
        .containsExactly("C56002", "C56003");
    assertThat(Api.get(survivor).getList("merged.feedbackDueAt"))
        .containsExactly(owed.toString(), owed.toString());
    assertThat(Sla.due(survivor, "NEXT_FEEDBACK")).isEqualTo(owed);
    post(ZHANG, survivor, "decline", Map.of("reason", "no")).then().statusCode(409);

    Sla.done(survivor, "feedbacks", Map.of("text", "told Chen only"));
    assertThat(Sla.due(survivor, "NEXT_FEEDBACK")).as("the others still wait").isEqualTo(owed);
    post(MEI, survivor, "feedbacks", Map.of("text", "x", "told", List.of("D-1999-0000001")))
        .then()
        .statusCode(400);
    hours(1);
    Sla.done(survivor, "feedbacks", Map.of("text", "told Wu", "told", List.of(number(other))));
    assertThat(Sla.due(survivor, "NEXT_FEEDBACK")).isEqualTo(owed);
    Sla.done(survivor, "resolve", Map.of("outcome", "tight again"));
    JsonPath refused =
        post(MEI, survivor, "close", Map.of("because", "CONFIRMED"))
            .then()
            .statusCode(409)
            .extract()
            .jsonPath();
    assertThat(refused.getString("type")).endsWith("feedback-owed");
    assertThat(refused.getList("owed")).containsExactly(number(third));
    Sla.done(survivor, "feedbacks", Map.of("text", "told all", "told", List.of("ALL")));
    Sla.done(survivor, "close", Map.of("because", "CONFIRMED"));
    assertThat(Sla.told(survivor, "breached")).isEmpty();
    assertThat(Sla.told(survivor, "met")).contains("met FIRST_FEEDBACK", "met NEXT_FEEDBACK");
    Api.assertLedgerWhole(survivor);
  }

  @Test
  void whoIsToldLastKeepsTheirDeadline() {
    String survivor = log("56001");
    started(survivor);
    hours(3);
    String other = log("56002");
    merge(other, survivor).then().statusCode(200);
    Instant own = Sla.due(survivor, "FIRST_FEEDBACK");
    Sla.done(survivor, "feedbacks", Map.of("text", "told Wu", "told", List.of(number(other))));
    assertThat(Sla.due(survivor, "FIRST_FEEDBACK")).isEqualTo(own);
    hours(2);
    Sla.awaitTold(sweep, survivor, "breached FIRST_FEEDBACK");
  }

  @Test
  void chainsCarryEveryDebtOn() {
    String first = log("56001");
    String second = log("56002");
    String third = log("56003");
    started(third);
    Instant owed = Sla.due(first, "FIRST_FEEDBACK");
    merge(first, second).then().statusCode(200);
    merge(second, third).then().statusCode(200);
    assertThat(Api.get(third).getList("merged.number"))
        .containsExactlyInAnyOrder(number(first), number(second));
    assertThat(Api.get(third).getList("merged.feedbackDueAt"))
        .containsExactly(owed.toString(), owed.toString());
    String url = Api.get(first).getString("receipt.statusUrl");
    JsonPath status =
        io.restassured.RestAssured.get(url.substring(url.indexOf("/v1/status"))).jsonPath();
    assertThat(status.getString("number")).isEqualTo(number(first));
    assertThat(status.getString("progress")).isEqualTo("IN_PROGRESS");
    assertThat(status.getString("nextFeedbackDueAt")).isEqualTo(owed.toString());
  }

  @Test
  void illegalMergesAreRefused_andChangeNothing() {
    String id = log("56001");
    String other = log("56002");
    Map<String, Long> before = Api.rows();
    merge(id, id).then().statusCode(400);
    merge(id, number(id)).then().statusCode(400);
    merge(id, "D-1999-0000001").then().statusCode(400);
    merge(id, UUID.randomUUID().toString()).then().statusCode(400);
    assertThat(post(MEI, id, "merge", Map.of()).jsonPath().getList("errors.pointer"))
        .containsExactlyInAnyOrder("/into", "/reason");
    post(Tokens.of("front", "frontline"), id, "merge", Map.of("into", other, "reason", "x"))
        .then()
        .statusCode(403);
    as(MEI)
        .header("If-Match", "\"9\"")
        .body(Map.of("into", other, "reason", "x"))
        .post("/v1/tickets/" + id + "/merge")
        .then()
        .statusCode(412);
    assertThat(Api.rows()).isEqualTo(before);
    Sla.done(other, "decline", Map.of("reason", "no"));
    JsonPath closed = merge(id, other).then().statusCode(409).extract().jsonPath();
    assertThat(closed.getString("type")).endsWith("illegal-merge");
    JsonPath from = merge(other, id).then().statusCode(409).extract().jsonPath();
    assertThat(from.getString("type")).endsWith("illegal-transition");
    String third = log("56003");
    merge(third, id).then().statusCode(200);
    merge(id, third).then().statusCode(409);
    merge(third, id).then().statusCode(409);
    post(MEI, third, "feedbacks", Map.of("text", "x")).then().statusCode(409);
  }

  @Test
  void ofTwoMergesThatCrossOneWins() {
    for (int i = 0; i < 10; i++) {
      String one = log("56001");
      String two = log("56002");
      List<Integer> answers =
          Api.atOnce(2, who -> merge(who == 0 ? one : two, who == 0 ? two : one).statusCode());
      assertThat(answers).containsExactlyInAnyOrder(200, 409);
      assertThat(List.of(Api.get(one).getString("state"), Api.get(two).getString("state")))
          .containsExactlyInAnyOrder("MERGED", "LOGGED");
    }
  }

  @Test
  void manyIntoOneAtOnce_allArrive_andARepeatIsHarmless() {
    String survivor = log("56001");
    List<String> ids =
        java.util.stream.IntStream.range(0, 8).mapToObj(i -> log("5610" + i)).toList();
    List<Integer> answers = Api.atOnce(8, i -> merge(ids.get(i), survivor).statusCode());
    assertThat(answers).containsOnly(200);
    assertThat(Api.get(survivor).getList("merged")).hasSize(8);
    Api.assertLedgerWhole(survivor);
    String one = log("56200");
    String key = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      as(MEI)
          .header("Idempotency-Key", key)
          .body(Map.of("into", survivor, "reason", "x"))
          .post("/v1/tickets/" + one + "/merge")
          .then()
          .statusCode(200);
    }
    assertThat(Api.get(survivor).getList("merged")).hasSize(9);
  }
}
