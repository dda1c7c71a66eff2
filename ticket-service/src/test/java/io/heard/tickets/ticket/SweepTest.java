package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.kit.ledger.Origins;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import io.heard.testkit.TestClock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clocks that come up while nobody touches their tickets. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class SweepTest {

  @Inject Sweep sweep;
  @Inject Tickets tickets;
  @Inject Origins origins;

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  /** P1: ACKNOWLEDGE 15 min, FIRST_FEEDBACK 1 h, RESOLUTION 8 h. */
  private static String urgent() {
    return Api.log(
            "{\"subject\": \"No water at all\", \"impact\": \"HIGH\", \"urgency\": \"HIGH\"}")
        .getString("id");
  }

  private void sweepAll() {
    Sla.sweepAll(sweep);
  }

  private static List<String> announced(String id) {
    List<Map<String, Object>> entries =
        as(MEI).get("/v1/tickets/" + id + "/timeline?limit=200").jsonPath().getList("items");
    List<String> announced = new ArrayList<>();
    for (Map<String, Object> entry : entries) {
      String type = (String) entry.get("type");
      if (type.contains("clock-warned") || type.contains("clock-breached")) {
        Map<?, ?> clock = (Map<?, ?>) ((Map<?, ?>) entry.get("data")).get("clock");
        announced.add(
            type.replace("heard.ticket.clock-", "").replace(".v1", "") + " " + clock.get("kind"));
      }
    }
    return announced;
  }

  @Test
  void theSweepFindsThemByItself() {
    String id = urgent();
    Instant due = Instant.parse(Api.get(id).getString("clocks[0].dueAt"));
    TestClock.get().advance(Duration.ofSeconds(15 * 60 * 3 / 4 + 1));
    await().until(() -> announced(id).equals(List.of("warned ACKNOWLEDGE")));
    TestClock.get().freeze(due);
    sweepAll();
    assertThat(announced(id)).containsExactly("warned ACKNOWLEDGE");
    TestClock.get().advance(Duration.ofMillis(1));
    await().until(() -> announced(id).contains("breached ACKNOWLEDGE"));
    assertThat(Api.get(id).getString("clocks[0].state")).isEqualTo("BREACHED");
    assertThat(as(MEI).get("/v1/tickets?breached=true&limit=200").jsonPath().getList("items.id"))
        .contains(id);
    String at =
        as(MEI)
            .get("/v1/tickets/" + id + "/timeline")
            .jsonPath()
            .getString("items.find { it.type == 'heard.ticket.clock-breached.v1' }.at");
    assertThat(Instant.parse(at)).isEqualTo(due);
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    assertThat(as(MEI).get("/v1/tickets?breached=true&limit=200").jsonPath().getList("items.id"))
        .doesNotContain(id);
    Api.assertLedgerWhole(id);
  }

  @Test
  void clockSetBackInTheMiddle_breachIsNotRecordedAsOfBeforeItWasDue() {
    String id = urgent();
    Instant due = Instant.parse(Api.get(id).getString("clocks[0].dueAt"));
    Instant judged = due.plusMillis(1);
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              Ticket ticket = tickets.lock(UUID.fromString(id));
              ticket.sweep(judged);
              TestClock.get().freeze(due.minusSeconds(30));
              tickets.saveAll(List.of(ticket), origins.system("sweep"));
            });
    String recorded =
        as(MEI)
            .get("/v1/tickets/" + id + "/timeline")
            .jsonPath()
            .getString("items.find { it.type == 'heard.ticket.clock-breached.v1' }.recordedAt");
    assertThat(Instant.parse(recorded)).isEqualTo(judged);
    Api.assertLedgerWhole(id);
  }

  @Test
  void manySweepsAtOnceAnnounceOnce() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(urgent());
    }
    TestClock.get().advance(Duration.ofMinutes(50));
    Api.atOnce(
        4,
        i -> {
          sweepAll();
          return i;
        });
    sweepAll();
    for (String id : ids) {
      assertThat(announced(id))
          .containsExactlyInAnyOrder("breached ACKNOWLEDGE", "warned FIRST_FEEDBACK");
      assertThat(Api.get(id).getInt("version")).isEqualTo(3);
    }
    Api.assertLedgerWhole(ids.get(0));
  }

  @Test
  void afterTwoDaysOfSleepEveryBreachIsAnnouncedOnce_theMostOverdueFirst() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(urgent());
      TestClock.get().advance(Duration.ofSeconds(1));
    }
    String later = Api.logged();
    TestClock.get().advance(Duration.ofDays(2));
    sweepAll();
    sweepAll();
    for (String id : ids) {
      assertThat(announced(id))
          .containsExactly(
              "breached ACKNOWLEDGE", "breached FIRST_FEEDBACK", "breached RESOLUTION");
    }
    assertThat(announced(later)).containsExactly("breached ACKNOWLEDGE", "breached FIRST_FEEDBACK");
    await()
        .until(
            () ->
                ids.stream()
                    .allMatch(id -> Events.of("heard.tickets", UUID.fromString(id)).size() == 4));
    List<Number> order =
        Api.query(
            "SELECT row_number() OVER (ORDER BY min(t.logged_at)) FROM ledger l JOIN ticket t ON t.id = l.aggregate_id"
                + " WHERE l.type = 'heard.ticket.clock-breached.v1' AND t.id::text = ANY (string_to_array(?, ','))"
                + " GROUP BY t.id ORDER BY min(l.ctid)",
            String.join(",", ids));
    assertThat(order).isEqualTo(List.of(1L, 2L, 3L, 4L, 5L));
  }

  @Test
  void anAnswerAndABreachAtTheSameInstantNeverBothWin() {
    for (int i = 0; i < 15; i++) {
      String id = urgent();
      Instant due =
          Instant.parse(Api.get(id).getString("clocks.find { it.kind == 'FIRST_FEEDBACK' }.dueAt"));
      TestClock.get().freeze(due.plusNanos(1_000));
      String inTime = i % 2 == 0 ? due.toString() : due.plusNanos(1_000).toString();
      List<Integer> done =
          Api.atOnce(
              2,
              who -> {
                if (who == 0) {
                  sweepAll();
                  return 201;
                }
                return post(MEI, id, "feedbacks", Map.of("text", "told", "at", inTime))
                    .statusCode();
              });
      assertThat(done).containsOnly(201);
      sweepAll();
      String state = Api.get(id).getString("clocks.find { it.kind == 'FIRST_FEEDBACK' }.state");
      assertThat(state).isEqualTo(i % 2 == 0 ? "MET" : "BREACHED");
      List<String> history = Api.history(id);
      assertThat(announced(id).stream().filter("breached FIRST_FEEDBACK"::equals).count())
          .isLessThanOrEqualTo(1);
      if (i % 2 == 1) {
        assertThat(announced(id)).contains("breached FIRST_FEEDBACK");
      }
      assertThat(history.stream().filter("clock-met"::equals)).hasSize(1);
      Api.assertLedgerWhole(id);
    }
  }

  @Test
  void aPausedClockSurvivesItsWayThroughTheDatabase() {
    String id = urgent();
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    post(MEI, id, "start", Map.of()).then().statusCode(200);
    TestClock.get().advance(Duration.ofMinutes(30));
    post(MEI, id, "wait", Map.of("reason", "serial number")).then().statusCode(200);
    TestClock.get().advance(Duration.ofHours(10));
    assertThat(Api.get(id).getString("clocks.find { it.kind == 'RESOLUTION' }.remaining"))
        .isEqualTo("PT7H30M");
    as(MEI).body("{\"impact\": \"MEDIUM\"}").patch("/v1/tickets/" + id).then().statusCode(200);
    assertThat(Api.get(id).getString("clocks.find { it.kind == 'RESOLUTION' }.remaining"))
        .isEqualTo("PT23H30M");
    post(MEI, id, "resume", Map.of()).then().statusCode(200);
    Instant due =
        Instant.parse(Api.get(id).getString("clocks.find { it.kind == 'RESOLUTION' }.dueAt"));
    Instant logged = Instant.parse(Api.get(id).getString("loggedAt"));
    assertThat(Duration.between(logged, due)).isEqualTo(Duration.ofHours(34));
    TestClock.get().freeze(due.plusSeconds(1));
    sweepAll();
    await().until(() -> announced(id).contains("breached RESOLUTION"));
    assertThat(announced(id)).doesNotContain("warned RESOLUTION");
    as(MEI).get("/v1/tickets/" + id + "/clocks/RESOLUTION/explain").then().statusCode(200);
    Api.assertLedgerWhole(id);
  }

  @Test
  void aTicketThatIsOverAnnouncesNothing() {
    String id = urgent();
    post(ZHANG, id, "decline", Map.of("reason", "not ours")).then().statusCode(200);
    String confirmed = Api.started();
    post(MEI, confirmed, "feedbacks", Map.of("text", "it is done")).then().statusCode(201);
    post(MEI, confirmed, "resolve", Map.of("outcome", "done")).then().statusCode(200);
    String url = Api.get(confirmed).getString("receipt.statusUrl");
    io.restassured.RestAssured.given()
        .contentType("application/json")
        .body(Map.of("satisfied", true))
        .post(url.substring(url.indexOf("/v1/status")) + "/confirmation")
        .then()
        .statusCode(200);
    int entries = Api.history(confirmed).size();
    TestClock.get().advance(Duration.ofDays(30));
    sweepAll();
    assertThat(announced(id)).isEmpty();
    assertThat(Api.history(confirmed)).hasSize(entries);
  }

  @Test
  void anUnansweredCustomerIsNoSilentOne() {
    String id = Api.started();
    post(MEI, id, "feedbacks", Map.of("text", "it is done")).then().statusCode(201);
    post(MEI, id, "resolve", Map.of("outcome", "done")).then().statusCode(200);
    TestClock.get().advance(Duration.ofMinutes(1));
    post(MEI, id, "contacts", Map.of("text", "it still drips")).then().statusCode(201);
    Map<String, ?> close =
        Map.of("because", "NO_ANSWER", "attempts", List.of(Api.get(id).getString("updatedAt")));
    post(MEI, id, "close", close)
        .then()
        .statusCode(409)
        .body("type", org.hamcrest.Matchers.equalTo("urn:heard:problem:feedback-owed"));
    post(MEI, id, "feedbacks", Map.of("text", "that is the old tap")).then().statusCode(201);
    post(MEI, id, "close", close).then().statusCode(200);
  }

  @Test
  void aTicketThatCannotBeAnnouncedHoldsUpNobody_andIsTriedAgain() throws SQLException {
    String broken = urgent();
    TestClock.get().advance(Duration.ofSeconds(1));
    String sound = urgent();
    String pauses = "UPDATE ticket_clock SET pauses = '%s' WHERE ticket_id = '%s'";
    Api.execute(pauses.formatted("?", broken));
    TestClock.get().advance(Duration.ofMinutes(20));
    await()
        .until(
            () -> {
              sweepAll();
              return announced(sound).equals(List.of("breached ACKNOWLEDGE"));
            });
    Api.execute(pauses.formatted("[]", broken));
    TestClock.get().advance(Duration.ofMinutes(1));
    await()
        .until(
            () -> {
              sweepAll();
              return announced(broken).equals(List.of("breached ACKNOWLEDGE"));
            });
  }
}
