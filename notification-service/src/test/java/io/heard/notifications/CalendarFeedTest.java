package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shifts as calendar programs read them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class CalendarFeedTest {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plusSeconds(1800);
  private final Instant today = now.truncatedTo(ChronoUnit.HOURS);
  private final List<String> made = new ArrayList<>();

  @BeforeEach
  void freeze() {
    TestClock.get().freeze(now);
  }

  @AfterEach
  void tidy() {
    TestClock.get().reset();
    made.forEach(OnCallCalls::deactivate);
  }

  private String schedule(String... people) {
    String name = OnCallCalls.made(OnCallCalls.daily(Story.unique("rota"), now, people));
    made.add(name);
    return name;
  }

  private static ExtractableResponse<Response> newFeed(String schedule, String by, String body) {
    return Calls.as(by, "frontline")
        .contentType("application/json")
        .body(body)
        .post("/v1/schedules/{n}/feeds", schedule)
        .then()
        .statusCode(201)
        .extract();
  }

  private static Map<String, VEvent> events(String ics) throws Exception {
    Calendar calendar = new CalendarBuilder().build(new StringReader(ics));
    assertThat(calendar.validate().getEntries()).as("RFC 5545").isEmpty();
    List<VEvent> events = calendar.getComponents("VEVENT");
    return events.stream()
        .collect(Collectors.toMap(e -> e.getUid().orElseThrow().getValue(), Function.identity()));
  }

  private static String value(VEvent event, String property) {
    return event.getRequiredProperty(property).getValue();
  }

  private static VEvent beginning(Map<String, VEvent> events, Instant at) {
    return events.values().stream()
        .filter(event -> value(event, "DTSTART").equals(stamp(at)))
        .findFirst()
        .orElseThrow();
  }

  private static String stamp(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "");
  }

  @Test
  void secretAddress_showsTheShiftsWithoutAToken() throws Exception {
    String name = schedule("li", "mei");
    Response answer = OnCallCalls.feed(newFeed(name, "mei", "{}").path("url"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualToIgnoringCase("text/calendar;charset=utf-8");
    assertThat(answer.asString()).contains("\r\n").contains("NAME:On call: " + name);
    assertThat(
            answer
                .asString()
                .lines()
                .allMatch(l -> l.getBytes(StandardCharsets.UTF_8).length <= 75))
        .as("lines are folded")
        .isTrue();
    Map<String, VEvent> events = events(answer.asString());
    assertThat(events).hasSizeBetween(10 + 92, 10 + 94);
    VEvent present = beginning(events, today);
    assertThat(value(present, "DTEND")).isEqualTo(stamp(today.plus(Duration.ofDays(1))));
    assertThat(value(present, "SUMMARY")).isEqualTo("On call: " + name + " (li)");
    assertThat(value(present, "TRANSP")).isEqualTo("TRANSPARENT");
  }

  @Test
  void onlyOnePersonsShifts() throws Exception {
    String name = schedule("li", "mei");
    Map<String, VEvent> all =
        events(OnCallCalls.feed(newFeed(name, "mei", "{}").path("url")).asString());
    Map<String, VEvent> hers =
        events(
            OnCallCalls.feed(newFeed(name, "mei", "{\"person\":\"mei\"}").path("url")).asString());
    assertThat(hers.values())
        .isNotEmpty()
        .allSatisfy(e -> assertThat(value(e, "SUMMARY")).endsWith("(mei)"));
    assertThat(all).containsAllEntriesOf(hers);
    String byToken =
        Calls.as("mei", "frontline")
            .queryParam("person", "mei")
            .get("/v1/schedules/{n}/calendar.ics", name)
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(events(byToken)).containsExactlyInAnyOrderEntriesOf(hers);
  }

  @Test
  void override_keepsTheUidAndRaisesTheSequence() throws Exception {
    String name = schedule("li");
    String url = newFeed(name, "mei", "{}").path("url");
    VEvent before =
        beginning(events(OnCallCalls.feed(url).asString()), today.plus(Duration.ofDays(3)));
    OnCallCalls.override(
            name,
            "zhang",
            today.plus(Duration.ofDays(3)).plusSeconds(7200),
            today.plus(Duration.ofDays(3)).plusSeconds(10_800))
        .then()
        .statusCode(201);

    Map<String, VEvent> after = events(OnCallCalls.feed(url).asString());

    VEvent shortened = after.get(before.getUid().orElseThrow().getValue());
    assertThat(value(shortened, "DTEND"))
        .isEqualTo(stamp(today.plus(Duration.ofDays(3)).plusSeconds(7200)));
    assertThat(Integer.parseInt(value(shortened, "SEQUENCE")))
        .isGreaterThan(Integer.parseInt(value(before, "SEQUENCE")));
    assertThat(after.values())
        .extracting(e -> value(e, "SUMMARY"))
        .contains("On call: " + name + " (zhang)");
  }

  @Test
  void unchanged_is304() {
    String name = schedule("li");
    String url = newFeed(name, "mei", "{}").path("url");
    String path = url.substring(url.indexOf("/v1/"));
    String tag = OnCallCalls.feed(url).header("ETag");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");
    TestClock.get().advance(Duration.ofSeconds(20));
    RestAssured.given().header("If-None-Match", tag).get(path).then().statusCode(304);
    OnCallCalls.override(name, "zhang", null, now.plus(Duration.ofHours(2))).then().statusCode(201);
    RestAssured.given().header("If-None-Match", tag).get(path).then().statusCode(200);
  }

  @Test
  void rotatedOrRevoked_theAddressLeadsNowhere() {
    String name = schedule("li");
    ExtractableResponse<Response> first = newFeed(name, "mei", "{}");
    String id = first.path("feed.id");
    Calls.as("li", "frontline")
        .post("/v1/schedules/{n}/feeds/{id}/rotate", name, id)
        .then()
        .statusCode(403);
    String second =
        Calls.as("mei", "frontline")
            .post("/v1/schedules/{n}/feeds/{id}/rotate", name, id)
            .then()
            .statusCode(200)
            .extract()
            .path("url");
    assertThat(OnCallCalls.feed(first.path("url")).statusCode()).isEqualTo(404);
    assertThat(OnCallCalls.feed(second).statusCode()).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      Calls.ops().delete("/v1/schedules/{n}/feeds/{id}", name, id).then().statusCode(200);
    }
    assertThat(OnCallCalls.feed(second).statusCode()).isEqualTo(404);
    Calls.ops()
        .get("/v1/schedules/{n}/feeds", name)
        .then()
        .body("items", hasSize(1))
        .body("items[0].revokedBy", equalTo("olga"));
    Calls.ops().post("/v1/schedules/{n}/feeds/{id}/rotate", name, id).then().statusCode(409);
  }

  @Test
  void onlyAHashIsKept() throws Exception {
    String name = schedule("li");
    String url = newFeed(name, "mei", "{}").path("url");
    String token = url.substring(url.lastIndexOf('/') + 1, url.length() - ".ics".length());
    assertThat(token).hasSize(43);
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT string_agg(f::text, ' ') FROM oncall_feed f");
        ResultSet row = select.executeQuery()) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).doesNotContain(token);
    }
  }

  @Test
  void wrongAddresses_areAllTheSame404() {
    for (String token : List.of("x", "A".repeat(43), "..", "%00", "A".repeat(1000))) {
      RestAssured.given()
          .urlEncodingEnabled(false)
          .get("/v1/calendar-feeds/" + token + ".ics")
          .then()
          .statusCode(404);
    }
    RestAssured.get("/v1/schedules/x/calendar.ics").then().statusCode(401);
    Calls.as("mei", "frontline")
        .contentType("application/json")
        .body("{\"person\":\"\\u0000\"}")
        .post("/v1/schedules/{n}/feeds", schedule("li"))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/person"));
  }
}
