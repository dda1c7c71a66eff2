package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who does what by when, and nothing is resolved before it is done. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ActionTest {

  @Inject Sweep sweep;

  private final String product = Sla.unique("purifier");

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
    Sla.policy(product, 10, "24x7", 900, 900, 900, 900, 900);
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private String working() {
    String id = Sla.log(product);
    Sla.done(id, "acknowledge", Map.of());
    Sla.done(id, "start", Map.of());
    Sla.done(id, "feedbacks", Map.of("text", "we are on it"));
    return id;
  }

  private static Response plan(String id, String what, long hours) {
    return post(
        MEI,
        id,
        "actions",
        Map.of(
            "what",
            what,
            "person",
            "guard",
            "responsibleFor",
            "that the water runs clear",
            "due",
            TestClock.get().instant().plus(Duration.ofHours(hours)).toString()));
  }

  private static String planned(String id, String what, long hours) {
    return plan(id, what, hours).then().statusCode(201).extract().path("id");
  }

  private static Response end(String id, String action, String how, Map<String, ?> body) {
    return post(MEI, id, "actions/" + action + "/" + how, body);
  }

  @Test
  void plannedInOneInstant_areListedInTheOrderTheyWerePlanned() {
    String id = working();
    List<String> planned =
        IntStream.range(0, 6).mapToObj(i -> planned(id, "Step " + i, 4)).toList();
    assertThat(as(MEI).get("/v1/tickets/" + id + "/actions").jsonPath().getList("items.id"))
        .isEqualTo(planned);
    assertThat(post(ZHANG, id, "resolve", Map.of("outcome", "x")).jsonPath().getList("actions.id"))
        .isEqualTo(planned);
  }

  @Test
  void nothingIsResolvedWithOpenActions() {
    String id = working();
    String filter = planned(id, "Change the filter", 4);
    String pipe = planned(id, "Look at the pipe", 5);
    post(ZHANG, id, "resolve", Map.of("outcome", "clear water"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:actions-open"))
        .body("detail", containsString("Change the filter (guard); Look at the pipe (guard)"))
        .body("actions.id", equalTo(List.of(filter, pipe)));
    end(id, filter, "done", Map.of("note", "clogged")).then().body("state", equalTo("DONE"));
    end(id, pipe, "cancel", Map.of("reason", "no need"))
        .then()
        .statusCode(200)
        .body("remark", equalTo("no need"));
    Sla.done(id, "resolve", Map.of("outcome", "clear water"));
    assertThat(plan(id, "too late", 3).statusCode()).isEqualTo(409);
    assertThat(Sla.told(id, "met", "cancelled")).contains("met ACTION", "cancelled ACTION");
    Api.assertLedgerWhole(id);
  }

  @Test
  void overdue_isToldOnce_andDoneLate() {
    String id = working();
    String action = planned(id, "Change the filter", 1);
    TestClock.get().advance(Duration.ofHours(2));
    Sla.awaitTold(sweep, id, "breached ACTION");
    Sla.sweepAll(sweep);
    end(id, action, "done", Map.of()).then().statusCode(200);
    assertThat(Sla.told(id, "breached", "met"))
        .endsWith("breached ACTION", "met ACTION late")
        .filteredOn("breached ACTION"::equals)
        .hasSize(1);
    end(id, action, "cancel", Map.of("reason", "x"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:action-ended"));
  }

  @Test
  void mergedAway_theSurvivorHasToDoIt_andDecliningCallsItOff() {
    String id = working();
    String action = planned(id, "Change the filter", 3);
    String byTheOldNumber = planned(id, "Look at the pipe", 4);
    String ended = planned(id, "Call", 4);
    end(id, ended, "done", Map.of()).then().statusCode(200);
    String survivor = working();
    post(ZHANG, id, "merge", Map.of("into", survivor, "reason", "same")).then().statusCode(200);
    assertThat(Sla.clock(survivor, "ACTION")).containsEntry("state", "RUNNING");
    post(ZHANG, survivor, "resolve", Map.of("outcome", "x")).then().statusCode(409);
    end(id, byTheOldNumber, "done", Map.of("note", "it was the pipe"))
        .then()
        .statusCode(200)
        .header("ETag", "\"" + Api.get(survivor).getInt("version") + "\"")
        .body("state", equalTo("DONE"));
    assertThat(Api.history(survivor)).contains("action-done");
    for (String over : List.of(byTheOldNumber, ended)) {
      assertThat(end(id, over, "done", Map.of()).statusCode()).isEqualTo(409);
    }
    assertThat(end(working(), action, "done", Map.of()).statusCode()).isEqualTo(404);
    Sla.done(survivor, "feedbacks", Map.of("text", "both", "told", List.of("ALL")));
    Sla.done(survivor, "decline", Map.of("reason", "not ours"));
    assertThat(
            as(MEI).get("/v1/tickets/" + survivor + "/actions").jsonPath().getList("items.state"))
        .containsExactly("CANCELLED", "DONE");
    assertThat(Api.history(id)).contains("action-moved");
    Api.assertLedgerWhole(id);
    Api.assertLedgerWhole(survivor);
  }

  @Test
  void doneByManyAtOnce_isDoneOnce() {
    String id = working();
    String action = planned(id, "Change the filter", 3);
    assertThat(Api.atOnce(4, i -> end(id, action, "done", Map.of()).statusCode()))
        .containsExactlyInAnyOrder(200, 409, 409, 409);
    String open = planned(id, "Look at the pipe", 3);
    List<Integer> race =
        Api.atOnce(
            2,
            i ->
                i == 0
                    ? post(ZHANG, id, "resolve", Map.of("outcome", "x")).statusCode()
                    : end(id, open, "done", Map.of()).statusCode());
    assertThat(race.get(1)).isEqualTo(200);
    assertThat(race.get(0)).isIn(200, 409);
    Api.assertLedgerWhole(id);
  }

  @Test
  void badInput_namesEveryFieldAndChangesNothing() {
    String id = working();
    int version = Api.get(id).getInt("version");
    post(MEI, id, "actions", Map.of())
        .then()
        .statusCode(400)
        .body(
            "errors.pointer.sort()",
            equalTo(List.of("/due", "/person", "/responsibleFor", "/what")));
    plan(id, "past", -1).then().statusCode(400).body("errors[0].pointer", equalTo("/due"));
    String action = UUID.randomUUID().toString();
    end(id, action, "cancel", Map.of()).then().statusCode(400);
    end(id, action, "cancel", Map.of("reason", "x")).then().statusCode(404);
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
  }
}
