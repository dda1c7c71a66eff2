package io.heard.tickets.calendar;

import static io.heard.tickets.calendar.CalendarRequests.admin;
import static io.heard.tickets.calendar.CalendarRequests.as;
import static io.heard.tickets.calendar.CalendarRequests.create;
import static io.heard.tickets.calendar.CalendarRequests.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holidays out of iCalendar files (RFC 5545). */
@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class HolidayImportTest {

  private final TimeZone zone = TimeZone.getDefault();
  private final String calendar = unique("feasts");

  @BeforeEach
  void begin() {
    TestClock.get().freeze(Instant.parse("2026-11-22T10:00:00Z"));
    create(calendar);
  }

  @AfterEach
  void end() {
    TestClock.get().reset();
    TimeZone.setDefault(zone);
  }

  private static RequestSpecification ics(RequestSpecification who) {
    return who.config(
            RestAssuredConfig.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs("text/calendar", ContentType.TEXT)))
        .contentType("text/calendar");
  }

  private Response send(String file) {
    return ics(admin()).body(file.getBytes(StandardCharsets.UTF_8)).post(path());
  }

  private String path() {
    return "/v1/calendars/" + calendar + "/holidays";
  }

  private JsonPath imported(String... events) {
    Response answer = send(file(events));
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    assertThat(answer.header("ETag"))
        .isEqualTo('"' + answer.jsonPath().getString("calendar.version") + '"');
    return answer.jsonPath();
  }

  private static String file(String... events) {
    StringBuilder file =
        new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Heard//Test//EN\r\n");
    int uid = 1;
    for (String event : events) {
      file.append("BEGIN:VEVENT\r\n");
      if (!event.contains("UID:")) {
        file.append("UID:").append(uid++).append("@heard.test\r\n");
      }
      file.append("DTSTAMP:20260101T000000Z\r\n")
          .append(event.replace("\n", "\r\n"))
          .append("\r\nEND:VEVENT\r\n");
    }
    return file.append("END:VCALENDAR\r\n").toString();
  }

  private List<String> added(String... events) {
    return imported(events).getList("added.day");
  }

  @Test
  void allDayEventsBecomeHolidays_andAreExplainedByThem() {
    JsonPath answer =
        imported(
            "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261004\nSUMMARY:国庆节",
            "DTSTART;VALUE=DATE:20260405\nSUMMARY:Qingming",
            "DTSTART;VALUE=DATE:20270101\nDURATION:P2D\nSUMMARY:New\\, Year");
    assertThat(answer.getList("added.day"))
        .containsExactly(
            "2026-04-05", "2026-10-01", "2026-10-02", "2026-10-03", "2027-01-01", "2027-01-02");
    assertThat(answer.getString("added.find { it.day == '2026-10-02' }.summary")).isEqualTo("国庆节");
    assertThat(answer.getString("added.find { it.day == '2027-01-01' }.summary"))
        .isEqualTo("New, Year");
    assertThat(answer.getInt("calendar.version")).isEqualTo(2);
    assertThat(answer.getList("calendar.holidays"))
        .startsWith("2026-05-01", "--12-25")
        .contains("2026-10-03")
        .doesNotContain("2026-10-04");
    assertThat(answer.getInt("ignored")).isZero();
    JsonPath preview =
        admin()
            .body(
                "{\"calendar\": \"%s\", \"start\": \"2026-04-03T00:00:00Z\", \"target\": \"PT1H\"}"
                    .formatted(calendar))
            .post("/v1/sla/preview")
            .jsonPath();
    assertThat(preview.getList("segments.why")).contains("holiday 2026-04-05");
  }

  @Test
  void yearlyEventsStayYearly_othersAreWrittenOutUntilAStatedDay() {
    JsonPath answer =
        imported(
            "DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY",
            "DTSTART;VALUE=DATE:20201226\nRRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=12;BYMONTHDAY=26",
            "DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY\nSUMMARY:leap day");
    assertThat(answer.getList("added.day")).containsExactly("--02-29", "--05-01", "--12-26");
    assertThat(answer.getString("repeatedUntil")).isEqualTo("2031-12-31");
    assertThat(added("DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"))
        .containsExactly(
            "2025-11-27",
            "2026-11-26",
            "2027-11-25",
            "2028-11-23",
            "2029-11-22",
            "2030-11-28",
            "2031-11-27");
    assertThat(added("DTSTART;VALUE=DATE:20240610\nRRULE:FREQ=YEARLY;COUNT=4"))
        .containsExactly("2025-06-10", "2026-06-10", "2027-06-10");
    assertThat(added("DTSTART;VALUE=DATE:20260711\nRRULE:FREQ=YEARLY;UNTIL=20270711"))
        .containsExactly("2026-07-11", "2027-07-11");
    assertThat(added("DTSTART;VALUE=DATE:20260812\nRRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20301231"))
        .containsExactly("2026-08-12", "2028-08-12", "2030-08-12");
    assertThat(
            added(
                "DTSTART;VALUE=DATE:20270227\nDTEND;VALUE=DATE:20270302\nRRULE:FREQ=YEARLY;COUNT=2"))
        .as("not yearly: in a leap year its third day is 29 February, which is there already")
        .containsExactly("2027-02-27", "2027-02-28", "2027-03-01", "2028-02-27", "2028-02-28");
  }

  @Test
  void exceptionsExtraDaysAndMovedDays_areFollowed() {
    assertThat(
            added(
                "UID:a\nDTSTART;VALUE=DATE:20260904\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:20260911\nRDATE;VALUE=DATE:20261005",
                "UID:a\nRECURRENCE-ID;VALUE=DATE:20260918\nDTSTART;VALUE=DATE:20260919",
                "UID:a\nRECURRENCE-ID;VALUE=DATE:20260925\nDTSTART;VALUE=DATE:20260925\nSTATUS:CANCELLED"))
        .containsExactly("2026-09-04", "2026-09-19", "2026-10-05");
  }

  @Test
  void whatIsNoHolidayIsIgnoredAndSaysWhy() {
    JsonPath answer =
        imported(
            "DTSTART:20261001T090000Z\nSUMMARY:stand-up",
            "DTSTART;TZID=Asia/Shanghai:20261001T090000\nSUMMARY:local",
            "DTSTART;VALUE=DATE:20261101\nSTATUS:CANCELLED",
            "SUMMARY:when?",
            "DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20280101",
            "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=HOURLY",
            "DTSTART;VALUE=DATE:2026-13-45",
            "DTSTART;VALUE=DATE:20260102\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
    assertThat(answer.getList("added.day")).containsExactly("2026-01-02");
    assertThat(answer.getInt("ignored")).isEqualTo(7);
    assertThat(answer.getList("reasons.why"))
        .containsExactly(
            "begins at a time of day: only all-day events are holidays",
            "begins at a time of day: only all-day events are holidays",
            "cancelled",
            "has no start that can be read",
            "lasts longer than 366 days",
            "repeats by a rule that cannot be read, or more often than daily",
            "has a date that there is not: Invalid value for MonthOfYear (valid values 1 - 12): 13");
  }

  @Test
  void importingAgainChangesNothing() {
    String file = file("DTSTART;VALUE=DATE:20261001", "DTSTART;VALUE=DATE:20261225");
    JsonPath first = send(file).jsonPath();
    assertThat(first.getList("added.day")).containsExactly("2026-10-01");
    assertThat(first.getList("present.day")).as("yearly already").containsExactly("2026-12-25");
    JsonPath again = send(file).jsonPath();
    assertThat(again.getList("added")).isEmpty();
    assertThat(again.getList("present")).hasSize(2);
    assertThat(again.getInt("calendar.version")).isEqualTo(2);
    String more = file("DTSTART;VALUE=DATE:20261003");
    String key = UUID.randomUUID().toString();
    Response once =
        ics(admin())
            .header("Idempotency-Key", key)
            .body(more.getBytes(StandardCharsets.UTF_8))
            .post(path());
    Response replay =
        ics(admin())
            .header("Idempotency-Key", key)
            .body(more.getBytes(StandardCharsets.UTF_8))
            .post(path());
    assertThat(replay.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(replay.asString()).isEqualTo(once.asString());
    ics(admin())
        .header("Idempotency-Key", key)
        .body(file.getBytes(StandardCharsets.UTF_8))
        .post(path())
        .then()
        .statusCode(422);
  }

  @Test
  void daysAreWhatIsWritten_whateverTheZoneOfTheMachine() {
    List<String> machines = List.of("Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Sao_Paulo");
    for (int i = 0; i < machines.size(); i++) {
      TimeZone.setDefault(TimeZone.getTimeZone(machines.get(i)));
      String day = "070" + (i + 1);
      JsonPath answer =
          imported(
              "DTSTART;VALUE=DATE:2027%s\nDTEND;VALUE=DATE:2027%s\nRRULE:FREQ=YEARLY;UNTIL=2028%s"
                  .formatted(day, day, day));
      assertThat(answer.getList("added.day"))
          .as(machines.get(i))
          .containsExactly("2027-07-0" + (i + 1), "2028-07-0" + (i + 1));
    }
  }

  @Test
  void whatIsNoFileIsRefused_andChangesNothing() {
    for (String file :
        List.of(
            "",
            "{}",
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "<html>not found</html>",
            "BEGIN:VCARD\r\nEND:VCARD\r\n")) {
      JsonPath problem = send(file).then().statusCode(400).extract().jsonPath();
      assertThat(problem.getList("errors.code")).containsExactly("not-icalendar");
    }
    ics(admin()).body(new byte[] {'B', (byte) 0xff, 'X'}).post(path()).then().statusCode(400);
    String[] many = new String[1_001];
    for (int i = 0; i < many.length; i++) {
      many[i] =
          "DTSTART;VALUE=DATE:"
              + java.time.LocalDate.of(2026, 1, 1).plusDays(i).toString().replace("-", "");
    }
    assertThat(send(file(many)).jsonPath().getList("errors.code")).containsExactly("too-many");
    ics(admin()).body(new byte[5 << 20]).post(path()).then().statusCode(413);
    admin().body("{}").post(path()).then().statusCode(415);
    assertThat(admin().get("/v1/calendars/" + calendar).jsonPath().getInt("version")).isEqualTo(1);
  }

  @Test
  void onlyAdminsMay_onTheVersionTheyHaveSeen() {
    byte[] file = file("DTSTART;VALUE=DATE:20261001").getBytes(StandardCharsets.UTF_8);
    ics(as("mei", "lead")).body(file).post(path()).then().statusCode(403);
    ics(admin()).header("If-Match", "\"9\"").body(file).post(path()).then().statusCode(412);
    ics(admin()).body(file).post("/v1/calendars/nobody/holidays").then().statusCode(404);
    ics(admin()).body(file).post("/v1/calendars/24x7/holidays").then().statusCode(409);
    ics(admin()).header("If-Match", "\"1\"").body(file).post(path()).then().statusCode(200);
  }
}
