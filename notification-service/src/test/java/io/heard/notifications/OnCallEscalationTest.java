package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps that tell whoever is on call, and what happens when nobody is. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class OnCallEscalationTest {

  private static final String OPERATIONS = "operations@heard.local";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plusSeconds(1800);
  private final List<String> policies = new ArrayList<>();
  private final List<String> schedules = new ArrayList<>();
  private String team;

  @BeforeEach
  void freeze() {
    TestClock.get().freeze(now);
  }

  @AfterEach
  void tidy() {
    policies.forEach(id -> put(id, false));
    schedules.forEach(OnCallCalls::deactivate);
    TestClock.get().reset();
  }

  private String schedule(String... people) {
    String name = OnCallCalls.made(OnCallCalls.daily(Story.unique("rota"), now, people));
    schedules.add(name);
    return name;
  }

  /** Tells the schedule at once, and once more after an hour. */
  private Story breached(String schedule, String lead) {
    team = Story.team("duty", lead, null);
    policies.add(
        Calls.as("ada", "admin")
            .contentType("application/json")
            .body(policy(schedule, true))
            .post("/v1/escalation-policies")
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
    String receiver = Story.staff("mei");
    return Story.of(team, null, receiver).breached("RESOLUTION");
  }

  private String policy(String schedule, boolean active) {
    return """
        {"name":"on call of %s","order":2,"active":%s,"when":{"teams":["%s"]},
         "steps":[{"after":"PT0S","notify":[{"schedule":"%s"}]},{"after":"PT1H","notify":[{"schedule":"%s"}]}]}"""
        .formatted(team, active, team, schedule, schedule);
  }

  private void put(String id, boolean active) {
    Calls.as("ada", "admin")
        .contentType("application/json")
        .body(
            """
            {"name":"was %s","order":2,"active":%s,"when":{"teams":["nobody's"]},
             "steps":[{"after":"PT0S","notify":[{"role":"OPERATIONS"}]}]}"""
                .formatted(id, active))
        .put("/v1/escalation-policies/{id}", id)
        .then()
        .statusCode(200);
  }

  private static List<Map<String, Object>> told(Story story, int notices) {
    Object alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    return Calls.eventually(
        () -> {
          List<Map<String, Object>> all = Calls.deliveries(alert);
          return all.size() == notices
                  && all.stream().allMatch(d -> d.get("state").equals("DELIVERED"))
              ? all
              : null;
        });
  }

  private static Map<String, Object> gapAlert(String schedule, String state) {
    return Calls.eventually(
        () ->
            OnCallCalls.gapAlerts(schedule).stream()
                .filter(alert -> alert.get("state").equals(state))
                .findFirst()
                .orElse(null));
  }

  @Test
  void whoeverIsOnCall_isToldAndToldWhy() throws Exception {
    String li = Story.staff("li");
    String name = schedule(li, Story.staff("mei"));

    List<Map<String, Object>> told = told(breached(name, null), 1);

    assertThat(told.get(0)).containsEntry("recipient", Story.address(li));
    assertThat((String) told.get(0).get("why"))
        .startsWith("You are on call for " + name + " until ")
        .contains(" UTC");
    MimeMessage mail = MailServer.to(Story.address(li)).get(0);
    assertThat(Mails.text(mail)).contains("You are on call for " + name);
    assertThat(Mails.html(mail)).contains("You are on call for " + name);
    assertThat(OnCallCalls.gapAlerts(name)).isEmpty();
  }

  @Test
  void resolvedWhenTheStepIsDue_notWhenTheAlertIsRaised() {
    String li = Story.staff("li");
    String zhang = Story.staff("zhang");
    String name = schedule(li);
    Story story = breached(name, null);
    told(story, 1);
    OnCallCalls.override(name, zhang, now.plusSeconds(3600), now.plusSeconds(7200))
        .then()
        .statusCode(201);

    TestClock.get().advance(Duration.ofMinutes(59));
    assertThat(told(story, 1)).extracting("recipient").containsExactly(Story.address(li));
    TestClock.get().advance(Duration.ofMinutes(1));

    assertThat(told(story, 2))
        .extracting("recipient")
        .containsExactly(Story.address(zhang), Story.address(li));
  }

  @Test
  void nobodyOnCall_leadIsToldAtOnce_andTheGapIsAnAlertUntilItIsFilled() throws Exception {
    String lead = Story.staff("chief");
    String li = Story.staff("li");
    String name = Story.unique("rota");
    schedules.add(
        OnCallCalls.made(
            OnCallCalls.body(
                name,
                "Europe/Berlin",
                "{\"participants\":[\"%s\"],\"rotation\":\"P1W\",\"start\":\"2190-01-01T09:00\"}"
                    .formatted(li))));
    Map<String, Object> alert = gapAlert(name, "OPEN");

    List<Map<String, Object>> told = told(breached(name, lead), 1);

    assertThat(told.get(0)).containsEntry("recipient", Story.address(lead));
    assertThat((String) told.get(0).get("why"))
        .contains("in place of whoever is on call: nobody is on call for " + name)
        .contains("until further notice");
    assertThat(Mails.text(MailServer.to(Story.address(lead)).get(0)))
        .contains("nobody is on call for " + name);
    await()
        .untilAsserted(
            () ->
                assertThat(OnCallCalls.gapAlerts(name))
                    .singleElement()
                    .satisfies(one -> assertThat(one).containsEntry("id", alert.get("id")))
                    .satisfies(one -> assertThat(one).containsEntry("count", 2)));
    assertThat(
            MailServer.to(OPERATIONS).stream()
                .map(Mails::subject)
                .filter(subject -> subject.contains(name)))
        .hasSize(1);

    OnCallCalls.put(name, OnCallCalls.daily(name, now, li)).then().statusCode(200);
    assertThat(gapAlert(name, "RESOLVED")).containsEntry("resolvedBy", "system:invariant");
  }

  @Test
  void nobodyOnCallAndNoLead_operationsAreTold() {
    String name = schedule("ghost");

    List<Map<String, Object>> told = told(breached(name, null), 1);

    assertThat(told.get(0)).containsEntry("recipient", OPERATIONS);
    assertThat((String) told.get(0).get("why"))
        .contains("ghost, on call for " + name + ", cannot be reached (not known)");
  }

  @Test
  void whoHasNoAddress_isAGap_untilTheAddressIsKnown() {
    String silent = Story.unique("silent");
    Story.staff(silent, null, null, new String[0]);
    String name = schedule(silent);
    Calls.as("mei", "frontline")
        .get("/v1/schedules/{n}", name)
        .then()
        .body("participants[0].reach", equalTo("NO_ADDRESS"));
    assertThat(gapAlert(name, "OPEN").get("about").toString())
        .contains(silent + ", on call for " + name + ", cannot be reached (no address)");

    Story.staff(silent, Story.address(silent), null, new String[0]);

    await()
        .untilAsserted(
            () ->
                assertThat(OnCallCalls.gapAlerts(name))
                    .isNotEmpty()
                    .extracting("state")
                    .containsOnly("RESOLVED"));
  }

  @Test
  void gapAhead_isAlertedOnce_andEndsWhenSomebodyStandsIn() {
    String li = Story.staff("li");
    String name = Story.unique("rota");
    // from tomorrow noon nobody
    String until = now.plus(Duration.ofDays(2)).toString().substring(0, 16);
    String layer =
        "{\"participants\":[\"%s\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T00:00\",\"until\":\"%s\"}"
            .formatted(li, until);
    String later =
        "{\"participants\":[\"%s\"],\"rotation\":\"P1D\",\"start\":\"%s\"}"
            .formatted(li, now.plus(Duration.ofDays(4)).toString().substring(0, 16));
    OnCallCalls.post(OnCallCalls.body(name, "UTC", layer, later))
        .then()
        .statusCode(201)
        .body("gaps.size()", equalTo(1));
    schedules.add(name);
    Map<String, Object> alert = gapAlert(name, "OPEN");
    assertThat(alert).containsEntry("ticket", null).containsEntry("count", 1);

    OnCallCalls.override(
            name, li, now.plus(Duration.ofDays(2)).minusSeconds(60), now.plus(Duration.ofDays(3)))
        .then()
        .statusCode(201);
    await()
        .untilAsserted(
            () ->
                assertThat(OnCallCalls.gapAlerts(name))
                    .as("the rest of it is another gap, with a beginning of its own")
                    .extracting("state")
                    .containsExactlyInAnyOrder("OPEN", "RESOLVED"));
    OnCallCalls.override(
            name, li, now.plus(Duration.ofDays(3)), now.plus(Duration.ofDays(4)).plusSeconds(60))
        .then()
        .statusCode(201);
    await()
        .untilAsserted(
            () ->
                assertThat(OnCallCalls.gapAlerts(name))
                    .hasSize(2)
                    .extracting("state")
                    .containsOnly("RESOLVED"));
  }

  @Test
  void resolvedByHand_meansKnown_untilAStepRunsIntoIt() {
    String name = Story.unique("rota");
    schedules.add(
        OnCallCalls.made(
            OnCallCalls.body(
                name,
                "UTC",
                "{\"participants\":[\"li\"],\"rotation\":\"P1W\",\"start\":\"2190-01-01T09:00\"}")));
    Object id = gapAlert(name, "OPEN").get("id");
    Calls.ops()
        .contentType("application/json")
        .body("{\"reason\":\"we know\"}")
        .post("/v1/alerts/{id}/resolve", id)
        .then()
        .statusCode(200);
    // gaps were searched for again when this one is found
    gapAlert(schedule("another-ghost"), "OPEN");
    assertThat(OnCallCalls.gapAlerts(name)).extracting("state").containsOnly("RESOLVED");

    told(breached(name, null), 1);

    assertThat(gapAlert(name, "OPEN")).containsEntry("id", id).containsEntry("count", 2);
  }

  @Test
  void hoursThatNeedNobody_areNotWarnedOf() {
    String li = Story.staff("li");
    String name = Story.unique("nights");
    String body =
        "{\"name\":\"%s\",\"timeZone\":\"Asia/Shanghai\",\"layers\":[{\"participants\":[\"%s\"],\"rotation\":\"P1W\",\"start\":\"2026-01-05T09:00\",\"restrictions\":[{\"hours\":\"18:00-08:00\"}]}],\"cover\":[{\"hours\":\"20:00-06:00\"}]}"
            .formatted(name, li);
    OnCallCalls.post(body).then().statusCode(201).body("gaps", empty());
    schedules.add(name);
    OnCallCalls.put(name, body.replace("20:00-06:00", "20:00-09:00"))
        .then()
        .statusCode(200)
        .body("gaps", not(empty()));
  }

  @Test
  void scheduleSwitchedOff_itsGapsAreNoMatter() {
    String name = schedule("ghost");
    gapAlert(name, "OPEN");
    OnCallCalls.deactivate(name).then().statusCode(200);
    await()
        .untilAsserted(
            () ->
                assertThat(OnCallCalls.gapAlerts(name))
                    .extracting("state")
                    .containsOnly("RESOLVED"));
  }
}
