package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ladders: repeats, climbing, acknowledgement, snooze, changed policies. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class EscalationTest {

  private String policy;
  private String team;
  private String owner;

  @AfterEach
  void tidy() {
    TestClock.get().reset();
    if (policy != null) {
      change(false);
    }
  }

  private String body(boolean active) {
    return """
        {"name":"trial of %s","order":1,"active":%s,"when":{"teams":["%s"]},
         "steps":[{"after":"PT0S","notify":[{"role":"OWNER"}],"repeat":"PT10M","times":2},
                  {"after":"PT1H","notify":[{"email":"%s"}]}]}"""
        .formatted(team, active, team, boss());
  }

  private String boss() {
    return "boss-of-" + team + "@heard.test";
  }

  private void change(boolean active) {
    Calls.as("ada", "admin")
        .contentType("application/json")
        .body(body(active))
        .put("/v1/escalation-policies/{id}", policy)
        .then()
        .statusCode(200);
  }

  private Story breach() {
    team = Story.team("ladder", null, null);
    owner = Story.staff("zhang");
    policy =
        Calls.as("ada", "admin")
            .contentType("application/json")
            .body(body(true))
            .post("/v1/escalation-policies")
            .then()
            .statusCode(201)
            .body("version", equalTo(1))
            .extract()
            .path("id");
    TestClock.get().freeze(Instant.now());
    return Story.of(team, owner, owner).breached("RESOLUTION");
  }

  private static String id(Story story) {
    return (String) Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
  }

  private static void pass(String duration) {
    TestClock.get().advance(Duration.parse(duration));
  }

  private void told(int ownerTimes, int bossTimes) {
    await()
        .untilAsserted(
            () -> {
              assertThat(MailServer.to(Story.address(owner))).hasSize(ownerTimes);
              assertThat(MailServer.to(boss())).hasSize(bossTimes);
            });
  }

  @Test
  void nobodyReacts_repeatsAsOftenAsSaidThenClimbs() {
    Story story = breach();
    id(story);
    told(1, 0);
    pass("PT10M");
    told(2, 0);
    pass("PT10M");
    told(3, 0);
    pass("PT39M");
    told(3, 0);
    pass("PT2M");
    told(3, 1);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN")).containsEntry("step", 2);
    assertThat(Events.of("heard.alerts", story.id))
        .extracting(Events.Seen::type)
        .filteredOn(type -> !type.contains("deliver"))
        .containsExactly("heard.alert.raised.v1", "heard.alert.escalated.v1");
    pass("P2D");
    told(3, 1);
  }

  @Test
  void sleptThrough_repeatsAreOneAndEveryStepIsClimbed() {
    Story story = breach();
    id(story);
    told(1, 0);
    pass("P2D");
    told(2, 1);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN")).containsEntry("step", 2);
  }

  @Test
  void acknowledged_repeatsStopAndTheNextStepComesOnlyWhenNothingIsDone() {
    Story story = breach();
    String alert = id(story);
    told(1, 0);
    pass("PT5M");
    Calls.as("zhang", "agent").post("/v1/alerts/{id}/acknowledge", alert).then().statusCode(200);
    pass("PT50M");
    told(1, 0);
    pass("PT9M");
    told(1, 0);
    pass("PT2M");
    told(1, 1);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN"))
        .containsEntry("step", 2)
        .containsEntry("acknowledgedBy", "zhang");
  }

  @Test
  void deedDone_nothingMoreIsSent() {
    Story story = breach();
    id(story);
    told(1, 0);
    story.met("RESOLUTION");
    Calls.alert(story.id, "CLOCK_BREACHED", "RESOLVED");
    pass("P1D");
    told(1, 0);
  }

  @Test
  void snoozed_quietUntilThenToldAgain() {
    Story story = breach();
    String alert = id(story);
    told(1, 0);
    Calls.as("zhang", "agent")
        .contentType("application/json")
        .body("{\"for\":\"PT30M\"}")
        .post("/v1/alerts/{id}/snooze", alert)
        .then()
        .statusCode(200)
        .body("state", equalTo("SNOOZED"));
    pass("PT29M");
    told(1, 0);
    pass("PT2M");
    told(2, 0);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN")).containsEntry("id", alert);
  }

  @Test
  void policySwitchedOff_notifiesNobodyAnyMore() {
    Story story = breach();
    id(story);
    told(1, 0);
    change(false);
    pass("P1D");
    told(1, 0);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN")).containsEntry("step", 1);
  }

  @Test
  void clockPaused_nobodyIsUrgedUntilItRunsAgain() {
    team = Story.team("ladder", null, null);
    owner = Story.staff("zhang");
    policy =
        Calls.as("ada", "admin")
            .contentType("application/json")
            .body(body(true))
            .post("/v1/escalation-policies")
            .path("id");
    TestClock.get().freeze(Instant.now());
    Story story = Story.of(team, owner, owner).warned("RESOLUTION");
    Calls.alert(story.id, "CLOCK_WARNED", "OPEN");
    told(1, 0);
    story.clock("clock-set", "RESOLUTION", 1, "PAUSED", null, story.dueAt);
    await()
        .untilAsserted(
            () -> assertThat(Calls.alerts(story.id)).extracting("dueAt").containsOnlyNulls());
    pass("PT20M");
    told(1, 0);
    story.clock("clock-set", "RESOLUTION", 1, "RUNNING");
    told(2, 0);
  }

  @Test
  void versions_areKeptAndGuarded() {
    breach();
    Calls.as("ada", "admin")
        .header("If-Match", "\"7\"")
        .contentType("application/json")
        .body(body(true))
        .put("/v1/escalation-policies/{id}", policy)
        .then()
        .statusCode(412);
    change(false);
    Calls.ops()
        .get("/v1/escalation-policies/{id}/versions", policy)
        .then()
        .body("items.version", equalTo(List.of(2, 1)))
        .body("items[1].active", equalTo(true));
    List<Map<String, Object>> all = Calls.ops().get("/v1/escalation-policies").path("items");
    assertThat(all).extracting("name").contains("clock breached", "everything else");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"x\",\"order\":1}|/steps",
        "{\"name\":\"x\",\"order\":1,\"steps\":[{\"after\":\"PT0S\"}]}|/steps/0/notify",
        "{\"name\":\"x\",\"order\":1,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{}]}]}|/steps/0/notify/0",
        "{\"name\":\"x\",\"order\":1,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{\"role\":\"GOD\"}]}]}|/steps/0/notify/0/role",
        "{\"name\":\"x\",\"order\":1,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{\"email\":\"nobody\"}]}]}|/steps/0/notify/0/email",
        "{\"name\":\"x\",\"order\":1,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{\"role\":\"OWNER\"}],\"times\":2}]}|/steps/0/times",
        "{\"name\":\"x\",\"order\":-1,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{\"role\":\"OWNER\"}]}]}|/order",
      })
  void policy_badInputIsNamed(String body, String pointer) {
    Calls.as("ada", "admin")
        .contentType("application/json")
        .body(body)
        .post("/v1/escalation-policies")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem(pointer));
  }

  @Test
  void fiveOfOneNameAtOnce_oneIsTaken() {
    String name = Story.unique("only");
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 5)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> create(name).statusCode()))
            .toList();
    assertThat(answers.stream().map(CompletableFuture::join))
        .containsExactlyInAnyOrder(201, 409, 409, 409, 409);
    create(name).then().body("type", equalTo("urn:heard:problem:name-taken"));

    String other = create(name + " too").then().statusCode(201).extract().path("id");
    renamed(other, name)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:name-taken"));
    renamed(other, name + " too").then().statusCode(200).body("version", equalTo(2));
    renamed(other, name + " now").then().statusCode(200);
    create(name + " too").then().statusCode(201);
    List<Map<String, Object>> all = Calls.ops().get("/v1/escalation-policies").path("items");
    assertThat(all).extracting("name").containsOnlyOnce(name, name + " too", name + " now");
  }

  /** As they could be made before names were unique. */
  @Test
  void twoThatShareAName_canBothStillBeChanged() throws SQLException {
    String name = Story.unique("shared");
    String first = create(name).then().statusCode(201).extract().path("id");
    String second = UUID.randomUUID().toString();
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO escalation_policy SELECT '%s', version, current, active, position, definition, changed_by, changed_at FROM escalation_policy WHERE id = '%s'"
              .formatted(second, first));
    }
    for (String one : List.of(first, second)) {
      renamed(one, name).then().statusCode(200).body("version", equalTo(2));
    }
    create(name).then().statusCode(409);
  }

  private static Response create(String name) {
    return Calls.as("ada", "admin")
        .contentType("application/json")
        .body(inactive(name))
        .post("/v1/escalation-policies");
  }

  private static Response renamed(String id, String name) {
    return Calls.as("ada", "admin")
        .contentType("application/json")
        .body(inactive(name))
        .put("/v1/escalation-policies/{id}", id);
  }

  private static String inactive(String name) {
    return "{\"name\":\"%s\",\"order\":1,\"active\":false,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{\"role\":\"OWNER\"}]}]}"
        .formatted(name);
  }

  @Test
  void steps_mustAscend() {
    String step = "{\"after\":\"PT5M\",\"notify\":[{\"role\":\"OWNER\"}]}";
    Calls.as("ada", "admin")
        .contentType("application/json")
        .body("{\"name\":\"x\",\"order\":1,\"steps\":[%s,%s]}".formatted(step, step))
        .post("/v1/escalation-policies")
        .then()
        .statusCode(400)
        .body("errors", hasSize(1))
        .body("errors[0].pointer", equalTo("/steps/1/after"));
  }
}
