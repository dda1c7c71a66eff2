package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A demand ends with the customer's word, or with a dated lack of it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ClosedLoopTest {

  @Inject Sweep sweep;

  private final String product = Sla.unique("purifier");

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
    Sla.policy(product, 10, "24x7", 900, 900, 900, 900, 10);
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private String resolved() {
    String id = Sla.log(product);
    Sla.done(id, "acknowledge", Map.of());
    Sla.done(id, "start", Map.of());
    Sla.done(
        id, "resolve", Map.of("outcome", "clear water", "feedback", Map.of("text", "it is done")));
    return id;
  }

  private static void hours(long hours) {
    TestClock.get().advance(Duration.ofHours(hours));
  }

  private void awaitState(String id, String state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Sla.sweepAll(sweep);
              assertThat(Api.get(id).getString("state")).isEqualTo(state);
            });
  }

  @Test
  void askedAndSilent_closesAfterThePolicysTime_withTheAttempts() {
    String id = resolved();
    hours(2);
    String asked = TestClock.get().instant().toString();
    Sla.done(id, "attempts", Map.of("channel", "PHONE", "note", "nobody at home"));
    assertThat(Api.get(id).getList("attempts")).containsExactly(asked);
    hours(9);
    awaitState(id, "CLOSED");
    Map<String, Object> closed =
        Sla.ledger(id).stream()
            .filter(entry -> "heard.ticket.closed.v1".equals(entry.get("type")))
            .findFirst()
            .orElseThrow();
    Map<?, ?> data = (Map<?, ?>) closed.get("data");
    assertThat(data.get("because")).isEqualTo("NO_ANSWER");
    assertThat(data.get("attempts")).isEqualTo(List.of(asked));
    assertThat(closed).containsEntry("actor", "system:sweep");
    assertThat(Sla.told(id, "breached")).isEmpty();
    assertThat(Sla.told(id, "met")).endsWith("met CUSTOMER_WAIT");
    Api.assertLedgerWhole(id);
  }

  @Test
  void neverAsked_isRaisedInstead_andAskingGivesTheTimeAgain() {
    String id = resolved();
    hours(11);
    Sla.awaitTold(sweep, id, "breached CUSTOMER_WAIT");
    assertThat(Api.get(id).getString("state")).isEqualTo("RESOLVED");
    Sla.done(id, "attempts", Map.of());
    assertThat(Sla.clock(id, "CUSTOMER_WAIT"))
        .containsEntry("state", "RUNNING")
        .containsEntry("remaining", "PT10H");
    hours(11);
    awaitState(id, "CLOSED");
  }

  @Test
  void whoCameBackOrWasPromisedSomething_isNotClosedSilently() {
    String asking = resolved();
    Sla.done(asking, "attempts", Map.of());
    TestClock.get().advance(Duration.ofMinutes(1));
    Sla.done(asking, "contacts", Map.of("text", "it drips"));
    String promised = resolved();
    Sla.done(promised, "attempts", Map.of());
    String due = TestClock.get().instant().plus(Duration.ofHours(100)).toString();
    Sla.done(promised, "promises", Map.of("what", "a call", "due", due));
    hours(11);
    Sla.awaitTold(sweep, asking, "breached CUSTOMER_WAIT");
    Sla.awaitTold(sweep, promised, "breached CUSTOMER_WAIT");
    assertThat(Api.get(asking).getString("state")).isEqualTo("RESOLVED");
  }

  @Test
  void aFeedbackFromBeforeTheyCameBack_doesNotAnswerThem() {
    String id = Sla.log(product);
    Sla.done(id, "acknowledge", Map.of());
    Sla.done(id, "start", Map.of());
    Sla.done(id, "feedbacks", Map.of("text", "soon"));
    Sla.done(id, "resolve", Map.of("outcome", "clear water"));
    hours(1);
    String before = TestClock.get().instant().toString();
    hours(1);
    Sla.done(id, "contacts", Map.of("text", "it drips"));
    hours(1);
    Sla.done(id, "feedbacks", Map.of("text", "it is done", "at", before));
    assertThat(Sla.clock(id, "NEXT_FEEDBACK"))
        .containsEntry("state", "RUNNING")
        .containsEntry("remaining", "PT899H");
    Sla.done(id, "feedbacks", Map.of("text", "we come"));
    assertThat(Sla.state(id, "NEXT_FEEDBACK")).isEqualTo("MET");
    Api.assertLedgerWhole(id);
  }

  @Test
  void staffConfirmOnTheCustomersBehalf_withScores() {
    String id = resolved();
    post(MEI, id, "confirmation", Map.of("satisfied", true, "satisfaction", 9, "effort", 0))
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/satisfaction", "/effort"));
    post(MEI, id, "confirmation", Map.of()).then().statusCode(400);
    List<Integer> answers =
        Api.atOnce(
            3,
            i ->
                post(
                        MEI,
                        id,
                        "confirmation",
                        Map.of("satisfied", true, "satisfaction", 4, "effort", 6, "comment", "ok"))
                    .statusCode());
    assertThat(answers).containsExactlyInAnyOrder(200, 409, 409);
    assertThat(Api.get(id).getInt("satisfaction")).isEqualTo(4);
    assertThat(Api.get(id).getInt("effort")).isEqualTo(6);
    assertThat(Api.history(id)).filteredOn("closed"::equals).hasSize(1);
    String again = resolved();
    post(MEI, again, "confirmation", Map.of("satisfied", false, "satisfaction", 1))
        .then()
        .statusCode(200)
        .body("state", equalTo("IN_PROGRESS"))
        .body("cycle", equalTo(2));
    post(MEI, again, "attempts", Map.of()).then().statusCode(409);
    Api.assertLedgerWhole(again);
  }

  @Test
  void anAnswerAndTheEndOfTheTime_neverRace() {
    String id = resolved();
    Sla.done(id, "attempts", Map.of());
    hours(11);
    List<Integer> answers =
        Api.atOnce(
            2,
            i -> {
              if (i == 0) {
                Sla.sweepAll(sweep);
                return 200;
              }
              return post(MEI, id, "confirmation", Map.of("satisfied", false)).statusCode();
            });
    assertThat(answers.get(1)).isIn(200, 409);
    awaitState(id, answers.get(1) == 200 ? "IN_PROGRESS" : "CLOSED");
    Api.assertLedgerWhole(id);
  }
}
