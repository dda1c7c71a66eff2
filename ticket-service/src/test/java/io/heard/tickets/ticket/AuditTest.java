package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** P3 and P5 broken on purpose, as somebody with all rights would: found, and mended or shouted. */
@QuarkusTest
@TestProfile(AuditTest.Short.class)
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class AuditTest {

  private static final String OPS = Tokens.of("olga", "ops");

  /** An audit that soon makes up its mind. */
  public static class Short implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "heard.audit.every",
          "100ms",
          "heard.audit.tolerance",
          "1500ms",
          "heard.audit.walk",
          "200",
          "heard.audit.share-when-busy",
          "1");
    }
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private static void awaitState(String kind, String id, String state) {
    await(kind + " of " + id)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        Api.text(
                            "SELECT state FROM audit_finding WHERE kind = '%s' AND about = '%s' ORDER BY id DESC"
                                .formatted(kind, id)))
                    .isEqualTo(state));
  }

  @Test
  void clockTheSweepWouldNotSee_isWatchedAgain() throws Exception {
    String id = Api.logged();
    Api.execute("UPDATE ticket_clock SET next_at = NULL WHERE ticket_id = '" + id + "'");
    awaitState("CLOCK_UNWATCHED", id, "OVER");
    assertThat(
            Api.count(
                "SELECT count(*) FROM ticket_clock WHERE ticket_id = ?::uuid AND next_at IS NOT NULL",
                id))
        .isEqualTo(Api.get(id).getList("clocks").size());
  }

  private static String clocks(String id) throws Exception {
    return Api.text(
        "SELECT string_agg(c::text, E'\\n' ORDER BY kind, round) FROM ticket_clock c WHERE ticket_id = '"
            + id
            + "'");
  }

  /** Deletes the clocks, and waits until they are there again, in every column what they were. */
  private static void loseAndFind(String id, String which) throws Exception {
    String before = clocks(id);
    String due = Api.text("SELECT due_at FROM ticket WHERE id = '" + id + "'");
    Api.execute("DELETE FROM ticket_clock WHERE ticket_id = '" + id + "' AND " + which);
    assertThat(clocks(id)).isNotEqualTo(before);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(clocks(id)).isEqualTo(before));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Api.text("SELECT due_at FROM ticket WHERE id = '" + id + "'"))
                    .isEqualTo(due));
  }

  @Test
  void clocksThatAreGone_areMadeAnewFromTheHistory() throws Exception {
    TestClock.get().freeze(Instant.now());
    String id = Api.started();
    String due = TestClock.get().instant().plus(Duration.ofDays(1)).toString();
    Sla.done(id, "promises", Map.of("what", "a call", "due", due));
    post(MEI, id, "feedbacks", Map.of("channel", "PHONE", "text", "soon")).then().statusCode(201);
    loseAndFind(id, "true");
    Sla.done(id, "resolve", Map.of("outcome", "clear water"));
    loseAndFind(id, "kind = 'RESOLUTION'");
    Sla.done(id, "reopen", Map.of("reason", "it drips again"));
    assertThat(Sla.state(id, "RESOLUTION")).isEqualTo("RUNNING");
  }

  @Test
  void clockThatIsGone_andHasWarnedOrRunOut_isMadeAnewAsItWas() throws Exception {
    TestClock.get().freeze(Instant.now());
    String warned = Api.logged();
    String late = Api.logged();
    TestClock.get().advance(Duration.ofMinutes(100));
    awaitTold(warned, "warned");
    loseAndFind(warned, "kind = 'ACKNOWLEDGE'");
    TestClock.get().advance(Duration.ofMinutes(30));
    awaitTold(late, "breached");
    loseAndFind(late, "kind = 'ACKNOWLEDGE'");
    post(MEI, late, "acknowledge", Map.of()).then().statusCode(200);
    loseAndFind(late, "kind = 'ACKNOWLEDGE'");
    assertThat(Sla.told(late, "breached", "warned"))
        .as("nothing is announced again")
        .doesNotHaveDuplicates();
    awaitState("CLOCK_MISSING", late, "OVER");
  }

  private static void awaitTold(String id, String what) {
    await().atMost(Duration.ofSeconds(30)).until(() -> Sla.told(id, what), told -> !told.isEmpty());
  }

  @Test
  void clockThatIsGone_andWasHeld_isShoutedAbout() throws Exception {
    String id = Api.started();
    post(MEI, id, "wait", Map.of("for", "CUSTOMER")).then().statusCode(200);
    post(MEI, id, "resume", Map.of()).then().statusCode(200);
    Api.execute(
        "CREATE TABLE put_aside AS SELECT * FROM ticket_clock WHERE ticket_id = '" + id + "'");
    Api.execute("DELETE FROM ticket_clock WHERE ticket_id = '" + id + "'");
    awaitState("CLOCK_MISSING", id, "BROKEN");
    assertThat(
            Api.text(
                "SELECT detail FROM audit_finding WHERE about = '%s' AND kind = 'CLOCK_MISSING'"
                    .formatted(id)))
        .contains("RESOLUTION 1");
    assertThat(
            Api.count(
                "SELECT count(*) FROM ticket_clock WHERE ticket_id = ?::uuid AND kind <> 'RESOLUTION'",
                id))
        .as("what the history tells all of is there again")
        .isEqualTo(3);
    Api.execute("INSERT INTO ticket_clock SELECT * FROM put_aside WHERE kind = 'RESOLUTION'");
    Api.execute("DROP TABLE put_aside");
    awaitState("CLOCK_MISSING", id, "OVER");
  }

  @Test
  void dueTimeThatIsNotThatOfTheClocks_isSetRight() throws Exception {
    String id = Api.logged();
    String due = Api.text("SELECT due_at FROM ticket WHERE id = '" + id + "'");
    Api.execute("UPDATE ticket SET due_at = NULL WHERE id = '" + id + "'");
    awaitState("DUE_DIFFERS", id, "OVER");
    assertThat(Api.text("SELECT due_at FROM ticket WHERE id = '" + id + "'")).isEqualTo(due);
  }

  @Test
  void ticketWhoseClocksAreStopped_isShoutedAbout() throws Exception {
    String id = Api.logged();
    Api.execute(
        "UPDATE ticket_clock SET state = 'MET', stopped_at = now(), next_at = NULL WHERE ticket_id = '"
            + id
            + "'");
    awaitState("NOTHING_OWED", id, "BROKEN");
    List<String> kinds =
        as(OPS).get("/v1/audit/reconciliation").jsonPath().getList("findings.kind");
    assertThat(kinds).contains("NOTHING_OWED");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Events.matching(
                        "heard.heartbeats",
                        event ->
                            event.data().at("/replica/broken").toString().contains("NOTHING_OWED"))
                    .stream()
                    .anyMatch(
                        event -> EventContract.violations(event.type(), event.data()).isEmpty()));
  }

  @Test
  void ticketNobodyAnswersFor_isShoutedAbout() throws Exception {
    String id = Api.logged();
    Api.execute("ALTER TABLE ticket DROP CONSTRAINT ticket_check");
    Api.execute("UPDATE ticket SET owner_team = NULL, owner_person = NULL WHERE id = '" + id + "'");
    awaitState("NOBODY_RESPONSIBLE", id, "BROKEN");
    Api.execute("UPDATE ticket SET owner_team = 'field-service' WHERE id = '" + id + "'");
    Api.execute(
        "ALTER TABLE ticket ADD CONSTRAINT ticket_check CHECK (owner_team IS NOT NULL OR owner_person IS NOT NULL)");
    awaitState("NOBODY_RESPONSIBLE", id, "OVER");
  }

  @Test
  void deletedTicket_isFoundByItsHistory() throws Exception {
    String id = Api.logged();
    Api.execute("DELETE FROM ticket_clock WHERE ticket_id = '" + id + "'");
    Api.execute("DELETE FROM ticket WHERE id = '" + id + "'");
    awaitState("ROW_MISSING", id, "BROKEN");
  }

  @Test
  void receiptOfATicket_isProven() {
    String hash = Api.log("{\"subject\": \"Is it in the journal?\"}").getString("receipt.hash");
    await()
        .until(
            () ->
                Boolean.TRUE.equals(
                    as(MEI).get("/v1/receipts/" + hash).jsonPath().get("verified")));
  }

  @Test
  void breach_isStatedAsLongAsItIsOwed() {
    TestClock.get().freeze(Instant.now());
    String id =
        Api.log("{\"subject\": \"No water\", \"impact\": \"HIGH\", \"urgency\": \"HIGH\"}")
            .getString("id");
    TestClock.get().advance(Duration.ofMinutes(16));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> claims(id).stream().anyMatch(c -> c.contains("CLOCK_BREACHED ACKNOWLEDGE 1")));
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              List<String> claims = claims(id);
              return claims.get(claims.size() - 1).equals("[]");
            });
    assertThat(Events.all("heard.journal"))
        .allSatisfy(
            event -> assertThat(EventContract.violations(event.type(), event.data())).isEmpty());
  }

  private static List<String> claims(String id) {
    List<String> claims = new ArrayList<>();
    Events.all("heard.journal")
        .forEach(
            event ->
                event
                    .data()
                    .at("/journal/heads")
                    .forEach(
                        head -> {
                          if (head.get("aggregate").asText().equals(id)) {
                            claims.add(head.get("claims").toString());
                          }
                        }));
    return claims.isEmpty() ? List.of("") : claims;
  }

  @Test
  void healthyWork_isNoFinding() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String id = Api.started();
      ids.add(id);
      post(MEI, id, "wait", Map.of("for", "CUSTOMER")).then().statusCode(200);
      post(MEI, id, "resume", Map.of()).then().statusCode(200);
      post(MEI, id, "feedbacks", Map.of("channel", "PHONE", "text", "soon")).then().statusCode(201);
      if (i % 3 == 1) {
        Sla.done(id, "resolve", Map.of("outcome", "clear water"));
        Sla.done(id, "attempts", Map.of("channel", "PHONE"));
      } else if (i % 3 == 2) {
        String due = TestClock.get().instant().plus(Duration.ofHours(1)).toString();
        Sla.done(id, "promises", Map.of("what", "a call", "due", due));
      }
    }
    String run =
        as(OPS).post("/v1/audit/reconciliation").then().statusCode(202).extract().path("id");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              Map<String, Object> last =
                  as(OPS).get("/v1/audit/reconciliation").jsonPath().getMap("run");
              return last.get("id").equals(run) && last.get("finishedAt") != null;
            });
    for (String id : ids) {
      assertThat(
              Api.text(
                  "SELECT kind || ': ' || detail FROM audit_finding WHERE about = '%s' AND state <> 'SUSPECTED' AND kind <> 'NOT_PUBLISHED'"
                      .formatted(id)))
          .isEmpty();
    }
  }
}
