package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A changed policy or calendar reaches open clocks on request only, each ticket once. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ReapplyTest {

  @Inject Sweep sweep;
  @Inject Reapplying reapplying;

  private final String product = Sla.unique("pump");

  @BeforeEach
  void standStill() {
    TestClock.get().freeze(Instant.now());
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private static String begin(String policy, boolean dryRun) {
    return as(ADMIN)
        .body(Map.of("dryRun", dryRun))
        .post("/v1/sla-policies/" + policy + "/reapply")
        .then()
        .statusCode(202)
        .extract()
        .header("Location");
  }

  private static JsonPath finished(String address) {
    String path = address.substring(address.indexOf("/v1/"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> as(ADMIN).get(path).jsonPath().get("state").equals("DONE"));
    return as(ADMIN).get(path).jsonPath();
  }

  private static JsonPath reapply(String policy, boolean dryRun) {
    return finished(begin(policy, dryRun));
  }

  @Test
  void aChangedPolicyTouchesOpenClocksOnRequestOnly_afterADryRunThatChangesNothing() {
    String policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    String id = Sla.log(product);
    Sla.patchPolicy(
        policy, Map.of("targets", Map.of("FIRST_FEEDBACK", "PT2H", "RESOLUTION", "PT30H")));
    int version = Api.get(id).getInt("version");
    assertThat(Sla.target(id, "FIRST_FEEDBACK")).isEqualTo(Duration.ofHours(4));

    JsonPath dry = reapply(policy, true);
    assertThat(dry.getInt("tickets")).isEqualTo(1);
    assertThat(dry.getInt("clocks")).isEqualTo(3);
    assertThat(dry.getInt("breaching")).isZero();
    assertThat(dry.getLong("examined")).isGreaterThanOrEqualTo(1);
    String first = "examples.find { it.clock.kind == 'FIRST_FEEDBACK' }";
    assertThat(dry.getString(first + ".number")).isEqualTo(Api.get(id).getString("number"));
    assertThat(dry.getString(first + ".clock.from.target")).isEqualTo("PT4H");
    assertThat(dry.getString(first + ".clock.to.target")).isEqualTo("PT2H");
    Instant logged = Instant.parse(Api.get(id).getString("loggedAt"));
    assertThat(Instant.parse(dry.getString(first + ".clock.to.dueAt")))
        .isEqualTo(logged.plus(Duration.ofHours(2)));
    assertThat(Api.get(id).getInt("version")).isEqualTo(version);

    JsonPath real = reapply(policy, false);
    assertThat(real.getInt("tickets")).isEqualTo(1);
    assertThat(real.getInt("clocks")).isEqualTo(3);
    assertThat(Sla.target(id, "FIRST_FEEDBACK")).isEqualTo(Duration.ofHours(2));
    assertThat(Sla.target(id, "RESOLUTION")).isEqualTo(Duration.ofHours(30));
    assertThat(Sla.explain(id, "ACKNOWLEDGE").getInt("terms.policyVersion")).isEqualTo(2);
    assertThat(Sla.told(id, "set"))
        .containsExactlyInAnyOrder("set ACKNOWLEDGE", "set FIRST_FEEDBACK", "set RESOLUTION");
    assertThat(Sla.ledger(id).get(1)).containsEntry("actor", "root");

    assertThat(reapply(policy, false).getInt("tickets")).isZero();
    assertThat(Api.get(id).getInt("version")).isEqualTo(version + 3);
    Api.assertLedgerWhole(id);
  }

  @Test
  void aChangedCalendarReachesOpenClocksWhenItsPolicyIsAppliedAgain() {
    String calendar = Sla.unique("office");
    String hours = "{\"name\": \"%s\", \"timeZone\": \"UTC\", \"weekly\": {%s}}";
    String all =
        "\"MON\": [\"00:00-24:00\"], \"TUE\": [\"00:00-24:00\"], \"WED\": [\"00:00-24:00\"], \"THU\": [\"00:00-24:00\"], \"FRI\": [\"00:00-24:00\"]";
    as(ADMIN).body(hours.formatted(calendar, all)).post("/v1/calendars").then().statusCode(201);
    String policy = Sla.policy(product, 10, calendar, 1, 4, 8, 20, 10);
    TestClock.get().freeze(Instant.parse("2027-03-01T09:00:00Z")); // a Monday
    String id = Sla.log(product);
    as(ADMIN)
        .body(Map.of("holidays", List.of("2027-03-02")))
        .patch("/v1/calendars/" + calendar)
        .then()
        .statusCode(200);
    assertThat(Sla.due(id, "RESOLUTION")).isEqualTo("2027-03-02T05:00:00Z");
    reapply(policy, false);
    assertThat(Sla.due(id, "RESOLUTION")).isEqualTo("2027-03-03T05:00:00Z");
    assertThat(Sla.explain(id, "RESOLUTION").getInt("terms.calendarVersion")).isEqualTo(2);
    assertThat(Sla.explain(id, "RESOLUTION").getList("segments.why"))
        .contains("holiday 2027-03-02");
    Api.assertLedgerWhole(id);
  }

  @Test
  void pausesAreKept_whatWasBreachedStaysSo_whatIsOverdueByTheChangeIsAnnouncedOnce() {
    String policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    String paused = Sla.log(product);
    String late = Sla.log(product);
    Sla.done(paused, "acknowledge", Map.of());
    Sla.done(paused, "start", Map.of());
    Sla.done(paused, "feedbacks", Map.of("text", "serial number, please"));
    TestClock.get().advance(Duration.ofHours(1));
    Sla.done(paused, "wait", Map.of());
    TestClock.get().advance(Duration.ofHours(2));
    Sla.awaitTold(sweep, late, "breached ACKNOWLEDGE");

    Sla.patchPolicy(policy, Map.of("targets", Sla.targets(6, 2, 8, 30, 10)));
    JsonPath dry = reapply(policy, true);
    assertThat(dry.getInt("breaching")).isEqualTo(1);
    assertThat(dry.getString("examples.find { it.clock.breaches }.clock.kind"))
        .isEqualTo("FIRST_FEEDBACK");
    reapply(policy, false);
    Sla.awaitTold(sweep, late, "breached ACKNOWLEDGE", "breached FIRST_FEEDBACK");
    assertThat(Sla.state(paused, "RESOLUTION")).isEqualTo("PAUSED");
    assertThat(Sla.clock(paused, "RESOLUTION").get("remaining")).isEqualTo("PT29H");
    assertThat(Sla.state(late, "ACKNOWLEDGE")).isEqualTo("BREACHED");
    Sla.done(paused, "resume", Map.of());
    assertThat(Sla.target(paused, "RESOLUTION")).isEqualTo(Duration.ofHours(32));
    TestClock.get().advance(Duration.ofDays(9));
    Sla.awaitTold(
        sweep, late, "breached ACKNOWLEDGE", "breached FIRST_FEEDBACK", "breached RESOLUTION");
    Api.assertLedgerWhole(late);
  }

  @Test
  void ticketsGoToThePolicyThatMatchesNow_alsoFromADeactivatedOne() {
    String first = Sla.policy(product, 10, "24x7", 1, 1, 1, 1, 1);
    String id = Sla.log(product);
    String second = Sla.policy(product, 20, "24x7", 2, 2, 2, 2, 2);
    assertThat(reapply(second, true).getInt("tickets")).isZero();
    Sla.patchPolicy(
        first, Map.of("when", Map.of("products", List.of(product), "tags", List.of("vip"))));
    assertThat(reapply(second, false).getInt("tickets")).isEqualTo(1);
    assertThat(Sla.explain(id, "RESOLUTION").getString("terms.policyId")).isEqualTo(second);
    Sla.patchPolicy(second, Map.of("active", false));
    String another = Sla.log(product);
    assertThat(Sla.explain(another, "RESOLUTION").getString("terms.policyName"))
        .isEqualTo("default P3");
    assertThat(Sla.explain(id, "RESOLUTION").getString("terms.policyId")).isEqualTo(second);
    assertThat(reapply(second, false).getInt("tickets")).isEqualTo(1);
    assertThat(Sla.explain(id, "RESOLUTION").getString("terms.policyName")).isEqualTo("default P3");
    assertThat(Sla.target(id, "RESOLUTION")).isEqualTo(Duration.ofHours(72));
  }

  @Test
  void severalReplicasAtOnceDoEachTicketOnce() {
    String policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add(Sla.log(product));
    }
    Sla.patchPolicy(policy, Map.of("targets", Map.of("RESOLUTION", "PT30H")));
    String run = begin(policy, false);
    String path = run.substring(run.indexOf("/v1/"));
    Api.atOnce(
        4,
        i -> {
          while (as(ADMIN).get(path).jsonPath().get("state").equals("RUNNING")) {
            reapplying.page();
          }
          return i;
        });
    JsonPath done = finished(run);
    assertThat(done.getInt("tickets")).isEqualTo(40);
    assertThat(done.getInt("clocks")).isEqualTo(120);
    for (String id : ids) {
      assertThat(Api.get(id).getInt("version")).isEqualTo(4);
    }
    assertThat(done.getList("examples")).hasSize(100);
    Api.assertLedgerWhole(ids.get(39));
  }

  @Test
  void aRunThatIsBrokenOffGoesOnWhereItWas() throws SQLException {
    String policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(Sla.log(product));
      TestClock.get().advance(Duration.ofMillis(1)); // ids are in order by the millisecond
    }
    Sla.patchPolicy(policy, Map.of("targets", Map.of("RESOLUTION", "PT30H")));
    String run;
    try (Connection somebody = Database.server().getPostgresDatabase().getConnection();
        Statement statement = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      statement.execute("SELECT 1 FROM ticket WHERE id = '" + ids.get(3) + "' FOR UPDATE");
      run = begin(policy, false);
      String path = run.substring(run.indexOf("/v1/"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> as(ADMIN).get(path).jsonPath().getInt("tickets") == 3);
      assertThat(Api.get(ids.get(2)).getInt("version")).isEqualTo(4);
      assertThat(Api.get(ids.get(4)).getInt("version")).isEqualTo(1);
      somebody.rollback();
    }
    JsonPath done = finished(run);
    assertThat(done.getInt("tickets")).isEqualTo(6);
    assertThat(done.getInt("failed")).isZero();
    for (String id : ids) {
      assertThat(Api.get(id).getInt("version")).isEqualTo(4);
    }
  }

  @Test
  void aTicketThatCannotBeDoneIsNamed_andHoldsUpNobody() throws SQLException {
    String policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    String before = Sla.log(product);
    String broken = Sla.log(product);
    String after = Sla.log(product);
    Api.execute("UPDATE ticket_clock SET pauses = '?' WHERE ticket_id = '" + broken + "'");
    Sla.patchPolicy(policy, Map.of("targets", Map.of("RESOLUTION", "PT30H")));
    for (boolean dry : List.of(true, false)) {
      JsonPath done = reapply(policy, dry);
      assertThat(done.getInt("tickets")).isEqualTo(2);
      assertThat(done.getList("failures.ticketId")).contains(broken);
    }
    assertThat(Sla.target(before, "RESOLUTION")).isEqualTo(Duration.ofHours(30));
    assertThat(Sla.target(after, "RESOLUTION")).isEqualTo(Duration.ofHours(30));
    Api.execute("UPDATE ticket_clock SET pauses = '[]' WHERE ticket_id = '" + broken + "'");
    assertThat(reapply(policy, false).getInt("tickets")).isEqualTo(1);
  }

  @Test
  void onlyAnAdminMayAsk_forTheVersionTheyHaveSeen_andOnce() {
    String policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    String path = "/v1/sla-policies/" + policy + "/reapply";
    as(MEI).body(Map.of()).post(path).then().statusCode(403);
    as(MEI).get(path).then().statusCode(403);
    as(ADMIN).header("If-Match", "\"7\"").body(Map.of()).post(path).then().statusCode(412);
    as(ADMIN).body(Map.of("dry", true)).post(path).then().statusCode(400);
    as(ADMIN).body(Map.of()).post("/v1/sla-policies/nobody/reapply").then().statusCode(404);
    as(ADMIN).get(path + "/" + UUID.randomUUID()).then().statusCode(404);
    as(ADMIN).get(path + "/x").then().statusCode(404);
    assertThat(as(ADMIN).get(path).jsonPath().getList("items")).isEmpty();
    String key = UUID.randomUUID().toString();
    String first =
        as(ADMIN).header("Idempotency-Key", key).body(Map.of()).post(path).jsonPath().get("id");
    String again =
        as(ADMIN).header("Idempotency-Key", key).body(Map.of()).post(path).jsonPath().get("id");
    assertThat(again).isEqualTo(first);
    TestClock.get().advance(Duration.ofMillis(1)); // ids are in order by the millisecond
    begin(policy, true);
    String lead = Tokens.of("zhang", "lead");
    JsonPath page = as(lead).get(path + "?limit=1").jsonPath();
    assertThat(page.getList("items.dryRun")).containsExactly(true);
    assertThat(
            as(lead)
                .get(path + "?limit=1&after=" + page.get("next"))
                .jsonPath()
                .getList("items.id"))
        .containsExactly(first);
    finished(path + "/" + first);
  }
}
