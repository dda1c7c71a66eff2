package io.heard.tickets.calendar;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class SlaPreviewTest {

  @AfterEach
  void realTime() {
    TestClock.get().reset();
  }

  private static ValidatableResponse preview(String body) {
    return given()
        .auth()
        .oauth2(Tokens.of("mei", "frontline"))
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/sla/preview")
        .then();
  }

  @Test
  void example_ofTheContract() {
    preview(
            """
            {"calendar": {"timeZone": "Europe/Berlin", "weekly": {"MON": ["08:00-18:00"],
               "TUE": ["08:00-12:00", "13:00-18:00"], "THU": ["08:00-18:00"]},
               "holidays": ["2016-11-01", "--12-25"], "openDays": {"2016-12-24": ["08:00-12:00"]}},
             "start": "2013-03-21T09:30:00Z", "target": "PT1H", "warnAt": 0.75,
             "pauses": [{"from": "2013-03-21T09:40:00Z", "to": "2013-03-21T09:50:00Z"}],
             "now": "2013-03-21T10:00:00Z"}
            """)
        .statusCode(200)
        .body("dueAt", equalTo("2013-03-21T10:40:00Z"))
        .body("warnAt", equalTo("2013-03-21T10:25:00Z"))
        .body("elapsed", equalTo("PT20M"))
        .body("remaining", equalTo("PT40M"))
        .body(
            "segments.from",
            contains("2013-03-21T09:30:00Z", "2013-03-21T09:40:00Z", "2013-03-21T09:50:00Z"))
        .body(
            "segments.to",
            contains("2013-03-21T09:40:00Z", "2013-03-21T09:50:00Z", "2013-03-21T10:40:00Z"))
        .body("segments.counted", contains(true, false, true))
        .body("segments.why", contains("working hours", "paused", "working hours"))
        .body("$", not(hasKey("segmentsTruncated")));
  }

  @Test
  void everyVector_overHttp() throws IOException {
    JsonNode vectors;
    try (InputStream file = getClass().getResourceAsStream("/sla/vectors.json")) {
      vectors = new ObjectMapper().readTree(file);
    }
    assertThat(vectors).isNotEmpty();
    for (JsonNode vector : vectors) {
      ValidatableResponse answer = preview(vector.get("request").toString()).statusCode(200);
      vector
          .get("expect")
          .properties()
          .forEach(e -> answer.body(e.getKey(), equalTo(e.getValue().asText())));
    }
  }

  @Test
  void now_isTheServicesClock_andWarningDefaultsToThreeQuarters() {
    TestClock.get().freeze(Instant.parse("2026-01-05T12:00:00Z"));
    preview(
            "{\"calendar\": \"24x7\", \"start\": \"2026-01-05T08:00:00+00:00\", \"target\": \"PT2H\"}")
        .statusCode(200)
        .body("dueAt", equalTo("2026-01-05T10:00:00Z"))
        .body("warnAt", equalTo("2026-01-05T09:30:00Z"))
        .body("elapsed", equalTo("PT4H"))
        .body("remaining", equalTo("PT-2H"));
  }

  @Test
  void storedCalendar_byName() {
    String name = "night " + UUID.randomUUID();
    given()
        .auth()
        .oauth2(Tokens.of("ada", "admin"))
        .contentType(ContentType.JSON)
        .body(
            "{\"name\": \""
                + name
                + "\", \"timeZone\": \"UTC\", \"weekly\": {\"MON\": [\"22:00-24:00\"], \"TUE\": [\"00:00-06:00\"]}}")
        .post("/v1/calendars")
        .then()
        .statusCode(201);
    preview(
            "{\"calendar\": \""
                + name
                + "\", \"start\": \"2026-01-05T08:00:00Z\", \"target\": \"PT8H\"}")
        .statusCode(200)
        .body("dueAt", equalTo("2026-01-06T06:00:00Z"));
  }

  @Test
  void pauseWithoutEnd_leavesDueTimeOpen() {
    preview(
            """
            {"calendar": "24x7", "start": "2026-01-05T08:00:00Z", "target": "PT2H", "now": "2026-01-05T12:00:00Z",
             "pauses": [{"from": "2026-01-05T09:00:00Z"}]}
            """)
        .statusCode(200)
        .body("dueAt", nullValue())
        .body("warnAt", nullValue())
        .body("elapsed", equalTo("PT1H"))
        .body("segments", hasSize(2))
        .body("segments[1].to", nullValue());
  }

  @Test
  void everyFault_isNamedAtOnce() {
    preview(
            """
            {"calendar": {"timeZone": "Mars/Olympus", "weekly": {"MON": ["08:00-12:00", "11:00-13:00"], "FOO": []},
                          "holidays": ["yesterday"], "openDays": {"2016-02-30": ["24:00-25:00"]}},
             "target": "P1D", "warnAt": 1, "now": "2150-01-01T00:00:00Z",
             "pauses": [{"from": "2026-01-05T09:00:00Z", "to": "2026-01-05T08:00:00Z"}, {"to": "2026-01-05T08:00:00Z"}]}
            """)
        .statusCode(400)
        .contentType("application/problem+json")
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/start",
                "/calendar/timeZone",
                "/calendar/weekly/MON/1",
                "/calendar/weekly/FOO",
                "/calendar/holidays/0",
                "/calendar/openDays/2016-02-30",
                "/calendar/openDays/2016-02-30/0",
                "/target",
                "/warnAt",
                "/now",
                "/pauses/0/to",
                "/pauses/1/from"))
        .body("errors.find { it.pointer == '/target' }.message", containsString("ambiguous"));
  }

  @Test
  void emptyBody_namesWhatIsRequired() {
    preview("")
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/calendar", "/start", "/target"))
        .body("errors.code.unique()", contains("required"));
  }

  @Test
  void unknownFields_areRefusedAtEveryDepth() {
    preview(
            """
            {"calendar": {"timeZone": "UTC", "weekly": {"MON": ["08:00-12:00"]}, "name": "x"}, "wanrAt": 0.5,
             "start": "2026-01-05T08:00:00Z", "target": "PT2H", "pauses": [{"from": "2026-01-05T09:00:00Z", "until": "x"}]}
            """)
        .statusCode(400)
        .body(
            "errors.findAll { it.code == 'unknown-field' }.pointer",
            containsInAnyOrder("/calendar/name", "/wanrAt", "/pauses/0/until"));
  }

  @Test
  void wrongTypes_areRefused() {
    for (String calendar : new String[] {"1", "[]", "true", "[\"24x7\"]"}) {
      preview(
              "{\"calendar\": "
                  + calendar
                  + ", \"start\": \"2026-01-05T08:00:00Z\", \"target\": \"PT2H\"}")
          .statusCode(400)
          .body("errors[0].pointer", equalTo("/calendar"));
    }
    preview(
            "{\"calendar\": \"24x7\", \"start\": 1, \"target\": \"PT1H\", \"pauses\": {}, \"warnAt\": \"0.5\"}")
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/start", "/pauses", "/warnAt"));
    preview(
            "{\"calendar\": {\"timeZone\": \"UTC\", \"weekly\": {\"MON\": \"08:00-12:00\"}}, \"start\": \"2026-01-05T08:00:00Z\", \"target\": \"PT2H\"}")
        .statusCode(400)
        .body("errors.pointer", contains("/calendar/weekly/MON"));
  }

  @Test
  void unknownCalendarAndUnreachableTarget_areRefused() {
    preview("{\"calendar\": \"nobody\", \"start\": \"2026-01-05T08:00:00Z\", \"target\": \"PT2H\"}")
        .statusCode(400)
        .body("errors.pointer", contains("/calendar"))
        .body("errors.code", contains("unknown"));
    preview(
            """
            {"calendar": {"timeZone": "UTC", "openDays": {"2026-01-06": ["08:00-09:00"]}},
             "start": "2026-01-05T08:00:00Z", "target": "PT2H"}
            """)
        .statusCode(400)
        .body("errors.pointer", contains("/target"))
        .body("errors.code", contains("out-of-reach"));
    preview(
            """
            {"calendar": {"timeZone": "UTC", "openDays": {"2027-03-06": ["08:00-09:00"]}},
             "start": "2026-01-05T08:00:00Z", "target": "PT1H"}
            """)
        .statusCode(400)
        .body("errors.pointer", contains("/calendar/weekly"))
        .body("errors.code", contains("no-working-time"));
  }

  @Test
  void farTarget_isAnsweredWithBoundedSegments() {
    preview(
            """
            {"calendar": {"timeZone": "Europe/Berlin", "weekly": {"MON": ["08:00-09:00"], "TUE": ["08:00-09:00"]}},
             "start": "2026-01-05T08:00:00Z", "target": "PT9999H", "now": "2026-01-05T08:00:00Z"}
            """)
        .statusCode(200)
        .body("dueAt", equalTo("2121-10-28T08:00:00Z"))
        .body("segments", hasSize(5000))
        .body("segmentsTruncated", equalTo(true));
  }

  @Test
  void openApi_saysThatACalendarIsHoursOrAName() {
    given()
        .queryParam("format", "json")
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body("components.schemas.SlaPreviewRequest.properties.calendar.oneOf", hasSize(2))
        .body("components.schemas.SlaPreviewRequest.properties.calendar", not(hasKey("type")))
        .body("components.schemas.SlaPreviewRequest.properties.calendar", not(hasKey("$ref")));
  }

  @Test
  void withoutTokenOrRole_nothing() {
    given().contentType(ContentType.JSON).body("{}").post("/v1/sla/preview").then().statusCode(401);
    given()
        .auth()
        .oauth2(Tokens.of("eve"))
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/sla/preview")
        .then()
        .statusCode(403);
  }
}
