package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What customers are promised is kept by its date, or stays broken. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class PromiseTest {

  private static final Map<String, String> AGREED =
      Map.of("channel", "PHONE", "text", "Tuesday is fine");

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

  private static Instant inHours(long hours) {
    return TestClock.get().instant().plus(Duration.ofHours(hours));
  }

  private static void hours(long hours) {
    TestClock.get().advance(Duration.ofHours(hours));
  }

  private static Response promise(String token, String id, String what, Instant due) {
    return post(token, id, "promises", Map.of("what", what, "due", due.toString()));
  }

  private static String promised(String id, long hours) {
    return promise(MEI, id, "A new filter", inHours(hours))
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static Response settle(String id, String promise, String how, Map<String, ?> body) {
    return post(MEI, id, "promises/" + promise + "/" + how, body);
  }

  private static Map<String, Object> only(String id) {
    return as(MEI).get("/v1/tickets/" + id + "/promises").jsonPath().getMap("items[0]");
  }

  @Test
  void keptInTime_itsClockReminds_isMet_andNothingIsBroken() {
    String id = Sla.log(product);
    String promise = promised(id, 8);
    assertThat(Sla.due(id, "PROMISE")).isEqualTo(inHours(8));
    assertThat(Api.get(id).getString("version")).isEqualTo("3");
    hours(7);
    await()
        .untilAsserted(
            () -> {
              Sla.sweepAll(sweep);
              assertThat(Sla.told(id, "warned")).containsExactly("warned PROMISE");
            });
    hours(1);
    settle(id, promise, "keep", Map.of("note", "fitted"))
        .then()
        .statusCode(200)
        .body("state", equalTo("KEPT"))
        .body("owed", equalTo(false));
    hours(5);
    Sla.sweepAll(sweep);
    assertThat(Api.history(id))
        .containsExactly(
            "logged", "promised", "clock-set", "clock-warned", "promise-kept", "clock-met");
    Api.assertLedgerWhole(id);
  }

  @Test
  void broken_onceAndForGood_alsoWhenKeptLate() {
    String id = Sla.log(product);
    String promise = promised(id, 2);
    hours(3);
    Sla.awaitTold(sweep, id, "breached PROMISE");
    assertThat(only(id)).containsEntry("state", "BROKEN").containsEntry("owed", true);
    settle(
            id,
            promise,
            "renegotiate",
            Map.of("due", inHours(9).toString(), "agreedWithCustomer", AGREED))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:promise-broken"));
    settle(id, promise, "keep", Map.of()).then().statusCode(200).body("state", equalTo("BROKEN"));
    settle(id, promise, "keep", Map.of()).then().statusCode(409);
    assertThat(Api.history(id).stream().filter("promise-broken"::equals)).hasSize(1);
    assertThat(Sla.told(id, "met")).containsExactly("met PROMISE late");
    assertThat(Api.get(id).getBoolean("clocks.any { it.kind == 'PROMISE' }")).isFalse();
  }

  @Test
  void theDeedAfterTheDate_findsItBroken_evenWhenTheSweepHasNotComeBy() {
    String id = Sla.log(product);
    String promise = promised(id, 2);
    hours(3);
    settle(id, promise, "keep", Map.of()).then().statusCode(200).body("state", equalTo("BROKEN"));
    List<String> history = Api.history(id);
    assertThat(history.stream().filter("promise-broken"::equals)).hasSize(1);
    assertThat(history.indexOf("promise-broken")).isLessThan(history.indexOf("promise-kept"));
  }

  @Test
  void renegotiatedWithTheCustomer_theSameClockMoves() {
    String id = Sla.log(product);
    String promise = promised(id, 4);
    hours(1);
    settle(
            id,
            promise,
            "renegotiate",
            Map.of(
                "due", inHours(20).toString(), "what", "Two filters", "agreedWithCustomer", AGREED))
        .then()
        .statusCode(200)
        .body("renegotiated", equalTo(1))
        .body("what", equalTo("Two filters"));
    assertThat(Sla.due(id, "PROMISE")).isEqualTo(inHours(20));
    hours(10);
    Sla.sweepAll(sweep);
    assertThat(Sla.told(id, "breached")).isEmpty();
    assertThat(Sla.clock(id, "PROMISE")).containsEntry("round", 1);
  }

  @Test
  void madeInOneInstant_areListedInTheOrderTheyWereMade() {
    String id = Sla.log(product);
    List<String> made = IntStream.range(0, 6).mapToObj(i -> promised(id, 4)).toList();
    assertThat(as(MEI).get("/v1/tickets/" + id + "/promises").jsonPath().getList("items.id"))
        .isEqualTo(made);
  }

  @Test
  void severalAtOnce_haveAClockEach() {
    String id = Sla.log(product);
    String first = promised(id, 2);
    String second = promised(id, 6);
    settle(id, first, "keep", Map.of()).then().statusCode(200);
    String third = promised(id, 9);
    assertThat(Api.get(id).getList("clocks.findAll { it.kind == 'PROMISE' }.round"))
        .containsExactly(2, 3);
    hours(7);
    Sla.awaitTold(sweep, id, "breached PROMISE");
    settle(id, third, "release", Map.of("agreedWithCustomer", AGREED))
        .then()
        .body("state", equalTo("RELEASED"));
    settle(id, second, "release", Map.of("agreedWithCustomer", AGREED))
        .then()
        .body("state", equalTo("BROKEN"))
        .body("owed", equalTo(false));
  }

  @Test
  void keptByTwoAtOnce_isKeptOnce_andARepeatIsHarmless() {
    String id = Sla.log(product);
    String key = UUID.randomUUID().toString();
    List<String> ids =
        Api.atOnce(
            4,
            i ->
                as(MEI)
                    .header("Idempotency-Key", key)
                    .body(Map.of("what", "A call", "due", inHours(4).toString()))
                    .post("/v1/tickets/" + id + "/promises")
                    .then()
                    .statusCode(201)
                    .extract()
                    .<String>path("id"));
    assertThat(Collections.frequency(ids, ids.get(0))).isEqualTo(4);
    List<Integer> answers =
        Api.atOnce(4, i -> settle(id, ids.get(0), "keep", Map.of()).statusCode());
    assertThat(answers).containsExactlyInAnyOrder(200, 409, 409, 409);
    assertThat(Api.history(id).stream().filter("promise-kept"::equals)).hasSize(1);
  }

  @Test
  void mergedAway_theSurvivorOwesIt() {
    String id = Sla.log(product);
    String promise = promised(id, 5);
    String broken = promised(id, 1);
    hours(2);
    String survivor = Sla.log(product);
    post(ZHANG, id, "merge", Map.of("into", survivor, "reason", "same")).then().statusCode(200);
    assertThat(as(MEI).get("/v1/tickets/" + id + "/promises").jsonPath().getList("items"))
        .isEmpty();
    assertThat(
            as(MEI).get("/v1/tickets/" + survivor + "/promises").jsonPath().getList("items.state"))
        .containsExactlyInAnyOrder("OPEN", "BROKEN");
    assertThat(Api.history(id)).contains("promise-broken", "promise-moved");
    assertThat(Api.history(survivor)).contains("promised", "promise-broken");
    hours(4);
    Sla.awaitTold(sweep, survivor, "breached PROMISE", "breached PROMISE");
    settle(survivor, promise, "keep", Map.of()).then().statusCode(200);
    settle(id, broken, "keep", Map.of())
        .then()
        .statusCode(200)
        .header("ETag", "\"" + Api.get(survivor).getInt("version") + "\"");
    settle(id, broken, "keep", Map.of()).then().statusCode(409);
    Sla.sweepAll(sweep);
    assertThat(Sla.told(id, "breached")).hasSize(1);
    Api.assertLedgerWhole(id);
    Api.assertLedgerWhole(survivor);
  }

  @Test
  void mergedTwice_itIsSettledByTheFirstNumber() {
    String first = Sla.log(product);
    String moved = promised(first, 5);
    String released = promised(first, 5);
    String second = Sla.log(product);
    String last = Sla.log(product);
    for (List<String> merger : List.of(List.of(first, second), List.of(second, last))) {
      post(ZHANG, merger.get(0), "merge", Map.of("into", merger.get(1), "reason", "same"))
          .then()
          .statusCode(200);
    }
    Map<String, String> agreed = Map.of("channel", "PHONE", "text", "later");
    settle(
            first,
            moved,
            "renegotiate",
            Map.of("due", inHours(9).toString(), "agreedWithCustomer", agreed))
        .then()
        .statusCode(200);
    settle(second, released, "release", Map.of("agreedWithCustomer", agreed))
        .then()
        .statusCode(200);
    assertThat(Sla.due(last, "PROMISE")).isEqualTo(inHours(9));
    assertThat(as(MEI).get("/v1/tickets/" + last + "/promises").jsonPath().getList("items.state"))
        .containsExactlyInAnyOrder("OPEN", "RELEASED");
    assertThat(promise(MEI, first, "more", inHours(3)).statusCode()).isEqualTo(409);
    Api.assertLedgerWhole(last);
  }

  @Test
  void nobodyGoesSilentOnAPromise_andDecliningBreaksIt() {
    String id = Sla.log(product);
    promised(id, 5);
    Sla.done(id, "decline", Map.of("reason", "not ours"));
    assertThat(only(id)).containsEntry("state", "BROKEN").containsEntry("owed", false);
    assertThat(Api.history(id)).contains("promise-broken", "promise-released");
    assertThat(promise(MEI, id, "more", inHours(3)).statusCode()).isEqualTo(409);
    String other = Sla.log(product);
    for (String command : List.of("acknowledge", "start")) {
      Sla.done(other, command, Map.of());
    }
    Sla.done(other, "feedbacks", Map.of("text", "done"));
    Sla.done(other, "resolve", Map.of("outcome", "done"));
    promised(other, 5);
    post(
            ZHANG,
            other,
            "close",
            Map.of(
                "because", "NO_ANSWER", "attempts", List.of(TestClock.get().instant().toString())))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:promise-owed"));
    Sla.done(other, "close", Map.of("because", "CONFIRMED"));
    assertThat(only(other)).containsEntry("state", "RELEASED");
  }

  @Test
  void badInput_namesEveryFieldAndChangesNothing() {
    String id = Sla.log(product);
    String promise = promised(id, 5);
    int version = Api.get(id).getInt("version");
    post(MEI, id, "promises", Map.of("what", " "))
        .then()
        .statusCode(400)
        .body("errors.pointer.sort()", equalTo(List.of("/due", "/what")));
    promise(MEI, id, "late", inHours(-1))
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/due"));
    settle(id, promise, "renegotiate", Map.of("due", inHours(9).toString()))
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/agreedWithCustomer"));
    settle(id, promise, "release", Map.of("agreedWithCustomer", Map.of("text", "")))
        .then()
        .statusCode(400)
        .body("errors.size()", equalTo(2));
    settle(id, UUID.randomUUID().toString(), "keep", Map.of()).then().statusCode(404);
    settle(Sla.log(product), promise, "keep", Map.of()).then().statusCode(404);
    as(MEI)
        .header("If-Match", "\"1\"")
        .body(Map.of())
        .post("/v1/tickets/" + id + "/promises/" + promise + "/keep")
        .then()
        .statusCode(412);
    promise(Tokens.of("shop", "integration"), id, "x", inHours(3)).then().statusCode(403);
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
  }

  @Test
  void theKeptRateIsCountedAsItHappens() {
    String person = Sla.unique("rate");
    String token = Tokens.of(person, "frontline", "agent");
    String id = Sla.log(product);
    for (int i = 0; i < 3; i++) {
      String promise = promise(token, id, "p" + i, inHours(1)).then().extract().path("id");
      if (i < 2) {
        settle(id, promise, "keep", Map.of()).then().statusCode(200);
      }
    }
    hours(2);
    Sla.awaitTold(sweep, id, "breached PROMISE");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Api.count("SELECT count(*) FROM promise_count WHERE person = ?", person))
                    .isZero());
    Map<String, Object> row =
        as(ADMIN)
            .get("/v1/reports/promises?by=person&limit=200")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getMap("items.find { it.name == '" + person + "' }");
    assertThat(row)
        .containsEntry("made", 3)
        .containsEntry("kept", 2)
        .containsEntry("broken", 1)
        .containsEntry("keptRate", 0.6667f);
    String theirs = "/v1/reports/promises?person=" + person;
    for (String by : List.of("total", "day", "week", "month")) {
      var trend = as(ADMIN).get(theirs + "&by=" + by + "&to=2099-01-01&from=2000-01-01").jsonPath();
      assertThat(trend.getList("items.made", Integer.class).stream().mapToInt(n -> n).sum())
          .as(by)
          .isEqualTo(3);
      assertThat(trend.getList("items.kept", Integer.class).stream().mapToInt(n -> n).sum())
          .as(by)
          .isEqualTo(2);
    }
    String made = "part,made,kept,broken,keptLate,released,keptRate\r\n";
    assertThat(
            as(ADMIN)
                .get("/v1/reports/promises.csv?by=person&to=2099-01-01&person=" + person)
                .then()
                .statusCode(200)
                .extract()
                .asString())
        .as("from is thirty days before to")
        .isEqualTo(made);
    for (var csv :
        List.of(
            as(ADMIN).get("/v1/reports/promises.csv?by=person&person=" + person),
            as(ADMIN).accept("text/csv").get(theirs + "&by=person"))) {
      assertThat(csv.contentType()).startsWith("text/csv");
      assertThat(csv.asString()).isEqualTo(made + person + ",3,2,1,0,0,0.6667\r\n");
    }
    as(ADMIN)
        .get(theirs + "&team=nobody's")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
    as(ADMIN)
        .get("/v1/reports/promises?by=moon&from=yesterday")
        .then()
        .statusCode(400)
        .body("errors.size()", equalTo(2));
    as(MEI).get("/v1/reports/promises").then().statusCode(403);
    for (String extreme : List.of("-999999999-01-01", "%2B999999999-12-31")) {
      for (String name : List.of("from", "to")) {
        as(ADMIN)
            .urlEncodingEnabled(false)
            .get("/v1/reports/promises?frm=2026-01-01&" + name + "=" + extreme)
            .then()
            .statusCode(400)
            .body("errors.pointer", contains("/query/frm", "/query/" + name));
      }
    }
  }

  /** Whoever owns a ticket without a team keeps or breaks the promises of their first team. */
  @Test
  void whereNoTeamOwnsTheTicket_itIsTheTeamOfThePersonWhoDoes() {
    String team = Sla.unique("home");
    String person = Sla.unique("alone");
    as(ADMIN)
        .body(Map.of("teams", List.of(team, Sla.unique("other"))))
        .put("/v1/staff/" + person)
        .then()
        .statusCode(200);
    String id = Sla.log(product);
    Sla.done(id, "handoffs", Map.of("to", Map.of("person", person), "reason", "knows it"));
    assertThat(Api.get(id).getString("owner.team")).isNull();
    promised(id, 2);
    assertThat(
            as(ADMIN)
                .get("/v1/reports/promises?by=team&team=" + team)
                .jsonPath()
                .getList("items.made", Integer.class))
        .containsExactly(1);
    String nobodys = Sla.log(product);
    Sla.done(nobodys, "handoffs", Map.of("to", Map.of("person", Sla.unique("new")), "reason", "x"));
    promised(nobodys, 2);
    assertThat(
            as(ADMIN).get("/v1/reports/promises?by=team&team=").jsonPath().getInt("items[0].made"))
        .isPositive();
  }
}
