package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class QuietHoursTest {

  private static final String NIGHTLY =
      "{\"timeZone\":\"Asia/Shanghai\",\"windows\":[{\"days\":[\"MON\",\"TUE\"],\"from\":\"22:00\",\"to\":\"07:00\"}]}";

  /** Quiet today, yesterday and tomorrow, and so for hours to come. */
  private static String now() {
    String days =
        List.of(-1, 0, 1).stream()
            .map(
                offset ->
                    Instant.now()
                        .atZone(ZoneOffset.UTC)
                        .plusDays(offset)
                        .getDayOfWeek()
                        .getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                        .toUpperCase(Locale.ROOT))
            .map(day -> "\"" + day + "\"")
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    return "{\"timeZone\":\"UTC\",\"windows\":[{\"days\":[%s],\"from\":\"00:00\",\"to\":\"24:00\"}]}"
        .formatted(days);
  }

  private static void set(String username, String body) {
    Calls.as(username, "frontline")
        .contentType("application/json")
        .body(body)
        .put("/v1/quiet-hours/{username}", username)
        .then()
        .statusCode(200);
  }

  /** First the owner, tomorrow the lead. */
  private static String ladderOfTwo(String lead) {
    String team = Story.team("team", lead, null);
    Calls.ops()
        .contentType("application/json")
        .body(
            """
            {"name":"two steps of %s","order":10,"when":{"teams":["%s"]},"steps":[
             {"after":"PT0S","notify":[{"role":"OWNER"}],"repeat":"PT1S","times":2},
             {"after":"PT24H","notify":[{"role":"LEAD"}]}]}"""
                .formatted(team, team))
        .post("/v1/escalation-policies")
        .then()
        .statusCode(201);
    return team;
  }

  private static Story breach(String team, String owner, String priority, Instant due) {
    Story story = Story.of(team, owner, owner);
    story.priority = priority;
    story.dueAt = due;
    return story.breached("FIRST_FEEDBACK");
  }

  private static List<Map<String, Object>> deliveries(Story story) {
    return Calls.deliveries(Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id"));
  }

  /** The end of the quiet hours, brought forward: deliveries go by the clock of the database. */
  private static void quietIsOver(String address) throws Exception {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE delivery SET due_at = clock_timestamp() WHERE recipient = ? AND state = 'PENDING'")) {
      update.setString(1, address);
      update.executeUpdate();
    }
  }

  @Test
  void whatCanWait_comesAsOneMailAfterwards_oldestFirst_andWithoutWhatSomebodyTook()
      throws Exception {
    String mei = Story.staff("mei");
    String team = ladderOfTwo(null);
    set(mei, now());
    Story later = breach(team, mei, "P2", Instant.parse("2026-03-02T09:00:00Z"));
    Story earlier = breach(team, mei, "P3", Instant.parse("2026-03-02T05:00:00Z"));
    Story taken = breach(team, mei, "P2", Instant.parse("2026-03-02T04:00:00Z"));
    for (Story story : List.of(later, earlier, taken)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(deliveries(story))
                      .filteredOn(each -> each.get("state").equals("PENDING"))
                      .singleElement()
                      .satisfies(
                          each -> {
                            assertThat(each.get("heldUntil")).isNotNull();
                            assertThat(each.get("repetition"))
                                .as("repeats held are one")
                                .isEqualTo(3);
                          }));
    }
    Object takenId = Calls.alert(taken.id, "CLOCK_BREACHED", "OPEN").get("id");
    Calls.ops().post("/v1/alerts/{id}/acknowledge", takenId).then().statusCode(200);
    assertThat(MailServer.to(Story.address(mei))).isEmpty();

    quietIsOver(Story.address(mei));

    await().untilAsserted(() -> assertThat(MailServer.to(Story.address(mei))).hasSize(1));
    MimeMessage mail = MailServer.to(Story.address(mei)).get(0);
    assertThat(Mails.subject(mail)).isEqualTo("[Heard] 2 alerts that need you");
    for (String text : List.of(Mails.text(mail), Mails.html(mail))) {
      assertThat(text).contains(later.number).doesNotContain(taken.number);
      assertThat(text.indexOf(earlier.number)).isBetween(0, text.indexOf(later.number));
    }
    await()
        .untilAsserted(
            () -> {
              for (Story story : List.of(later, earlier)) {
                assertThat(deliveries(story))
                    .filteredOn(each -> each.get("state").equals("DELIVERED"))
                    .singleElement()
                    .satisfies(each -> assertThat(each.get("digest")).isNotNull());
              }
              assertThat(Calls.deliveries(takenId)).extracting("state").containsOnly("CANCELLED");
            });
  }

  @Test
  void whatCannotWait_isSentAtOnce() {
    String owner = Story.staff("mei");
    String lead = Story.staff("li");
    set(owner, now());
    set(lead, now());
    Story urgent = breach(ladderOfTwo(lead), owner, "P1", Instant.now());
    Story onlyStep = Story.of(null, lead, lead);
    onlyStep.priority = "P3";
    onlyStep.breached("RESOLUTION");
    Story stoodInFor = breach(ladderOfTwo(null), "somebody-unknown", "P3", Instant.now());
    for (Story story : List.of(urgent, onlyStep, stoodInFor)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(deliveries(story))
                      .isNotEmpty()
                      .allSatisfy(
                          each -> {
                            assertThat(each.get("heldUntil")).isNull();
                            assertThat(each.get("state")).isEqualTo("DELIVERED");
                          }));
    }
  }

  @Test
  void whoIsOnCall_isToldAtOnce() {
    String mei = Story.staff("mei");
    set(mei, now());
    String schedule = OnCallCalls.made(OnCallCalls.daily(Story.unique("duty"), Instant.now(), mei));
    String team = Story.team("team", null, null);
    Calls.ops()
        .contentType("application/json")
        .body(
            """
            {"name":"duty first of %s","order":10,"when":{"teams":["%s"]},"steps":[
             {"after":"PT0S","notify":[{"schedule":"%s"}]},{"after":"PT24H","notify":[{"role":"LEAD"}]}]}"""
                .formatted(team, team, schedule))
        .post("/v1/escalation-policies")
        .then()
        .statusCode(201);
    Story story = breach(team, mei, "P3", Instant.now());
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(MailServer.to(Story.address(mei))).hasSize(1));
    assertThat(deliveries(story)).extracting("heldUntil").containsOnlyNulls();
  }

  @Test
  void retryByHand_sendsWhatIsHeld() {
    String mei = Story.staff("mei");
    set(mei, now());
    Story story = breach(ladderOfTwo(null), mei, "P4", Instant.now());
    Object held =
        Calls.eventually(
            () ->
                deliveries(story).stream()
                    .filter(each -> each.get("state").equals("PENDING"))
                    .filter(each -> each.get("repetition").equals(3))
                    .map(each -> each.get("id"))
                    .findFirst()
                    .orElse(null));
    Calls.ops().post("/v1/deliveries/{id}/retry", held).then().statusCode(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(MailServer.to(Story.address(mei))).hasSize(1));
  }

  @Test
  void digestThatIsRefused_parksWhatItCarries_andARetryTakesItAlong() throws Exception {
    String mei = Story.unique("mei");
    String address = mei + " is no address";
    Story.staff(mei, address, null, new String[0]);
    String team = ladderOfTwo(null);
    set(mei, now());
    List<Story> stories =
        List.of(
            breach(team, mei, "P3", Instant.now()),
            breach(team, mei, "P3", Instant.now()),
            breach(team, mei, "P3", Instant.now()));
    for (Story story : stories) {
      await().untilAsserted(() -> assertThat(deliveries(story)).hasSize(3));
    }

    quietIsOver(address);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              for (Story story : stories) {
                assertThat(parked(story)).hasSize(1);
              }
            });
    Object digest = parked(stories.get(0)).get(0).get("digest");
    assertThat(stories.stream().map(story -> parked(story).get(0).get("digest")))
        .containsOnly(digest);

    Calls.ops()
        .post("/v1/deliveries/{id}/retry", digest)
        .then()
        .statusCode(200)
        .body("purpose", equalTo("DIGEST"));

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              for (Story story : stories) {
                assertThat(parked(story)).extracting("attempts").containsExactly(2);
              }
            });
  }

  private static List<Map<String, Object>> parked(Story story) {
    return deliveries(story).stream().filter(each -> each.get("state").equals("PARKED")).toList();
  }

  @Test
  void configuration_isVersionedAndOnesOwn() {
    String mei = Story.unique("mei");
    Calls.as(mei, "agent").get("/v1/quiet-hours/{u}", mei).then().statusCode(404);
    Calls.as(mei, "agent")
        .contentType("application/json")
        .body(NIGHTLY)
        .put("/v1/quiet-hours/{u}", mei)
        .then()
        .statusCode(200)
        .header("ETag", equalTo("\"1\""))
        .body("windows[0].to", equalTo("07:00"))
        .body("changedBy", equalTo(mei));
    Calls.as("zhang", "agent")
        .contentType("application/json")
        .body(NIGHTLY)
        .put("/v1/quiet-hours/{u}", mei)
        .then()
        .statusCode(403);
    Calls.ops()
        .contentType("application/json")
        .header("If-Match", "\"7\"")
        .body(NIGHTLY)
        .put("/v1/quiet-hours/{u}", mei)
        .then()
        .statusCode(412);
    Calls.ops()
        .contentType("application/json")
        .header("If-Match", "\"1\"")
        .body("{\"timeZone\":\"UTC\",\"windows\":[]}")
        .put("/v1/quiet-hours/{u}", mei)
        .then()
        .statusCode(200)
        .body("version", equalTo(2))
        .body("quietUntil", nullValue());
    Calls.as(mei, "agent")
        .get("/v1/quiet-hours/{u}/versions", mei)
        .then()
        .statusCode(200)
        .body("items.version", equalTo(List.of(2, 1)))
        .body("items[1].changedAt", notNullValue());
  }

  @Test
  void badInput_isToldAtOnce() {
    Calls.as("mei", "agent")
        .contentType("application/json")
        .body(
            """
            {"timeZone":"Middle/Earth","windows":[{"from":"22:00","to":"22:00"},{"from":"24:00","to":"07:00"}]}""")
        .put("/v1/quiet-hours/mei")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer", containsInAnyOrder("/timeZone", "/windows/0/to", "/windows/1/from"));
    Calls.as("mei", "agent")
        .contentType("application/json")
        .body("{\"timeZone\":\"UTC\",\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\"}]}")
        .put("/v1/quiet-hours/mei")
        .then()
        .statusCode(400)
        .body("errors.code", equalTo(List.of("too-long")));
    Calls.as("mei", "agent")
        .contentType("application/json")
        .body("{\"timeZone\":\"UTC\",\"windows\":[{\"from\":\"25:00\",\"to\":\"7\"}]}")
        .put("/v1/quiet-hours/mei")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/windows/0/from", "/windows/0/to"));
  }
}
