package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On-call schedules over REST: versions, overrides, who is on call, shifts, refusals. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class SchedulesTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private final List<String> made = new ArrayList<>();

  @AfterEach
  void tidy() {
    TestClock.get().reset();
    made.forEach(OnCallCalls::deactivate);
  }

  private String made(String body) {
    String name = OnCallCalls.made(body);
    made.add(name);
    return name;
  }

  private String daily(String... people) {
    return made(OnCallCalls.daily(Story.unique("rota"), NOW, people));
  }

  @Test
  void schedule_isVersionedAndReadable() {
    String li = Story.staff("li");
    String name = Story.unique("duty manager");
    Response created =
        OnCallCalls.post(
            OnCallCalls.body(
                name,
                "Europe/Berlin",
                "{\"name\":\"weeks\",\"participants\":[\"%s\",\"ghost\"],\"rotation\":\"P1W\",\"start\":\"2026-01-05T09:00\",\"restrictions\":[{\"days\":[\"MON\"],\"hours\":\"18:00-08:00\"}],\"until\":\"2030-01-01T00:00\"}"
                    .formatted(li)));
    made.add(name);
    String id =
        created
            .then()
            .statusCode(201)
            .header("ETag", "\"1\"")
            .body("version", equalTo(1))
            .body("active", equalTo(true))
            .body("layers[0].restrictions[0].hours", equalTo("18:00-08:00"))
            .body("participants.find { it.person == 'ghost' }.reach", equalTo("UNKNOWN"))
            .body(
                "participants.find { it.person == '%s' }.reach".formatted(li), equalTo("REACHABLE"))
            .body("gaps", not(empty()))
            .body("gaps.message", hasItem(containsString("nobody is on call for " + name)))
            .body("changedBy", equalTo("ada"))
            .extract()
            .path("id");
    assertThat(created.header("Location")).endsWith("/v1/schedules/" + id);

    OnCallCalls.put(name, OnCallCalls.daily(name, NOW, li))
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("gaps", empty());
    OnCallCalls.put(name, OnCallCalls.daily(name, NOW, li)).then().body("version", equalTo(2));
    Calls.as("mei", "frontline")
        .header("If-None-Match", "\"2\"")
        .get("/v1/schedules/{id}", id)
        .then()
        .statusCode(304);
    Calls.as("mei", "frontline")
        .get("/v1/schedules/{id}/versions", id)
        .then()
        .body("items.version", equalTo(List.of(2, 1)))
        .body("items[1].timeZone", equalTo("Europe/Berlin"));
    Calls.as("mei", "frontline")
        .get("/v1/schedules/{id}/versions/1", id)
        .then()
        .statusCode(200)
        .body("layers[0].name", equalTo("weeks"));
    Calls.ops().get("/v1/schedules/{id}/versions/3", id).then().statusCode(404);
  }

  @Test
  void staleChange_isRefused() {
    String name = daily("li");
    Calls.as("ada", "admin")
        .header("If-Match", "\"7\"")
        .contentType("application/json")
        .body(OnCallCalls.daily(name, NOW, "mei"))
        .put("/v1/schedules/{name}", name)
        .then()
        .statusCode(412)
        .body("currentVersion", equalTo(1));
    Calls.as("ada", "admin")
        .header("If-Match", "\"7\"")
        .post("/v1/schedules/{name}/deactivate", name)
        .then()
        .statusCode(412);
  }

  @Test
  void name_isTakenOnceAndKept() {
    String name = daily("li");
    OnCallCalls.post(OnCallCalls.daily(name, NOW, "li"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:name-taken"));
    OnCallCalls.put(name, OnCallCalls.daily(name + "x", NOW, "li"))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/name"));
  }

  @Test
  void name_givenTwiceAtOnce_isOneSchedule() throws Exception {
    String name = Story.unique("race");
    made.add(name);
    assertThat(atOnce(8, () -> OnCallCalls.post(OnCallCalls.daily(name, NOW, "li")).statusCode()))
        .containsOnly(201, 409)
        .containsOnlyOnce(201);
  }

  @Test
  void sameKey_sameAnswer() {
    String name = Story.unique("key");
    String key = UUID.randomUUID().toString();
    made.add(name);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ids.add(
          Calls.as("ada", "admin")
              .header("Idempotency-Key", key)
              .contentType("application/json")
              .body(OnCallCalls.daily(name, NOW, "li"))
              .post("/v1/schedules")
              .then()
              .statusCode(201)
              .extract()
              .path("id"));
    }
    assertThat(ids.get(0)).isEqualTo(ids.get(1));
  }

  @Test
  void list_isPagedAndFiltered() {
    List<String> names = List.of(daily("li"), daily("li"), daily("li"));
    OnCallCalls.deactivate(names.get(1)).then().statusCode(200).body("active", equalTo(false));
    List<String> seen = new ArrayList<>();
    String after = null;
    do {
      var request = Calls.ops().queryParam("limit", 2).queryParam("active", "true");
      if (after != null) {
        request.queryParam("after", after);
      }
      var page = request.get("/v1/schedules").then().statusCode(200).extract();
      seen.addAll(page.path("items.name"));
      after = page.path("next");
    } while (after != null);
    assertThat(seen)
        .contains(names.get(0), names.get(2))
        .doesNotContain(names.get(1))
        .doesNotHaveDuplicates();
    Calls.ops()
        .queryParam("active", "maybe")
        .queryParam("limit", "0")
        .queryParam("after", "x")
        .get("/v1/schedules")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer", containsInAnyOrder("/query/active", "/query/limit", "/query/after"));
  }

  @Test
  void onlyAdminAndOpsChange_leadsLetOthersStandIn_everybodyReads() {
    String name = daily("li");
    for (String role : List.of("frontline", "agent", "lead")) {
      Calls.as("mei", role)
          .contentType("application/json")
          .body(OnCallCalls.daily("x", NOW, "li"))
          .post("/v1/schedules")
          .then()
          .statusCode(403);
      Calls.as("mei", role).post("/v1/schedules/{n}/deactivate", name).then().statusCode(403);
      Calls.as("mei", role).get("/v1/schedules/{n}", name).then().statusCode(200);
    }
    Calls.as("mei", "agent")
        .contentType("application/json")
        .body("{\"person\":\"x\",\"until\":\"2099-01-01T00:00:00Z\"}")
        .post("/v1/schedules/{n}/overrides", name)
        .then()
        .statusCode(403);
    Calls.as("crm", "integration").get("/v1/schedules").then().statusCode(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/name,/timeZone,/layers",
        "{\"name\":\"0199aaaa-0000-7000-8000-000000000000\",\"timeZone\":\"UTC\",\"layers\":[L]}|/name",
        "{\"name\":\" x\",\"timeZone\":\"Mars/Phobos\",\"layers\":[]}|/name,/layers",
        "{\"name\":\"x\\u0000\",\"timeZone\":\"UTC\",\"layers\":[L]}|/name",
        "{\"name\":\"x\",\"timeZone\":\"Mars/Phobos\",\"layers\":[L]}|/timeZone",
        "{\"name\":\"x\",\"timeZone\":\"+02:00\",\"layers\":[L]}|/timeZone",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[null]}|/layers/0",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{}]}|/layers/0/participants,/layers/0/rotation,/layers/0/start",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\"}]}|/layers/0/participants",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\"}]}|/layers/0/participants/0",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P0D\",\"start\":\"2026-01-01T09:00\"}]}|/layers/0/rotation",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"PT30M\",\"start\":\"2026-01-01T09:00\"}]}|/layers/0/rotation",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P367D\",\"start\":\"2026-01-01T09:00\"}]}|/layers/0/rotation",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"-P1D\",\"start\":\"2026-01-01T09:00\"}]}|/layers/0/rotation",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00Z\"}]}|/layers/0/start",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-02-30T09:00\"}]}|/layers/0/start",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"9999-01-01T09:00\"}]}|/layers/0/start",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"until\":\"2026-01-01T09:00\"}]}|/layers/0/until",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"from\":\"soon\"}]}|/layers/0/from",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"restrictions\":[{\"hours\":\"18-8\"}]}]}|/layers/0/restrictions/0/hours",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"restrictions\":[{\"hours\":\"08:00-08:00\"}]}]}|/layers/0/restrictions/0/hours",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"restrictions\":[{\"hours\":\"24:00-08:00\"}]}]}|/layers/0/restrictions/0/hours",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"restrictions\":[{\"days\":[\"MONDAY\"],\"hours\":\"08:60-09:00\"}]}]}|/layers/0/restrictions/0/days/0",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\",\"restrictions\":[{}]}]}|/layers/0/restrictions/0/hours",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[L],\"cover\":[{\"hours\":\"nights\"}]}|/cover/0/hours",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[L],\"owner\":1}|/owner",
        "{\"name\":\"x\",\"timeZone\":\"UTC\",\"layers\":[{\"name\":\"l\",\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\"},{\"name\":\"l\",\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\"}]}|/layers/1/name",
      })
  void badSchedule_isRefusedWithEveryField(String body, String pointers) {
    OnCallCalls.post(
            body.replace(
                "[L]",
                "[{\"participants\":[\"a\"],\"rotation\":\"P1D\",\"start\":\"2026-01-01T09:00\"}]"))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder((Object[]) pointers.split(",")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-rota", "%00", "0199aaaa-0000-7000-8000-000000000000"})
  void unknownSchedule_is404Everywhere(String name) {
    for (String path :
        List.of("", "/on-call", "/versions", "/overrides", "/feeds", "/calendar.ics")) {
      Calls.ops()
          .urlEncodingEnabled(false)
          .get("/v1/schedules/" + name + path)
          .then()
          .statusCode(404);
    }
  }

  @Test
  void onCall_saysWhoUntilWhenAndWhoIsNext() {
    String li = Story.staff("li");
    String mei = Story.staff("mei");
    String name = daily(li, mei);
    OnCallCalls.onCall(name, NOW.plusSeconds(1800))
        .body("person", equalTo(li))
        .body("reach", equalTo("REACHABLE"))
        .body("layer", equalTo("layer 1"))
        .body("override", nullValue())
        .body("since", equalTo(NOW.toString()))
        .body("until", equalTo(NOW.plus(Duration.ofDays(1)).toString()))
        .body("next.person", equalTo(mei))
        .body("next.from", equalTo(NOW.plus(Duration.ofDays(1)).toString()))
        .body("next.until", equalTo(NOW.plus(Duration.ofDays(2)).toString()));
    OnCallCalls.onCall(name, NOW.plus(Duration.ofDays(1))).body("person", equalTo(mei));
    OnCallCalls.onCall(name, NOW.minus(Duration.ofDays(30)))
        .body("person", nullValue())
        .body("since", nullValue())
        .body("next.person", equalTo(li));
    for (String at : List.of("yesterday", "2026-01-01", "1900-01-01T00:00:00Z")) {
      Calls.ops()
          .queryParam("at", at)
          .get("/v1/schedules/{n}/on-call", name)
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/query/at"));
    }
  }

  @Test
  void shifts_tileTheRange() {
    String name = daily("li", "mei");
    List<Map<String, Object>> items =
        OnCallCalls.shifts(
                name,
                NOW.minus(Duration.ofDays(12)).toString(),
                NOW.plus(Duration.ofDays(40)).toString())
            .then()
            .statusCode(200)
            .extract()
            .path("items");
    assertThat(items).hasSize(1 + 50);
    assertThat(items.get(0)).containsEntry("person", null);
    for (int i = 1; i < items.size(); i++) {
      assertThat(items.get(i)).containsEntry("from", items.get(i - 1).get("until"));
      assertThat(items.get(i)).containsEntry("person", i % 2 == 1 ? "li" : "mei");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,/query/until",
    "2026-01-02T00:00:00Z,2026-01-01T00:00:00Z,/query/until",
    "2026-01-01T00:00:00Z,2026-04-04T00:00:00Z,/query/until",
    "now,2026-01-01T00:00:00Z,/query/from",
    "2026-01-01T00:00:00Z,9999-01-01T00:00:00Z,/query/until",
  })
  void shifts_ofABadRange(String from, String until, String pointer) {
    OnCallCalls.shifts(daily("li"), from, until)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains(pointer));
  }

  @Test
  void shifts_withoutARange() {
    Calls.ops()
        .get("/v1/schedules/{n}/shifts", daily("li"))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/query/from", "/query/until"));
  }

  @Test
  void override_countsUntilItIsCalledOff_andStaysReadable() {
    TestClock.get().freeze(NOW.plusSeconds(60));
    String name = daily("li", "mei");
    Instant from = NOW.plus(Duration.ofHours(2));
    Instant until = NOW.plus(Duration.ofHours(6));
    String id =
        OnCallCalls.override(name, "ghost", from, until)
            .then()
            .statusCode(201)
            .header("Location", containsString("/overrides/"))
            .body("state", equalTo("UPCOMING"))
            .body("reach", equalTo("UNKNOWN"))
            .body("createdBy", equalTo("li"))
            .extract()
            .path("id");
    OnCallCalls.onCall(name, from).body("person", equalTo("ghost")).body("override", equalTo(id));
    OnCallCalls.onCall(name, until).body("person", equalTo("li"));
    OnCallCalls.onCall(name, NOW)
        .body("until", equalTo(from.toString()))
        .body("next.person", equalTo("ghost"));

    TestClock.get().advance(Duration.ofHours(3));
    cancel(name, id).then().statusCode(200).body("state", equalTo("CANCELLED"));
    cancel(name, id).then().statusCode(200).body("cancelledBy", equalTo("li"));
    OnCallCalls.onCall(name, from).body("person", equalTo("ghost"));
    OnCallCalls.onCall(name, NOW.plus(Duration.ofHours(4))).body("person", equalTo("li"));
    Calls.ops()
        .get("/v1/schedules/{n}/overrides", name)
        .then()
        .body("items", hasSize(1))
        .body(
            "items[0].effectiveUntil",
            equalTo(NOW.plusSeconds(60).plus(Duration.ofHours(3)).toString()))
        .body("items[0].until", equalTo(until.toString()));
    Calls.ops()
        .get("/v1/schedules/{n}/overrides/{id}", name, id)
        .then()
        .body("reason", equalTo("dentist"));
  }

  private static Response cancel(String name, String id) {
    return Calls.as("li", "lead").delete("/v1/schedules/{n}/overrides/{id}", name, id);
  }

  @Test
  void override_laterMadeCounts() {
    String name = daily("li");
    Instant from = NOW.plus(Duration.ofHours(2));
    Instant until = NOW.plus(Duration.ofHours(6));
    OnCallCalls.override(name, "mei", from, until).then().statusCode(201);
    OnCallCalls.override(name, "zhang", from, until.minusSeconds(3600)).then().statusCode(201);
    OnCallCalls.onCall(name, from)
        .body("person", equalTo("zhang"))
        .body("next.person", equalTo("mei"));
  }

  @Test
  void override_thatIsOver_cannotBeChanged() {
    TestClock.get().freeze(NOW.plusSeconds(60));
    String name = daily("li");
    String id =
        OnCallCalls.override(name, "mei", null, NOW.plus(Duration.ofHours(1)))
            .then()
            .statusCode(201)
            .body("state", equalTo("RUNNING"))
            .extract()
            .path("id");
    TestClock.get().advance(Duration.ofHours(1));
    cancel(name, id)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:override-over"));
    OnCallCalls.onCall(name, NOW.plus(Duration.ofMinutes(30))).body("person", equalTo("mei"));
  }

  @Test
  void override_begunInThePast_countsFromNowOn() {
    Instant now = NOW.plus(Duration.ofMinutes(30));
    TestClock.get().freeze(now);
    String name = daily("li");
    OnCallCalls.override(name, "mei", NOW, NOW.plus(Duration.ofHours(1)))
        .then()
        .statusCode(201)
        .body("from", equalTo(NOW.toString()));
    OnCallCalls.onCall(name, NOW.plus(Duration.ofMinutes(10))).body("person", equalTo("li"));
    OnCallCalls.onCall(name, now.plusSeconds(1)).body("person", equalTo("mei"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/until,/person",
        "{\"person\":\"x\",\"until\":\"2020-01-01T00:00:00Z\"}|/until",
        "{\"person\":\"x\",\"from\":\"2090-01-02T00:00:00Z\",\"until\":\"2090-01-02T00:00:00Z\"}|/until",
        "{\"person\":\"x\",\"from\":\"2090-01-02T00:00:00Z\",\"until\":\"2090-01-03T00:00:00Z\"}|/from",
        "{\"person\":\"x\",\"until\":\"2090-01-03T00:00:00Z\"}|/until",
        "{\"person\":\"x\",\"from\":\"tomorrow\",\"until\":\"2090-01-03\"}|/from,/until",
        "{\"person\":\"\\u0000\",\"until\":\"2090-01-03T00:00:00Z\"}|/person",
        "{\"person\":\" \",\"until\":\"2090-01-03T00:00:00Z\",\"reason\":7}|/reason,/person",
      })
  void badOverride_isRefusedWithEveryField(String body, String pointers) {
    Calls.as("li", "lead")
        .contentType("application/json")
        .body(body)
        .post("/v1/schedules/{n}/overrides", daily("li"))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder((Object[]) pointers.split(",")));
  }

  @Test
  void overridesMadeAtOnce_areAllKept() throws Exception {
    String name = daily("li");
    Instant from = NOW.plus(Duration.ofHours(2));
    assertThat(
            atOnce(
                8,
                () -> OnCallCalls.override(name, "mei", from, from.plusSeconds(3600)).statusCode()))
        .containsOnly(201);
    Calls.ops().get("/v1/schedules/{n}/overrides", name).then().body("items", hasSize(8));
  }

  @Test
  void schedule_namedByAPolicy_cannotBeSwitchedOff() {
    String name = daily("li");
    String policy = policy(name, true).then().statusCode(201).extract().path("id");
    OnCallCalls.deactivate(name)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:schedule-in-use"))
        .body("policies.id", contains(policy))
        .body("policies.name", everyItem(notNullValue()));
    Calls.as("ada", "admin")
        .contentType("application/json")
        .body(policyBody(name, false))
        .put("/v1/escalation-policies/{id}", policy)
        .then()
        .statusCode(200);
    OnCallCalls.deactivate(name).then().statusCode(200).body("version", equalTo(2));
    OnCallCalls.override(name, "x", null, NOW.plus(Duration.ofDays(1))).then().statusCode(409);
    policy(name, true)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/steps/0/notify/0/schedule"));
    OnCallCalls.onCall(name, NOW.plus(Duration.ofHours(3))).body("person", nullValue());
    Calls.as("ada", "admin")
        .post("/v1/schedules/{n}/activate", name)
        .then()
        .statusCode(200)
        .body("version", equalTo(3));
  }

  @Test
  void policy_namingNoSchedule_isRefused() {
    policy("no such rota", true)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/steps/0/notify/0/schedule"));
    Calls.as("ada", "admin")
        .contentType("application/json")
        .body(
            "{\"name\":\"x\",\"order\":1,\"steps\":[{\"after\":\"PT0S\",\"notify\":[{\"schedule\":\"x\",\"role\":\"OWNER\"}]}]}")
        .post("/v1/escalation-policies")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/steps/0/notify/0"));
  }

  /** Whoever is first wins: never an active policy that names a schedule that is off. */
  @Test
  void policyAndDeactivationAtOnce_neverBoth() throws Exception {
    for (int i = 0; i < 5; i++) {
      String name = daily("li");
      List<Integer> statuses =
          atOnce(
              List.of(
                  () -> policy(name, true).statusCode(),
                  () -> OnCallCalls.deactivate(name).statusCode()));
      assertThat(statuses).isIn(List.of(201, 409), List.of(400, 200));
      if (statuses.get(0) == 201) {
        switchOff(name);
      }
    }
  }

  private static void switchOff(String schedule) {
    List<Map<String, Object>> policies = Calls.ops().get("/v1/escalation-policies").path("items");
    policies.stream()
        .filter(policy -> policy.get("name").equals("for " + schedule))
        .forEach(
            policy ->
                Calls.as("ada", "admin")
                    .contentType("application/json")
                    .body(policyBody(schedule, false))
                    .put("/v1/escalation-policies/{id}", policy.get("id"))
                    .then()
                    .statusCode(200));
  }

  private static String policyBody(String schedule, boolean active) {
    return """
        {"name":"for %s","order":5000,"active":%s,"when":{"teams":["nobody's"]},
         "steps":[{"after":"PT0S","notify":[{"schedule":"%s"}]}]}"""
        .formatted(schedule, active, schedule);
  }

  private Response policy(String schedule, boolean active) {
    return Calls.as("ada", "admin")
        .contentType("application/json")
        .body(policyBody(schedule, active))
        .post("/v1/escalation-policies");
  }

  private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      calls.add(call);
    }
    return atOnce(calls);
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    CountDownLatch go = new CountDownLatch(1);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  go.await();
                  return call.call();
                }));
      }
      go.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(30, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
