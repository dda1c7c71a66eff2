package io.heard.tickets.report;

import static io.heard.tickets.Http.ADMIN;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two weeks with a clock change in the middle, and what the reports say of them against a plain
 * count of minutes over the timelines.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class RecomputedTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant CHANGE =
      BERLIN.getRules().nextTransition(Instant.now().plus(Duration.ofDays(1))).getInstant();

  /** Of the week that ends with the Sunday on which clocks are changed. */
  private static final LocalDate MONDAY = LocalDate.ofInstant(CHANGE, BERLIN).minusDays(6);

  private static final LocalDate HOLIDAY = MONDAY.plusDays(9);
  private static final long ACKNOWLEDGE = 4 * 60;
  private static final long FIRST_FEEDBACK = 8 * 60;
  private static final long RESOLUTION = 30 * 60;

  private final String mark = "weeks-" + UUID.randomUUID().toString().substring(0, 13);

  /** Something that is done to a ticket, at a time of a day after that Monday. */
  private record Deed(Instant at, String ticket, String command, Map<String, ?> body) {}

  private final List<Deed> deeds = new ArrayList<>();
  private final Map<String, String> ids = new LinkedHashMap<>();

  @AfterEach
  void reset() {
    TestClock.get().reset();
  }

  private static Instant at(int day, String time) {
    return MONDAY.plusDays(day).atTime(LocalTime.parse(time)).atZone(BERLIN).toInstant();
  }

  private void plan(String ticket, Instant at, String command, Map<String, ?> body) {
    deeds.add(new Deed(at, ticket, command, body));
  }

  private void plan(String ticket, int day, String time, String command) {
    Map<String, Map<String, ?>> bodies =
        Map.of(
            "feedbacks", Map.of("text", "we are on it"),
            "resolve", Map.of("outcome", "done"),
            "reopen", Map.of("reason", "it drips again"),
            "decline", Map.of("reason", "not ours"),
            "contacts", Map.of("text", "here it is"),
            "close", Map.of("because", "CONFIRMED"),
            "handoffs", Map.of("to", Map.of("team", "else-" + mark), "reason", "theirs"));
    plan(ticket, at(day, time), command, bodies.getOrDefault(command, Map.of()));
  }

  private void waits(String ticket, int day, String time, String whom) {
    plan(ticket, at(day, time), "wait", Map.of("for", whom, "reason", "which one?"));
  }

  private void plans() {
    plan("plain", 0, "09:00", "log");
    plan("plain", 0, "09:30", "acknowledge");
    plan("plain", 0, "10:00", "start");
    plan("plain", 0, "11:00", "feedbacks");
    plan("plain", 0, "15:00", "resolve");
    plan("plain", 0, "16:00", "close");

    plan("over the weekend", 4, "17:30", "log");
    plan("over the weekend", 7, "08:10", "acknowledge");
    plan("over the weekend", 7, "08:20", "start");
    plan("over the weekend", 7, "10:00", "feedbacks");
    plan("over the weekend", 8, "12:00", "resolve");

    plan("in the night of the change", 5, "12:00", "log");
    plan("in the night of the change", CHANGE.minusSeconds(60 * 60), "acknowledge", Map.of());
    plan("in the night of the change", CHANGE.minusSeconds(60), "start", Map.of());
    plan(
        "in the night of the change",
        CHANGE.plusSeconds(60 * 60),
        "feedbacks",
        Map.of("text", "soon"));
    plan("in the night of the change", 7, "09:00", "resolve");

    plan("waits over the change", 3, "10:00", "log");
    plan("waits over the change", 3, "10:10", "acknowledge");
    plan("waits over the change", 3, "10:20", "start");
    plan("waits over the change", 3, "10:30", "feedbacks");
    waits("waits over the change", 4, "16:00", "CUSTOMER");
    plan("waits over the change", CHANGE.plusSeconds(30 * 60), "resume", Map.of());
    plan("waits over the change", 8, "17:00", "resolve");

    plan("reopened", 0, "08:00", "log");
    plan("reopened", 0, "08:30", "acknowledge");
    plan("reopened", 0, "09:00", "start");
    plan("reopened", 0, "10:00", "feedbacks");
    plan("reopened", 1, "12:00", "resolve");
    plan("reopened", 3, "09:00", "reopen");
    plan("reopened", 4, "17:00", "handoffs");
    plan("reopened", 7, "11:00", "feedbacks");
    plan("reopened", 7, "12:00", "resolve");
    plan("reopened", 8, "09:00", "close");

    plan("forgotten", 1, "07:00", "log");
    plan("forgotten", 9, "12:00", "acknowledge");
    plan("forgotten", 9, "13:00", "start");
    plan("forgotten", 9, "14:00", "feedbacks");
    plan("forgotten", 10, "10:00", "resolve");

    plan("waits for others", 2, "13:00", "log");
    plan("waits for others", 2, "13:05", "acknowledge");
    plan("waits for others", 2, "13:10", "start");
    plan("waits for others", 2, "14:00", "feedbacks");
    waits("waits for others", 2, "15:00", "OTHERS");
    plan("waits for others", 7, "11:00", "resume");
    plan("waits for others", 8, "10:00", "resolve");

    plan("just in time", 1, "09:00", "log");
    plan("just in time", 1, "12:59", "acknowledge");
    plan("just in time", 1, "13:00", "start");
    plan("just in time", 1, "16:59", "feedbacks");
    plan("just in time", 4, "08:59", "resolve");

    plan("just too late", 1, "09:00", "log");
    plan("just too late", 1, "13:01", "acknowledge");
    plan("just too late", 1, "13:02", "start");
    plan("just too late", 1, "17:01", "feedbacks");
    plan("just too late", 4, "09:01", "resolve");

    plan("waits twice", 3, "09:00", "log");
    plan("waits twice", 3, "09:30", "acknowledge");
    plan("waits twice", 3, "09:40", "start");
    waits("waits twice", 4, "09:00", "CUSTOMER");
    plan("waits twice", 5, "12:00", "contacts");
    waits("waits twice", 7, "10:00", "CUSTOMER");
    plan("waits twice", 8, "09:00", "resume");
    plan("waits twice", 8, "10:00", "feedbacks");
    plan("waits twice", 10, "11:00", "resolve");

    plan("declined", 4, "10:00", "log");
    plan("declined", 4, "12:00", "decline");

    plan("untouched", 7, "17:00", "log");
  }

  private void play() {
    deeds.stream()
        .sorted(Comparator.comparing(Deed::at))
        .forEach(
            deed -> {
              TestClock.get().freeze(deed.at());
              if (deed.command().equals("log")) {
                ids.put(deed.ticket(), logged(deed.ticket()));
              } else {
                String path = "/v1/tickets/" + ids.get(deed.ticket()) + "/" + deed.command();
                Response answer = post(Http.ZHANG, path, deed.body());
                assertThat(answer.statusCode())
                    .as("%s: %s", deed, answer.asString())
                    .isBetween(200, 201);
              }
            });
    TestClock.get().freeze(at(13, "23:00"));
  }

  private String logged(String ticket) {
    return Http.log(
        Map.of(
            "subject",
            ticket,
            "team",
            mark,
            "tags",
            List.of(mark),
            "product",
            mark + " " + ticket));
  }

  private void hours() {
    Map<String, List<String>> weekly = new LinkedHashMap<>();
    for (String day : List.of("MON", "TUE", "WED", "THU", "FRI")) {
      weekly.put(day, List.of("08:00-18:00"));
    }
    weekly.put("SUN", List.of("00:00-06:00"));
    post(
            ADMIN,
            "/v1/calendars",
            Map.of(
                "name",
                mark,
                "timeZone",
                BERLIN.getId(),
                "weekly",
                weekly,
                "holidays",
                List.of(HOLIDAY.toString())))
        .then()
        .statusCode(201);
    post(
            ADMIN,
            "/v1/sla-policies",
            Map.of(
                "name",
                mark,
                "order",
                1,
                "when",
                Map.of("tags", List.of(mark)),
                "calendar",
                mark,
                "pauseWhileWaitingForOthers",
                true,
                "targets",
                Map.of(
                    "ACKNOWLEDGE", "PT" + ACKNOWLEDGE + "M",
                    "FIRST_FEEDBACK", "PT" + FIRST_FEEDBACK + "M",
                    "NEXT_FEEDBACK", "PT300H",
                    "RESOLUTION", "PT" + RESOLUTION + "M",
                    "CUSTOMER_WAIT", "PT300H")))
        .then()
        .statusCode(201);
  }

  private void settled() {
    await()
        .atMost(Duration.ofSeconds(120))
        .until(
            () ->
                count(
                        "SELECT count(*) FROM ticket_clock c JOIN ticket t ON t.id = c.ticket_id WHERE t.owner_team LIKE ? AND is_current AND next_at <= ?::timestamptz",
                        "%" + mark,
                        TestClock.get().instant().toString())
                    == 0);
    await()
        .atMost(Duration.ofSeconds(120))
        .until(
            () ->
                count(
                        "SELECT count(*) FROM ticket_changed c JOIN ticket t ON t.id = c.ticket_id WHERE t.owner_team LIKE ?",
                        "%" + mark)
                    == 0);
  }

  /** Whether it is working time in this minute, by the clock on a wall in Berlin. */
  private static boolean working(Instant minute) {
    ZonedDateTime wall = minute.atZone(BERLIN);
    if (wall.toLocalDate().equals(HOLIDAY) || wall.getDayOfWeek() == DayOfWeek.SATURDAY) {
      return false;
    }
    return wall.getDayOfWeek() == DayOfWeek.SUNDAY
        ? wall.getHour() < 6
        : wall.getHour() >= 8 && wall.getHour() < 18;
  }

  private static long minutes(Instant from, Instant to) {
    long minutes = 0;
    for (Instant minute = from; minute.isBefore(to); minute = minute.plusSeconds(60)) {
      minutes += working(minute) ? 1 : 0;
    }
    return minutes;
  }

  /** What a timeline says, in minutes of working time; null for what was not done. */
  private static final class Plain {
    private final Instant end;
    private Instant logged;
    private Instant since;
    private String state;
    private Long acknowledged;
    private Long answered;
    private Long resolved;
    private boolean declined;
    private long worked;

    Plain(Instant end) {
      this.end = end;
    }

    void add(String what, Instant at, String now) {
      if (state != null && List.of("LOGGED", "ACKNOWLEDGED", "IN_PROGRESS").contains(state)) {
        worked += minutes(since, at);
      }
      switch (what) {
        case "logged" -> logged = at;
        case "acknowledged" -> acknowledged = minutes(logged, at);
        case "fed-back" -> answered = answered == null ? minutes(logged, at) : answered;
        case "resolved" -> resolved = worked;
        case "declined" -> declined = true;
        default -> {
          // only its state matters
        }
      }
      since = at;
      state = now;
    }

    int breached(Long took, long target) {
      return (took == null ? !declined && minutes(logged, end) > target : took > target) ? 1 : 0;
    }

    int resolutionBreached() {
      long all = worked;
      if (List.of("LOGGED", "ACKNOWLEDGED", "IN_PROGRESS").contains(state)) {
        all += minutes(since, end);
      }
      return all > RESOLUTION ? 1 : 0;
    }
  }

  private Plain plain(String id) {
    Plain plain = new Plain(TestClock.get().instant());
    List<Map<String, Object>> timeline =
        seen("/v1/tickets/" + id + "/timeline?limit=200").getList("items");
    for (Map<String, Object> entry : timeline) {
      String type = (String) entry.get("type");
      String what = type.substring("heard.ticket.".length(), type.length() - ".v1".length());
      if (!what.startsWith("clock-")) {
        Map<?, ?> ticket = (Map<?, ?>) ((Map<?, ?>) entry.get("data")).get("ticket");
        plain.add(what, Instant.parse((String) entry.get("at")), (String) ticket.get("state"));
      }
    }
    return plain;
  }

  @Test
  void theReportsSayWhatAPlainCountOfMinutesSays() {
    TestClock.get().freeze(MONDAY.atStartOfDay(BERLIN).toInstant());
    hours();
    plans();
    play();
    settled();
    SoftAssertions all = new SoftAssertions();
    long[] sums = new long[3];
    ids.forEach(
        (name, id) -> {
          Plain plain = plain(id);
          String product = "&product=" + (mark + " " + name).replace(" ", "%20");
          JsonPath times = report("times", product);
          took(all, name, times, "acknowledged", plain.acknowledged, ACKNOWLEDGE);
          took(all, name, times, "answered", plain.answered, FIRST_FEEDBACK);
          took(all, name, times, "resolved", plain.resolved, RESOLUTION);
          JsonPath breaches = report("breaches", product);
          int[] expected = {
            plain.breached(plain.acknowledged, ACKNOWLEDGE),
            plain.breached(plain.answered, FIRST_FEEDBACK),
            plain.resolutionBreached()
          };
          all.assertThat(
                  List.of(
                      breaches.getInt("items[0].acknowledge"),
                      breaches.getInt("items[0].firstFeedback"),
                      breaches.getInt("items[0].resolution"),
                      breaches.getInt("items[0].breaches")))
              .as("breaches of: " + name)
              .containsExactly(
                  expected[0], expected[1], expected[2], expected[0] + expected[1] + expected[2]);
          for (int i = 0; i < expected.length; i++) {
            sums[i] += expected[i];
          }
        });
    all.assertAll();
    assertThat(ids).hasSize(12);
    assertThat(sums).as("some of each").doesNotContain(0).isNotEqualTo(new long[] {12, 12, 12});
  }

  private static JsonPath report(String name, String query) {
    String days = "?from=" + MONDAY.minusDays(1) + "&to=" + MONDAY.plusDays(14);
    return seen("/v1/reports/" + name + days + query);
  }

  private static void took(
      SoftAssertions all, String name, JsonPath times, String column, Long took, long target) {
    all.assertThat(times.getInt("items[0]." + column))
        .as(column + " of: " + name)
        .isEqualTo(took == null ? 0 : 1);
    Integer mean = times.get("items[0]." + column + "MeanSeconds");
    all.assertThat(mean == null ? null : mean.longValue())
        .as(column + "MeanSeconds of: " + name)
        .isEqualTo(took == null ? null : took * 60);
    all.assertThat(times.getInt("items[0]." + column + "Late"))
        .as(column + "Late of: " + name)
        .isEqualTo(took != null && took > target ? 1 : 0);
  }
}
