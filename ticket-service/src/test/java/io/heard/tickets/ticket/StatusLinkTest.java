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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The customer's link: its holder sees where it stands and has the last word, nobody else does. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class StatusLinkTest {

  /** A minute nobody else has used up. */
  @BeforeEach
  void newMinute() {
    TestClock.get().freeze(Instant.now().plus(Duration.ofMinutes(2)));
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
    confirm(path(id), Map.of("satisfied", false)).then().statusCode(409);
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
}
