package io.heard.tickets.calendar;

import static io.heard.tickets.calendar.CalendarRequests.admin;
import static io.heard.tickets.calendar.CalendarRequests.as;
import static io.heard.tickets.calendar.CalendarRequests.create;
import static io.heard.tickets.calendar.CalendarRequests.office;
import static io.heard.tickets.calendar.CalendarRequests.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class CalendarResourceTest {
  @AfterEach
  void realTime() {
    TestClock.get().reset();
  }

  @Test
  void create_answersWhatIsKept() {
    TestClock.get().freeze(Instant.parse("2026-11-22T06:00:00.123456Z"));
    String name = unique("Büro 1_a.b-c");
    Response created = create(name);
    String id = created.path("id");
    created
        .then()
        .header("ETag", "\"1\"")
        .header("Location", endsWith("/v1/calendars/" + id))
        .body("name", equalTo(name))
        .body("version", equalTo(1))
        .body("builtIn", equalTo(false))
        .body("timeZone", equalTo("Europe/Berlin"))
        .body("weekly.keySet()", contains("MON", "TUE"))
        .body("weekly.MON", contains("08:00-12:00", "13:00-18:00"))
        .body("holidays", contains("2026-05-01", "--12-25"))
        .body("openDays.'2026-12-24'", contains("08:00-12:00"))
        .body("openDays.'2026-01-03'", empty())
        .body("changedAt", equalTo("2026-11-22T06:00:00.123456Z"))
        .body("changedBy", equalTo("ada"));
    for (String reference : List.of(id, name)) {
      Response read = as("mei", "frontline").get("/v1/calendars/{ref}", reference);
      assertThat(read.statusCode()).isEqualTo(200);
      assertThat(read.header("ETag")).isEqualTo("\"1\"");
      assertThat(read.asString()).isEqualTo(created.asString());
    }
    as("mei", "frontline")
        .header("If-None-Match", "\"1\"")
        .get("/v1/calendars/{ref}", name)
        .then()
        .statusCode(304)
        .header("ETag", "\"1\"");
  }

  @Test
  void retriedCreate_makesOneCalendar() {
    String name = unique("retried");
    String key = UUID.randomUUID().toString();
    String body = office(name, "09:00-17:00");
    Response first = admin().header("Idempotency-Key", key).body(body).post("/v1/calendars");
    Response second = admin().header("Idempotency-Key", key).body(body).post("/v1/calendars");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(second.<String>path("id")).isEqualTo(first.path("id"));
  }

  @Test
  void replace_makesAVersion_andOldOnesStayReadable() {
    String name = unique("replaced");
    create(name);
    admin()
        .header("If-Match", "\"1\"")
        .body(
            "{\"name\": \""
                + name
                + "\", \"timeZone\": \"Asia/Shanghai\", \"weekly\": {\"SUN\": [\"00:00-24:00\"]}}")
        .put("/v1/calendars/{ref}", name)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("version", equalTo(2))
        .body("timeZone", equalTo("Asia/Shanghai"))
        .body("weekly.keySet()", contains("SUN"))
        .body("holidays", empty())
        .body("openDays.size()", equalTo(0));
    as("mei", "agent")
        .get("/v1/calendars/{ref}/versions", name)
        .then()
        .statusCode(200)
        .body("items.version", contains(1, 2))
        .body("items.timeZone", contains("Europe/Berlin", "Asia/Shanghai"))
        .body("next", nullValue());
    as("mei", "agent")
        .get("/v1/calendars/{ref}/versions/1", name)
        .then()
        .statusCode(200)
        .body("weekly.TUE", contains("09:00-17:00"));
    for (String missing : List.of("3", "0", "x", "99999999999")) {
      as("mei", "agent")
          .get("/v1/calendars/{ref}/versions/" + missing, name)
          .then()
          .statusCode(404);
    }
  }

  @Test
  void patch_changesOnlyWhatItNames() {
    String name = unique("patched");
    create(name);
    admin()
        .contentType("application/merge-patch+json")
        .body("{\"weekly\": {\"TUE\": null, \"WED\": [\"10:00-11:00\"]}, \"holidays\": null}")
        .patch("/v1/calendars/{ref}", name)
        .then()
        .statusCode(200)
        .body("version", equalTo(2))
        .body("timeZone", equalTo("Europe/Berlin"))
        .body("weekly.keySet()", contains("MON", "WED"))
        .body("holidays", empty())
        .body("openDays.size()", equalTo(2));
  }

  @Test
  void changeWithoutDifference_makesNoVersion() {
    String name = unique("same");
    create(name);
    admin()
        .body(office(name, "09:00-17:00"))
        .put("/v1/calendars/{ref}", name)
        .then()
        .statusCode(200)
        .body("version", equalTo(1));
    admin().body("{}").patch("/v1/calendars/{ref}", name).then().body("version", equalTo(1));
  }

  @Test
  void staleOrMalformedIfMatch_changesNothing() {
    String name = unique("stale");
    create(name);
    admin()
        .header("If-Match", "\"7\"")
        .body(office(name, "10:00-11:00"))
        .put("/v1/calendars/{ref}", name)
        .then()
        .statusCode(412)
        .body("currentVersion", equalTo(1));
    admin()
        .header("If-Match", "1")
        .body("{\"timeZone\": \"UTC\"}")
        .patch("/v1/calendars/{ref}", name)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/header/If-Match"));
    as("mei", "lead").get("/v1/calendars/{ref}", name).then().body("version", equalTo(1));
  }

  @Test
  void everyFault_isNamedAtOnce_andNothingIsKept() {
    admin()
        .body(
            """
            {"name": " /", "timeZone": "Europe/Berln", "weekly": {"MON": ["08:00-12:00", "11:59-13:00"], "XXX": ["9-5"]},
             "holidays": ["2026-13-01"], "openDays": {"--12-24": ["12:00-08:00"]}}
            """)
        .post("/v1/calendars")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/name",
                "/timeZone",
                "/weekly/MON/1",
                "/weekly/XXX",
                "/weekly/XXX/0",
                "/holidays/0",
                "/openDays/--12-24",
                "/openDays/--12-24/0"));
    admin()
        .body("")
        .post("/v1/calendars")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/name", "/timeZone"));
    admin()
        .body("{\"name\": \"x\", \"timeZone\": \"UTC\", \"weekly\": {}, \"unknown\": 1}")
        .post("/v1/calendars")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/unknown"));
    as("mei", "lead").get("/v1/calendars/x").then().statusCode(404);
  }

  @Test
  void calendarWithoutWorkingTimeIn400Days_isRefused() {
    TestClock.get().freeze(Instant.parse("2026-01-01T00:00:00Z"));
    String late =
        "{\"name\": \"%s\", \"timeZone\": \"UTC\", \"openDays\": {\"%s\": [\"00:00-24:00\"]}}";
    admin()
        .body(late.formatted(unique("late"), "2027-02-05"))
        .post("/v1/calendars")
        .then()
        .statusCode(400)
        .body("errors.code", contains("no-working-time"))
        .body("errors[0].message", containsString("400 days"));
    admin()
        .body(late.formatted(unique("soon"), "2027-02-04"))
        .post("/v1/calendars")
        .then()
        .statusCode(201);
    String name = unique("closing down");
    create(name);
    admin()
        .body("{\"weekly\": {\"MON\": [], \"TUE\": null}, \"openDays\": null}")
        .patch("/v1/calendars/{ref}", name)
        .then()
        .statusCode(400)
        .body("errors.code", contains("no-working-time"));
  }

  @Test
  void name_staysWhatItIs() {
    String name = unique("fixed");
    create(name);
    admin()
        .body("{\"name\": \"" + name + "x\"}")
        .patch("/v1/calendars/{ref}", name)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/name"))
        .body("errors.code", contains("fixed"));
    admin().body("[]").patch("/v1/calendars/{ref}", name).then().statusCode(400);
  }

  @Test
  void builtInCalendar_isThereAndFixed() {
    as("mei", "frontline")
        .get("/v1/calendars/24x7")
        .then()
        .statusCode(200)
        .body("builtIn", equalTo(true))
        .body("timeZone", equalTo("UTC"))
        .body("weekly.size()", equalTo(7));
    admin()
        .body("{\"timeZone\": \"Asia/Shanghai\"}")
        .patch("/v1/calendars/24x7")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:built-in"));
  }

  @Test
  void list_isPagedByNameWithoutGapsOrDoubles() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      names.add(unique("paged " + i));
      create(names.get(i));
    }
    List<String> seen = new ArrayList<>();
    String after = null;
    do {
      RequestSpecification request = as("mei", "integration").queryParam("limit", 2);
      Response page =
          (after == null ? request : request.queryParam("after", after)).get("/v1/calendars");
      assertThat(page.statusCode()).isEqualTo(200);
      JsonPath json = page.jsonPath();
      seen.addAll(json.getList("items.name"));
      after = json.getString("next");
      assertThat(page.header("Link") == null).isEqualTo(after == null);
    } while (after != null);
    assertThat(seen).doesNotHaveDuplicates().contains("24x7").containsSubsequence(names);
    for (String bad :
        List.of("limit=0", "limit=201", "limit=x", "after=bm9uc2Vuc2U", "after=%%%")) {
      String[] parameter = bad.split("=", 2);
      as("mei", "lead")
          .queryParam(parameter[0], parameter[1])
          .get("/v1/calendars")
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/query/" + parameter[0]));
    }
  }

  @Test
  void onlyAdminsWrite_everyRoleReads() {
    String name = unique("guarded");
    create(name);
    String body = office(name, "10:00-11:00");
    for (String role : List.of("frontline", "agent", "lead", "ops", "integration")) {
      as("mei", role).get("/v1/calendars").then().statusCode(200);
      as("mei", role).body(body).post("/v1/calendars").then().statusCode(403);
      as("mei", role).body(body).put("/v1/calendars/{ref}", name).then().statusCode(403);
      as("mei", role).body("{}").patch("/v1/calendars/{ref}", name).then().statusCode(403);
    }
    as("eve").get("/v1/calendars").then().statusCode(403);
    given().get("/v1/calendars").then().statusCode(401);
    admin().delete("/v1/calendars/{ref}", name).then().statusCode(405);
  }

  @Test
  void unknownCalendar_isNotFound() {
    for (String reference : List.of("nobody", UUID.randomUUID().toString())) {
      admin().get("/v1/calendars/{ref}", reference).then().statusCode(404);
      admin().get("/v1/calendars/{ref}/versions", reference).then().statusCode(404);
      admin()
          .body(office("x", "10:00-11:00"))
          .put("/v1/calendars/{ref}", reference)
          .then()
          .statusCode(404);
      admin().body("{}").patch("/v1/calendars/{ref}", reference).then().statusCode(404);
    }
  }
}
