package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The customer's link: its holder sees where it stands and has the last word, nobody else does. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class StatusLinkTest {

  private static final AtomicInteger MINUTE = new AtomicInteger(200);

  /** A minute nobody else has used up. */
  @BeforeEach
  void newMinute() {
    TestClock.get().freeze(Instant.now().plus(Duration.ofMinutes(MINUTE.addAndGet(3))));
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private static String path(String id) {
    String url = Api.get(id).getString("receipt.statusUrl");
    return url.substring(url.indexOf("/v1/status/"));
  }

  private static Response confirm(String path, Object body) {
    return given().contentType("application/json").body(body).post(path + "/confirmation");
  }

  private static String resolved() {
    String id = Api.started();
    post(MEI, id, "resolve", Map.of("outcome", "done", "feedback", Map.of("text", "it is done")))
        .then()
        .statusCode(200);
    return id;
  }

  @Test
  void itSaysWhereItStandsAndNamesNobody() {
    String id =
        Api.log(
                "{\"subject\": \"Filter\", \"statedRequest\": \"secret words\", \"team\": \"field-service\","
                    + " \"customer\": {\"name\": \"Mrs Chen\", \"phone\": \"+8675523456789\", \"email\": \"chen@heard.test\"}}")
            .getString("id");
    String body =
        given()
            .get(path(id))
            .then()
            .statusCode(200)
            .body("subject", equalTo("Filter"))
            .body("progress", equalTo("RECEIVED"))
            .body("lastFeedbackAt", nullValue())
            .body("nextFeedbackDueAt", notNullValue())
            .extract()
            .asString();
    assertThat(body)
        .doesNotContainIgnoringCase("chen")
        .doesNotContain("mei", "field-service", "secret", "75523456789", id);
  }

  /** Mail programs and newsletters add to links what they like. */
  @Test
  void whatOthersAddToTheLinkDoesNoHarm() {
    given()
        .urlEncodingEnabled(false)
        .get(path(Api.logged()) + "?utm_source=mail&fbclid=x")
        .then()
        .statusCode(200)
        .body("progress", equalTo("RECEIVED"));
  }

  @Test
  void anAlteredLinkOpensNothing() {
    String path = path(Api.logged());
    String token = path.substring("/v1/status/".length());
    for (int i = 0; i < token.length(); i += 5) {
      char other = token.charAt(i) == 'x' ? 'y' : 'x';
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      given().get("/v1/status/" + altered).then().statusCode(404);
    }
    for (String wrong :
        List.of(token + "A", token.substring(1), "x", "%00", "A".repeat(1_000), token + "%3D")) {
      given()
          .urlEncodingEnabled(false)
          .get("/v1/status/" + wrong)
          .then()
          .statusCode(404)
          .contentType("application/problem+json");
    }
    confirm("/v1/status/" + token.substring(1), Map.of("satisfied", true)).then().statusCode(404);
  }

  @Test
  void yes_andYesAgain() {
    String id = resolved();
    confirm(path(id), Map.of("satisfied", true, "comment", "谢谢"))
        .then()
        .statusCode(200)
        .body("progress", equalTo("CLOSED"))
        .body("nextFeedbackDueAt", nullValue());
    int version = Api.get(id).getInt("version");
    confirm(path(id), Map.of("satisfied", true)).then().statusCode(200);
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
    assertThat(Api.get(id).getList("clocks.findAll { it.stoppedAt == null }")).isEmpty();
    assertThat(Api.history(id)).contains("confirmed", "closed");
    Api.assertLedgerWhole(id);
  }

  @Test
  void no_bringsItBack() {
    String id = resolved();
    confirm(path(id), Map.of("satisfied", false, "comment", "still drips"))
        .then()
        .statusCode(200)
        .body("progress", equalTo("IN_PROGRESS"))
        .body("nextFeedbackDueAt", notNullValue());
    assertThat(Api.get(id).getInt("cycle")).isEqualTo(2);
    assertThat(Api.history(id)).contains("confirmed", "reopened");
    assertThat(Api.history(id)).doesNotContain("closed");
  }

  @Test
  void yesByManyAtOnceIsSaidOnce() {
    String id = resolved();
    String path = path(id);
    assertThat(Api.atOnce(5, i -> confirm(path, Map.of("satisfied", true)).statusCode()))
        .containsOnly(200);
    assertThat(Api.history(id)).filteredOn("closed"::equals).hasSize(1);
    Api.assertLedgerWhole(id);
  }

  @Test
  void nonsenseIsRefused() {
    String path = path(resolved());
    confirm(path, "{}").then().statusCode(400).body("errors.pointer", contains("/satisfied"));
    confirm(path, "{\"satisfied\": \"yes\"}").then().statusCode(400);
    confirm(path, "{\"satisfied\": true, \"comment\": \"\\u0000\"}").then().statusCode(400);
    confirm(path, "{\"satisfied\": true, \"commet\": \"x\"}")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/commet"));
    confirm(path(Api.logged()), Map.of("satisfied", true))
        .then()
        .statusCode(409)
        .contentType("application/problem+json");
  }

  @Test
  void whoAsksTooOftenWaits() {
    String path = path(Api.logged());
    List<Integer> statuses =
        java.util.stream.IntStream.range(0, 61)
            .mapToObj(i -> given().get(path).statusCode())
            .toList();
    assertThat(statuses.subList(0, 60)).containsOnly(200);
    Response refused = given().get(path);
    refused.then().statusCode(429).contentType("application/problem+json");
    int seconds = Integer.parseInt(refused.header("Retry-After"));
    assertThat(seconds).isBetween(1, 61);
    confirm(path, Map.of("satisfied", true)).then().statusCode(429);
    TestClock.get().advance(Duration.ofSeconds(seconds));
    given().get(path).then().statusCode(200);
  }

  private static String log(String phone) {
    return Api.log(
            "{\"subject\": \"No water\", \"customer\": {\"name\": \"C%s\", \"phone\": \"+86755236%s\"}}"
                .formatted(phone, phone))
        .getString("id");
  }

  private static void started(String id) {
    Sla.done(id, "acknowledge", Map.of());
    Sla.done(id, "start", Map.of());
  }

  private static void merge(String id, String into) {
    Sla.done(id, "merge", Map.of("into", into, "reason", "the same leak"));
  }

  private static void isDone(String id) {
    Sla.done(id, "resolve", Map.of("outcome", "ok", "feedback", Map.of("text", "it is done")));
  }

  private static List<String> contacts(String id) {
    return Sla.ledger(id).stream()
        .filter(entry -> "heard.ticket.contacted.v1".equals(entry.get("type")))
        .map(entry -> (String) ((Map<?, ?>) entry.get("data")).get("text"))
        .toList();
  }

  @Test
  void noAfterItWasClosedForWantOfAnAnswer_bringsItBackOnce() {
    String id = resolved();
    Sla.done(
        id,
        "close",
        Map.of("because", "NO_ANSWER", "attempts", List.of(TestClock.get().instant().toString())));
    Map<String, Object> no = Map.of("satisfied", false, "comment", "still drips");
    assertThat(Api.atOnce(3, i -> confirm(path(id), no).statusCode())).containsOnly(200);
    confirm(path(id), no)
        .then()
        .statusCode(200)
        .body("progress", equalTo("IN_PROGRESS"))
        .body("nextFeedbackDueAt", notNullValue());
    assertThat(Api.get(id).getInt("cycle")).isEqualTo(2);
    assertThat(Api.history(id))
        .containsOnlyOnce("confirmed", "reopened")
        .doesNotContain("contacted");
    Api.assertLedgerWhole(id);
  }

  @Test
  void noAfterAYes_isOwedAnAnswer_andSaidTwiceIsSaidOnce() {
    String id = resolved();
    confirm(path(id), Map.of("satisfied", true)).then().statusCode(200);
    Map<String, Object> no =
        Map.of("satisfied", false, "comment", "it drips again", "satisfaction", 1);
    assertThat(Api.atOnce(3, i -> confirm(path(id), no).statusCode())).containsOnly(200);
    confirm(path(id), no)
        .then()
        .statusCode(200)
        .body("progress", equalTo("CLOSED"))
        .body("nextFeedbackDueAt", notNullValue());
    assertThat(contacts(id)).containsExactly("it drips again [satisfaction 1/5]");
    assertThat(Sla.state(id, "NEXT_FEEDBACK")).isEqualTo("RUNNING");
    Sla.done(id, "feedbacks", Map.of("text", "we come"));
    confirm(path(id), no).then().statusCode(200);
    assertThat(contacts(id)).as("after an answer it is said anew").hasSize(2);
    Api.assertLedgerWhole(id);
  }

  @Test
  void yesAfterItWasClosedForWantOfAnAnswer_isOnRecord() {
    String id = resolved();
    String asked = TestClock.get().instant().toString();
    Sla.done(id, "close", Map.of("because", "NO_ANSWER", "attempts", List.of(asked)));
    for (int i = 0; i < 2; i++) {
      confirm(path(id), Map.of("satisfied", true, "satisfaction", 5))
          .then()
          .statusCode(200)
          .body("progress", equalTo("CLOSED"));
    }
    assertThat(Api.history(id)).containsOnlyOnce("confirmed", "closed");
    assertThat(Api.get(id).getInt("satisfaction")).isEqualTo(5);
  }

  @Test
  void yesWhileOthersAreOwedAWord_endsTheWaiting_andItClosesWhenTheyAreTold() {
    String survivor = log("71001");
    String other = log("71002");
    started(survivor);
    merge(other, survivor);
    isDone(survivor);
    assertThat(Sla.state(survivor, "CUSTOMER_WAIT")).isEqualTo("RUNNING");
    confirm(path(survivor), Map.of("satisfied", true))
        .then()
        .statusCode(200)
        .body("progress", equalTo("CLOSED"));
    assertThat(Api.get(survivor).getString("state")).isEqualTo("RESOLVED");
    assertThat(Sla.state(survivor, "CUSTOMER_WAIT")).isEqualTo("MET");
    assertThat(Sla.state(survivor, "NEXT_FEEDBACK")).isEqualTo("RUNNING");
    String number = Api.get(other).getString("number");
    Sla.done(survivor, "feedbacks", Map.of("text", "done", "told", List.of(number)));
    assertThat(Api.get(survivor).getString("state")).isEqualTo("CLOSED");
    assertThat(Api.history(survivor)).endsWith("fed-back", "closed", "clock-met");
    assertThat(Sla.told(survivor, "breached")).isEmpty();
    Api.assertLedgerWhole(survivor);
  }

  @Test
  void theLinkOfAMergedOneOfTheSameCustomer_isAsGoodAsTheSurvivors() {
    String survivor = log("72001");
    String repeat = log("72001");
    started(survivor);
    merge(repeat, survivor);
    isDone(survivor);
    String path = path(repeat);
    given()
        .get(path)
        .then()
        .body("number", equalTo(Api.get(repeat).getString("number")))
        .body("progress", equalTo("DONE_PLEASE_CONFIRM"))
        .body("lastFeedbackAt", notNullValue());
    confirm(path, Map.of("satisfied", false, "comment", "no"))
        .then()
        .statusCode(200)
        .body("progress", equalTo("IN_PROGRESS"));
    assertThat(Api.get(survivor).getInt("cycle")).isEqualTo(2);
    isDone(survivor);
    confirm(path, Map.of("satisfied", true))
        .then()
        .statusCode(200)
        .body("progress", equalTo("CLOSED"));
    assertThat(Api.get(survivor).getString("state")).isEqualTo("CLOSED");
  }

  @Test
  void theLinkOfAnothersMergedOne_showsWhatTheyWereTold_andTheirNoIsOwedAnAnswer() {
    String survivor = log("73001");
    String other = log("73002");
    started(survivor);
    merge(other, survivor);
    isDone(survivor);
    String path = path(other);
    given().get(path).then().body("lastFeedbackAt", nullValue());
    Sla.done(survivor, "feedbacks", Map.of("text", "it is done", "told", List.of("ALL")));
    String told = TestClock.get().instant().toString();
    given()
        .get(path)
        .then()
        .body("progress", equalTo("IN_PROGRESS"))
        .body("lastFeedbackAt", equalTo(told))
        .body("nextFeedbackDueAt", nullValue());
    confirm(path, Map.of("satisfied", true)).then().statusCode(409);
    confirm(path(survivor), Map.of("satisfied", true)).then().statusCode(200);
    confirm(path, Map.of("satisfied", true)).then().statusCode(200);
    Map<String, Object> no = Map.of("satisfied", false, "comment", "mine is not");
    for (int i = 0; i < 2; i++) {
      confirm(path, no)
          .then()
          .statusCode(200)
          .body("progress", equalTo("CLOSED"))
          .body("nextFeedbackDueAt", notNullValue());
    }
    assertThat(contacts(other)).containsExactly("mine is not");
    assertThat(contacts(survivor)).as("the survivor's customer never gets them").isEmpty();
    assertThat(Api.history(survivor)).containsOnlyOnce("noted");
    assertThat(Api.get(survivor).getString("state")).isEqualTo("CLOSED");
    assertThat(Api.get(survivor).getString("merged[0].feedbackDueAt")).isNotNull();
    assertThat(Sla.state(survivor, "NEXT_FEEDBACK")).isEqualTo("RUNNING");
    given().get(path(survivor)).then().body("nextFeedbackDueAt", nullValue());
    Api.assertLedgerWhole(survivor);
    Api.assertLedgerWhole(other);
  }
}
