package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first receiver owes the answer, until somebody else has accepted to owe it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class DutyTest {

  private final String me = Sla.unique("anna");
  private final String other = Sla.unique("guard");
  private final String lead = Sla.unique("chief");
  private final String mine = Tokens.of(me, "frontline", "agent");
  private final String others = Tokens.of(other, "frontline", "agent");

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private String log(String body) {
    return as(mine).body(body).post("/v1/tickets").then().statusCode(201).extract().path("id");
  }

  private String log() {
    return log("{\"subject\": \"No water\", \"team\": \"field-service\"}");
  }

  private static String receiver(String id) {
    return Api.get(id).getString("receiver");
  }

  private static List<String> owed(String token) {
    List<String> all = new ArrayList<>();
    String path = "/v1/tickets/owed?limit=2";
    while (path != null) {
      Response page = as(token).urlEncodingEnabled(false).get(path);
      page.then().statusCode(200);
      all.addAll(page.jsonPath().getList("items.id"));
      String link = page.header("Link");
      path = link == null ? null : link.substring(1, link.indexOf('>'));
    }
    return all;
  }

  private Response offer(String token, String id) {
    return post(token, id, "receiver-transfers", Map.of("to", other, "reason", "on holiday"));
  }

  private String offered(String id) {
    return offer(mine, id).then().statusCode(201).extract().path("id");
  }

  private static Response answer(
      String token, String id, String transfer, String how, Map<String, ?> body) {
    return post(token, id, "receiver-transfers/" + transfer + "/" + how, body);
  }

  @Test
  void theListShowsWhatIsOwedFirst_whoeverDoesTheWork() {
    String calm = log();
    String urgent = log("{\"subject\": \"x\", \"impact\": \"HIGH\", \"urgency\": \"HIGH\"}");
    TestClock.get().advance(Duration.ofSeconds(1));
    String later = log();
    Sla.done(calm, "handoffs", Map.of("to", Map.of("person", other), "reason", "theirs"));
    assertThat(owed(mine)).containsExactly(urgent, calm, later);
    assertThat(as(mine).get("/v1/tickets/owed").jsonPath().getString("items[0].feedbackDueAt"))
        .isEqualTo(Sla.due(urgent, "FIRST_FEEDBACK").toString());
    assertThat(owed(others)).isEmpty();
    as(others).get("/v1/tickets/owed?receiver=" + me).then().statusCode(403);
    as(ZHANG).get("/v1/tickets/owed?receiver=" + me).then().statusCode(200);
    String reached =
        log(
            "{\"subject\": \"x\", \"customer\": {\"phone\": \"+8613800138000\"}, \"urgency\": \"LOW\"}");
    String seen = "items.find { it.id == '" + reached + "' }.customer.phone";
    assertThat(as(mine).get("/v1/tickets/owed").jsonPath().getString(seen))
        .isEqualTo("+8613800138000");
    assertThat(
            as(Tokens.of("olga", "ops"))
                .get("/v1/tickets/owed?receiver=" + me)
                .jsonPath()
                .getString(seen))
        .as("operations need no contacts")
        .doesNotContain("00138");
    Sla.done(reached, "decline", Map.of("reason", "a test"));
    Sla.done(urgent, "acknowledge", Map.of());
    Sla.done(urgent, "start", Map.of());
    Sla.done(urgent, "feedbacks", Map.of("text", "done"));
    Sla.done(urgent, "resolve", Map.of("outcome", "done"));
    Sla.done(urgent, "close", Map.of("because", "CONFIRMED"));
    assertThat(owed(mine)).containsExactly(calm, later);
  }

  @Test
  void whoHeardAMergedTicketFirst_stillOwesItsCustomer_untilTheyAreTold() {
    String theirs = Sla.unique("bob");
    String bob = Tokens.of(theirs, "frontline", "agent");
    String survivor = log();
    String merged = as(bob).body("{\"subject\": \"No water here\"}").post("/v1/tickets").path("id");
    String number = Api.get(merged).getString("number");
    Instant due = Sla.due(merged, "FIRST_FEEDBACK");
    assertThat(owed(bob)).containsExactly(merged);
    Sla.done(merged, "merge", Map.of("into", survivor, "reason", "same pipe"));
    var item = as(bob).get("/v1/tickets/owed").jsonPath();
    assertThat(item.getList("items.id")).containsExactly(merged);
    assertThat(item.getString("items[0].mergedInto")).isEqualTo(survivor);
    assertThat(item.getString("items[0].feedbackDueAt")).isEqualTo(due.toString());
    assertThat(owed(mine)).containsExactly(survivor);
    // its own customer is told, the other is not
    Sla.done(survivor, "feedbacks", Map.of("text", "It comes back at noon"));
    assertThat(owed(bob)).containsExactly(merged);
    Sla.done(survivor, "feedbacks", Map.of("text", "At noon", "told", List.of(number)));
    assertThat(owed(bob)).isEmpty();
  }

  @Test
  void debtsOfMergedTickets_arePagedWithTheOthersAndFollowEveryMerger() {
    List<String> all = new ArrayList<>();
    String survivor = as(others).body("{\"subject\": \"A flood\"}").post("/v1/tickets").path("id");
    for (int i = 0; i < 5; i++) {
      TestClock.get().advance(Duration.ofSeconds(1));
      String id = log();
      all.add(id);
      if (i % 2 == 0) {
        Sla.done(id, "merge", Map.of("into", survivor, "reason", "flood"));
      }
    }
    assertThat(owed(mine)).containsExactlyElementsOf(all);
    String last = as(others).body("{\"subject\": \"One flood\"}").post("/v1/tickets").path("id");
    Sla.done(survivor, "merge", Map.of("into", last, "reason", "one flood"));
    assertThat(owed(mine)).containsExactlyElementsOf(all);
    Sla.done(last, "feedbacks", Map.of("text", "All is dry", "told", List.of("ALL")));
    assertThat(owed(mine)).containsExactly(all.get(1), all.get(3));
  }

  @Test
  void whileWhoHeardAMergedTicketIsAway_theirLeadOwesItsCustomer() {
    String survivor = as(others).body("{\"subject\": \"A flood\"}").post("/v1/tickets").path("id");
    String merged = log();
    Sla.done(merged, "merge", Map.of("into", survivor, "reason", "flood"));
    led();
    absent(mine, me, -1, 10).then().statusCode(200);
    await().untilAsserted(() -> assertThat(owed(Tokens.of(lead, "lead"))).containsExactly(merged));
    assertThat(owed(mine)).isEmpty();
    assertThat(receiver(survivor)).isEqualTo(other);
    as(mine).delete("/v1/staff/" + me + "/absence").then().statusCode(204);
    await().untilAsserted(() -> assertThat(owed(mine)).containsExactly(merged));
    assertThat(Api.history(survivor)).filteredOn("duty-handed-over"::equals).hasSize(2);
    Api.assertLedgerWhole(survivor);
  }

  @Test
  void theDutyMovesOnlyWhenTheOtherAccepts() {
    String id = log();
    String transfer = offered(id);
    assertThat(receiver(id)).isEqualTo(me);
    assertThat(owed(mine)).containsExactly(id);
    offer(mine, id).then().statusCode(409).body("type", equalTo("urn:heard:problem:transfer-open"));
    answer(mine, id, transfer, "accept", Map.of()).then().statusCode(403);
    assertThat(
            as(others).get("/v1/receiver-transfers/offered-to-me").jsonPath().getList("items.id"))
        .containsExactly(transfer);
    List<Integer> both =
        Api.atOnce(3, i -> answer(others, id, transfer, "accept", Map.of()).statusCode());
    assertThat(both).containsExactlyInAnyOrder(200, 409, 409);
    assertThat(receiver(id)).isEqualTo(other);
    assertThat(owed(mine)).isEmpty();
    assertThat(owed(others)).containsExactly(id);
    assertThat(Api.history(id)).endsWith("duty-offered", "duty-handed-over");
    Api.assertLedgerWhole(id);
  }

  @Test
  void refusedWithdrawnOrExpired_theOldOneStillOwes() {
    String id = log();
    String refused = offered(id);
    answer(others, id, refused, "refuse", Map.of()).then().statusCode(400);
    answer(others, id, refused, "refuse", Map.of("reason", "too much")).then().statusCode(200);
    String withdrawn = offered(id);
    answer(mine, id, withdrawn, "withdraw", Map.of()).then().statusCode(200);
    answer(others, id, withdrawn, "accept", Map.of())
        .then()
        .statusCode(409)
        .body("transfer.state", equalTo("WITHDRAWN"));
    String expired = offered(id);
    TestClock.get().advance(Duration.ofHours(25));
    answer(others, id, expired, "accept", Map.of()).then().statusCode(409);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        as(mine)
                            .get("/v1/tickets/" + id + "/receiver-transfers")
                            .jsonPath()
                            .getList("items.state"))
                    .containsExactlyInAnyOrder("REFUSED", "WITHDRAWN", "EXPIRED"));
    assertThat(receiver(id)).isEqualTo(me);
    assertThat(Api.history(id).stream().filter("duty-offer-ended"::equals)).hasSize(3);
    offered(id);
    String into = log();
    post(ZHANG, id, "merge", Map.of("into", into, "reason", "same")).then().statusCode(200);
    assertThat(Api.history(id).stream().filter("duty-offer-ended"::equals)).hasSize(4);
  }

  @Test
  void badInput_namesEveryFieldAndChangesNothing() {
    String id = log();
    int version = Api.get(id).getInt("version");
    post(mine, id, "receiver-transfers", Map.of())
        .then()
        .statusCode(400)
        .body("errors.pointer.sort()", equalTo(List.of("/reason", "/to")));
    post(mine, id, "receiver-transfers", Map.of("to", me, "reason", "x")).then().statusCode(409);
    offer(others, id).then().statusCode(403);
    as(mine).body(Map.of()).put("/v1/staff/" + me + "/absence").then().statusCode(400);
    as(mine)
        .body(Map.of("from", "2020-01-02T00:00:00Z", "to", "2020-01-03T00:00:00Z"))
        .put("/v1/staff/" + me + "/absence")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/to"));
    absent(others, me, 0, 5).then().statusCode(403);
    as(mine).get("/v1/staff/" + me + "/absence").then().statusCode(404);
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);
  }

  private static Response absent(String token, String who, long fromHours, long toHours) {
    Instant now = TestClock.get().instant();
    return as(token)
        .body(
            Map.of(
                "from",
                now.plus(Duration.ofHours(fromHours)).toString(),
                "to",
                now.plus(Duration.ofHours(toHours)).toString()))
        .put("/v1/staff/" + who + "/absence");
  }

  private void led() {
    String team = Sla.unique("desk");
    as(ADMIN).body(Map.of("name", team, "lead", lead)).post("/v1/teams").then().statusCode(201);
    as(ADMIN).body(Map.of("teams", List.of(team))).put("/v1/staff/" + me).then().statusCode(200);
  }

  private static void awaitReceiver(String id, String who) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(receiver(id)).isEqualTo(who));
  }

  @Test
  void absence_thatBeginsLater_movesTheDutyToTheLead_andBackWhenItEnds() {
    led();
    String id = log();
    String answered = log();
    absent(mine, me, 2, 10).then().statusCode(200).body("absentNow", equalTo(false));
    assertThat(receiver(id)).isEqualTo(me);
    TestClock.get().advance(Duration.ofHours(3));
    awaitReceiver(id, lead);
    awaitReceiver(answered, lead);
    String transfer =
        post(
                Tokens.of(lead, "lead", "agent"),
                answered,
                "receiver-transfers",
                Map.of("to", other, "reason", "theirs for good"))
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    answer(others, answered, transfer, "accept", Map.of()).then().statusCode(200);
    String whileAway = log();
    awaitReceiver(whileAway, lead);
    as(mine)
        .get("/v1/staff/" + me + "/absence")
        .then()
        .body("absentNow", equalTo(true))
        .body("owed", equalTo(0))
        .body("stoodInFor", equalTo(2));
    TestClock.get().advance(Duration.ofHours(8));
    awaitReceiver(id, me);
    awaitReceiver(whileAway, me);
    assertThat(receiver(answered)).as("accepted by somebody for good").isEqualTo(other);
    assertThat(Api.history(id).stream().filter("duty-handed-over"::equals)).hasSize(2);
    Api.assertLedgerWhole(id);
  }

  @Test
  void absence_withNobodyToStandIn_isShown_andEndsByHand() {
    String id = log("{\"subject\": \"x\"}");
    absent(mine, me, -1, 10).then().body("absentNow", equalTo(true)).body("owed", equalTo(1));
    led();
    awaitReceiver(id, lead);
    post(mine, id, "receiver-transfers", Map.of("to", me, "reason", "x")).then().statusCode(403);
    post(ZHANG, id, "receiver-transfers", Map.of("to", me, "reason", "x"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:absent"));
    as(ZHANG).delete("/v1/staff/" + me + "/absence").then().statusCode(204);
    awaitReceiver(id, me);
  }

  /** The debt of a merged ticket lies on the survivor; it is offered, and moves, by itself. */
  @Test
  void theDebtOfAMergedTicket_isHandedOverByAnAcceptedOfferAsWell() {
    String theirs = Sla.unique("bob");
    String bob = Tokens.of(theirs, "frontline", "agent");
    String survivor = log();
    String merged = as(bob).body("{\"subject\": \"No water here\"}").post("/v1/tickets").path("id");
    Sla.done(merged, "merge", Map.of("into", survivor, "reason", "same pipe"));
    offer(mine, merged).then().statusCode(403);
    String refused = offer(bob, merged).then().statusCode(201).extract().path("id");
    offer(bob, merged).then().statusCode(409);
    answer(others, merged, refused, "refuse", Map.of("reason", "away as well"))
        .then()
        .statusCode(200);
    String transfer = offer(bob, merged).then().statusCode(201).extract().path("id");
    assertThat(offer(mine, survivor).statusCode()).as("another duty").isEqualTo(201);
    answer(mine, merged, transfer, "accept", Map.of()).then().statusCode(403);
    answer(others, merged, transfer, "accept", Map.of())
        .then()
        .statusCode(200)
        .body("state", equalTo("ACCEPTED"))
        .body("ticketId", equalTo(merged));
    assertThat(owed(bob)).isEmpty();
    assertThat(owed(others)).containsExactly(merged);
    assertThat(receiver(survivor)).as("not the survivor's own").isEqualTo(me);
    Map<String, Object> handed =
        as(ZHANG)
            .get("/v1/tickets/" + survivor + "/timeline?limit=200")
            .jsonPath()
            .getMap("items.findAll { it.type == 'heard.ticket.duty-handed-over.v1' }[-1].data");
    assertThat(handed).containsEntry("from", theirs).containsEntry("to", other);
    assertThat(handed.get("merged").toString()).contains(merged);
    // told: nothing is left to offer, and an offer that is open cannot be accepted any more
    String late =
        post(others, merged, "receiver-transfers", Map.of("to", theirs, "reason", "back"))
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    Sla.done(survivor, "feedbacks", Map.of("text", "At noon", "told", List.of("ALL")));
    answer(bob, merged, late, "accept", Map.of())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:nothing-owed"));
    TestClock.get().advance(Duration.ofHours(25));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        as(ZHANG)
                            .get("/v1/tickets/" + merged + "/receiver-transfers")
                            .jsonPath()
                            .getList("items.state", String.class))
                    .containsExactlyInAnyOrder("REFUSED", "ACCEPTED", "EXPIRED"));
    offer(others, merged).then().statusCode(409);
  }
}
