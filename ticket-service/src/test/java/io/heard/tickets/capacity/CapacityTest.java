package io.heard.tickets.capacity;

import static io.heard.tickets.Http.ADMIN;
import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.put;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** People are not a buffer. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class CapacityTest {

  private final String mark = UUID.randomUUID().toString().substring(0, 8);
  private final String team = "team-" + mark;

  private String person(String name, Integer capacity) {
    String username = name + "-" + mark;
    Map<String, Object> settings = new HashMap<>(Map.of("teams", List.of(team)));
    settings.put("capacity", capacity);
    put(ADMIN, "/v1/staff/" + username, settings).then().statusCode(200);
    return username;
  }

  private void team(String name, Integer capacity) {
    Map<String, Object> settings = new HashMap<>(Map.of("name", name));
    settings.put("capacity", capacity);
    post(ADMIN, "/v1/teams", settings).then().statusCode(201);
  }

  private void rule(String overload, String redirectTo) {
    Map<String, Object> settings = new HashMap<>(Map.of("overload", overload));
    settings.put("redirectTo", redirectTo);
    put(ADMIN, "/v1/assignment/teams/" + team, settings).then().statusCode(200);
  }

  private List<String> tickets(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> log(Map.of("subject", "work " + i, "team", team)))
        .toList();
  }

  private static int handOff(String ticket, Map<String, ?> to) {
    return post(
            ZHANG, "/v1/tickets/" + ticket + "/handoffs", Map.of("to", to, "reason", "yours now"))
        .statusCode();
  }

  private int assign(String ticket) {
    return post(ZHANG, "/v1/tickets/" + ticket + "/assign", Map.of()).statusCode();
  }

  private long open(String person) {
    return count(
        "SELECT count(*) FROM ticket WHERE owner_person = ? AND state NOT IN ('CLOSED', 'DECLINED', 'MERGED', 'RESOLVED')",
        person);
  }

  @Test
  void fiftyAtOnce_neverMoreThanTheyCanTake() {
    team(team, null);
    String one = person("one", 7);
    String two = person("two", 11);
    rule("REFUSE", null);
    List<String> tickets = tickets(50);
    List<Integer> answers =
        Http.atOnce(
            25,
            thread -> {
              int first = assign(tickets.get(2 * thread));
              int second =
                  thread % 2 == 0
                      ? assign(tickets.get(2 * thread + 1))
                      : handOff(tickets.get(2 * thread + 1), Map.of("team", team, "person", one));
              return (first / 100 == 2 ? 1 : 0) + (second / 100 == 2 ? 1 : 0);
            });
    assertThat(open(one)).isEqualTo(7);
    assertThat(open(two)).isEqualTo(11);
    assertThat(answers.stream().mapToInt(Integer::intValue).sum()).isEqualTo(18);
    Map<String, Integer> shown = new HashMap<>();
    seen("/v1/load/staff?team=" + team)
        .getList("items", Map.class)
        .forEach(load -> shown.put((String) load.get("name"), (Integer) load.get("open")));
    assertThat(shown).isEqualTo(Map.of(one, 7, two, 11));
  }

  @Test
  void overloadIsRefusedRedirectedOrAllowed_toldOnce_andLoggingNeverIs() {
    team(team, 3);
    String help = "help-" + mark;
    team(help, 1);
    String one = person("one", 1);
    rule("REFUSE", null);
    List<String> tickets = tickets(3);
    assertThat(log(Map.of("subject", "logging is never refused", "team", team))).isNotNull();
    assertThat(handOff(tickets.get(0), Map.of("team", team, "person", one))).isEqualTo(201);
    post(
            ZHANG,
            "/v1/tickets/" + tickets.get(1) + "/handoffs",
            Map.of("to", Map.of("team", team, "person", one), "reason", "too much"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:overloaded"))
        .body("capacity", equalTo(1));
    assertThat(handOff(tickets.get(2), Map.of("person", one))).isEqualTo(409);
    await().until(() -> told(tickets.get(0), "overloaded", one) == 1);
    String elsewhere = log(Map.of("subject", "from elsewhere", "team", "other-" + mark));
    assertThat(handOff(elsewhere, Map.of("team", team))).isEqualTo(409);
    rule("REDIRECT", help);
    assertThat(handOff(elsewhere, Map.of("team", team))).isEqualTo(201);
    assertThat(seen("/v1/tickets/" + elsewhere).getString("owner.team")).isEqualTo(help);
    assertThat(handOff(tickets.get(1), Map.of("team", team, "person", one))).isEqualTo(409);
    rule("ALLOW", null);
    assertThat(handOff(tickets.get(1), Map.of("team", team, "person", one))).isEqualTo(201);
    assertThat(open(one)).isEqualTo(2);
    get(MEI, "/v1/load/staff?team=" + team).then().body("items[0].overloaded", equalTo(true));
    done(tickets.get(0), "decline", Map.of("reason", "no"));
    done(tickets.get(1), "decline", Map.of("reason", "no"));
    await()
        .until(
            () ->
                seen("/v1/tickets/" + tickets.get(0) + "/timeline")
                    .getList("items.type")
                    .contains("heard.ticket.overload-ended.v1"));
  }

  private static int told(String ticket, String what, String whose) {
    return seen("/v1/tickets/" + ticket + "/timeline?limit=200")
        .getList(
            "items.findAll { it.type == 'heard.ticket.%s.v1' && it.data.overload.name == '%s' }"
                .formatted(what, whose))
        .size();
  }

  @Test
  void whoTakesMoreThanTheyCan_isOverloadedToo_andSoIsATeamToWhichMoreIsLogged() {
    team(team, 3);
    String me = person("me", 1);
    String mine = io.heard.testkit.Tokens.of(me, "frontline", "agent");
    List<String> tickets = tickets(3);
    for (int i = 0; i < 2; i++) {
      post(mine, "/v1/tickets/" + tickets.get(i) + "/acknowledge", Map.of()).then().statusCode(200);
    }
    await()
        .atMost(java.time.Duration.ofSeconds(20))
        .until(
            () ->
                told(tickets.get(0), "overloaded", me) + told(tickets.get(1), "overloaded", me)
                    == 1);
    assertThat(tickets.stream().mapToInt(ticket -> told(ticket, "overloaded", team)).sum())
        .isZero();
    tickets(1);
    await()
        .atMost(java.time.Duration.ofSeconds(20))
        .until(
            () -> tickets.stream().mapToInt(ticket -> told(ticket, "overloaded", team)).sum() == 1);
    done(tickets.get(0), "decline", Map.of("reason", "no"));
    done(tickets.get(1), "decline", Map.of("reason", "no"));
    await()
        .atMost(java.time.Duration.ofSeconds(20))
        .until(
            () ->
                tickets.stream().mapToInt(ticket -> told(ticket, "overload-ended", me)).sum() == 1);
    assertThat(tickets.stream().mapToInt(ticket -> told(ticket, "overloaded", me)).sum()).isOne();
  }

  @Test
  void bySkillAndWorkingHours_inTurnOrByLoad() {
    team(team, null);
    String one = person("one", 10);
    String two = person("two", 20);
    String away = person("away", 30);
    String asleep = person("asleep", 40);
    put(ADMIN, "/v1/assignment/staff/" + away, Map.of("available", false)).then().statusCode(200);
    String calendar = "never now " + mark;
    String day =
        java.time.LocalDate.now(java.time.ZoneOffset.UTC).plusDays(3).getDayOfWeek().name();
    post(
            ADMIN,
            "/v1/calendars",
            Map.of(
                "name",
                calendar,
                "timeZone",
                "UTC",
                "weekly",
                Map.of(day.substring(0, 3), List.of("08:00-09:00"))))
        .then()
        .statusCode(201);
    put(ADMIN, "/v1/assignment/staff/" + asleep, Map.of("calendar", calendar))
        .then()
        .statusCode(200);
    put(ADMIN, "/v1/assignment/staff/" + two, Map.of("skills", List.of("pumps")))
        .then()
        .statusCode(200);
    HashSet<String> owners = new HashSet<>();
    for (String ticket : tickets(2)) {
      post(ZHANG, "/v1/tickets/" + ticket + "/assign", Map.of("strategy", "ROUND_ROBIN"))
          .then()
          .statusCode(200);
      owners.add(seen("/v1/tickets/" + ticket).getString("owner.person"));
    }
    assertThat(owners).containsExactlyInAnyOrder(one, two);
    String skilled = tickets(1).get(0);
    post(ZHANG, "/v1/tickets/" + skilled + "/assign", Map.of("skills", List.of("pumps")))
        .then()
        .body("owner.person", equalTo(two));
    String byLoad = tickets(1).get(0);
    post(ZHANG, "/v1/tickets/" + byLoad + "/assign", Map.of("strategy", "LOAD"))
        .then()
        .body("owner.person", equalTo(one));
    String nobody = log(Map.of("subject", "x", "team", "other-" + mark));
    post(
            ZHANG,
            "/v1/tickets/" + nobody + "/assign",
            Map.of("team", team, "skills", List.of("magic")))
        .then()
        .statusCode(200)
        .body("owner.team", equalTo(team))
        .body("owner.person", equalTo(null));
  }

  @Test
  void whoIsAbsent_isGivenNothing() {
    team(team, null);
    String away = person("away", null);
    String there = person("there", null);
    Instant until = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    absent(away, Instant.now().minusSeconds(60), until);
    for (String strategy : List.of("LOAD", "ROUND_ROBIN")) {
      for (String ticket : tickets(2)) {
        post(ZHANG, "/v1/tickets/" + ticket + "/assign", Map.of("strategy", strategy))
            .then()
            .statusCode(200)
            .body("owner.person", equalTo(there));
      }
    }
    String ticket = tickets(1).get(0);
    Map<String, Object> handoff =
        Map.of("to", Map.of("team", team, "person", away), "reason", "yours now");
    post(ZHANG, "/v1/tickets/" + ticket + "/handoffs", handoff)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:absent"))
        .body("person", equalTo(away))
        .body("until", equalTo(until.toString()));
    assertThat(seen("/v1/tickets/" + ticket).getInt("version")).isEqualTo(1);
    absent(away, until.minusSeconds(60), until);
    assertThat(handOff(ticket, Map.of("team", team, "person", away))).isEqualTo(201);
  }

  private static void absent(String person, Instant from, Instant to) {
    put(
            ADMIN,
            "/v1/staff/" + person + "/absence",
            Map.of("from", from.toString(), "to", to.toString()))
        .then()
        .statusCode(200);
  }

  @Test
  void whyNobodyGetsIt_isSaid() {
    team(team, null);
    String unskilled = person("a-unskilled", null);
    String away = person("b-away", null);
    String busy = person("c-busy", 1);
    absent(away, Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(3)));
    put(ADMIN, "/v1/assignment/staff/" + busy, Map.of("available", false)).then().statusCode(200);
    List<String> tickets = tickets(3);
    Map<String, Object> pumps = Map.of("skills", List.of("pumps", "gas"));
    post(ZHANG, "/v1/tickets/" + tickets.get(0) + "/assign", pumps)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:nobody-available"))
        .body("members.person", equalTo(List.of(unskilled, away, busy)))
        .body("members.why", equalTo(List.of("SKILLS", "ABSENT", "UNAVAILABLE")))
        .body("members[0].lacks", equalTo(List.of("gas", "pumps")));
    put(ADMIN, "/v1/assignment/staff/" + busy, Map.of("skills", List.of("gas", "pumps")))
        .then()
        .statusCode(200);
    team("help-" + mark, null);
    rule("REDIRECT", "help-" + mark);
    post(ZHANG, "/v1/tickets/" + tickets.get(0) + "/assign", pumps)
        .then()
        .statusCode(200)
        .body("owner.person", equalTo(busy));
    post(ZHANG, "/v1/tickets/" + tickets.get(1) + "/assign", pumps)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:overloaded"))
        .body("overloaded", equalTo(busy))
        .body("open", equalTo(1));
    post(
            ZHANG,
            "/v1/tickets/" + tickets.get(1) + "/handoffs",
            Map.of("to", Map.of("team", team, "person", busy), "reason", "too much"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:overloaded"));
  }

  @Test
  void settingsAreChecked() {
    team(team, null);
    put(ADMIN, "/v1/assignment/teams/" + team, Map.of("overload", "REDIRECT"))
        .then()
        .statusCode(400);
    put(ADMIN, "/v1/assignment/teams/" + team, Map.of("overload", "REDIRECT", "redirectTo", team))
        .then()
        .statusCode(400);
    put(ADMIN, "/v1/assignment/teams/unknown-" + mark, Map.of("overload", "ALLOW"))
        .then()
        .statusCode(404);
    put(ADMIN, "/v1/assignment/staff/nobody-" + mark, Map.of()).then().statusCode(404);
    String one = person("one", null);
    put(ADMIN, "/v1/assignment/staff/" + one, Map.of("calendar", "no such")).then().statusCode(400);
    put(MEI, "/v1/assignment/teams/" + team, Map.of("overload", "ALLOW")).then().statusCode(403);
    get(MEI, "/v1/assignment/teams/" + team).then().body("version", equalTo(0));
  }
}
