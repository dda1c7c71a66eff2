package io.heard.tickets.policy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = Database.class, restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = false)
class PolicyResourceTest {

  private static RequestSpecification as(String user, String... roles) {
    return given().auth().oauth2(Tokens.of(user, roles)).contentType(ContentType.JSON);
  }

  private static RequestSpecification admin() {
    return as("ada", "admin");
  }

  private static String unique(String name) {
    return name + " " + UUID.randomUUID().toString().substring(0, 13);
  }

  /** A policy that no ticket of another test falls under. */
  private static String policy(String name, int order) {
    return """
        {"name": "%s", "order": %d, "active": true,
         "when": {"tiers": ["GOLD"], "kinds": ["COMPLAINT"], "channels": [], "priorities": [], "products": ["%s"], "teams": [], "tags": []},
         "calendar": "24x7", "warnAt": 0.5, "pauseWhileWaitingForOthers": true,
         "targets": {"RESOLUTION": "PT24H", "ACKNOWLEDGE": "PT15M"}}
        """
        .formatted(name, order, name);
  }

  private static Response create(String name) {
    Response created = admin().body(policy(name, 10)).post("/v1/sla-policies");
    assertThat(created.statusCode()).isEqualTo(201);
    return created;
  }

  @Test
  void create_answersWhatIsKept() {
    String name = unique("gold complaints");
    Response created = create(name);
    String id = created.path("id");
    created
        .then()
        .header("ETag", "\"1\"")
        .header("Location", endsWith("/v1/sla-policies/" + id))
        .body("name", equalTo(name))
        .body("version", equalTo(1))
        .body("builtIn", equalTo(false))
        .body("order", equalTo(10))
        .body("active", equalTo(true))
        .body("when.tiers", contains("GOLD"))
        .body("when.kinds", contains("COMPLAINT"))
        .body("when.channels", empty())
        .body("calendar", equalTo("24x7"))
        .body("warnAt", equalTo(0.5f))
        .body("pauseWhileWaitingForOthers", equalTo(true))
        .body("targets.RESOLUTION", equalTo("PT24H"))
        .body("targets.ACKNOWLEDGE", equalTo("PT15M"))
        .body("changedBy", equalTo("ada"));
    for (String reference : List.of(id, name)) {
      Response read = as("mei", "frontline").get("/v1/sla-policies/{ref}", reference);
      assertThat(read.statusCode()).isEqualTo(200);
      assertThat(read.asString()).isEqualTo(created.asString());
    }
  }

  @Test
  void whatIsMissing_getsDefaults() {
    String name = unique("short");
    admin()
        .body(
            "{\"name\": \""
                + name
                + "\", \"order\": 999999, \"active\": false, \"calendar\": \"24x7\", \"targets\": {\"RESOLUTION\": \"PT1S\"}}")
        .post("/v1/sla-policies")
        .then()
        .statusCode(201)
        .body("warnAt", equalTo(0.75f))
        .body("pauseWhileWaitingForOthers", equalTo(false))
        .body("when.values().flatten()", empty())
        .body("when.size()", equalTo(7));
  }

  @Test
  void everyFault_isNamedAtOnce() {
    admin()
        .body(
            """
            {"name": "", "order": 1000000, "calendar": "nobody", "warnAt": 1,
             "when": {"kinds": ["COMPLAINT", "WISH"], "channels": ["FAX"], "priorities": ["P0"], "tiers": [""], "tags": ["a", "a"]},
             "targets": {"ACKNOWLEDGE": "P1D", "FIRST_FEEDBACK": "PT0S", "NEXT_FEEDBACK": "soon", "RESOLUTION": "PT1.5S", "PROMISE": "PT1H"}}
            """)
        .post("/v1/sla-policies")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/name",
                "/order",
                "/calendar",
                "/warnAt",
                "/when/kinds/1",
                "/when/channels/0",
                "/when/priorities/0",
                "/when/tiers/0",
                "/when/tags/1",
                "/targets/ACKNOWLEDGE",
                "/targets/FIRST_FEEDBACK",
                "/targets/NEXT_FEEDBACK",
                "/targets/RESOLUTION",
                "/targets/PROMISE"))
        .body(
            "errors.find { it.pointer == '/targets/ACKNOWLEDGE' }.message",
            containsString("ambiguous"));
    admin()
        .body("")
        .post("/v1/sla-policies")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/name", "/order", "/calendar", "/targets"));
    admin()
        .body("{\"when\": {\"tier\": []}, \"activ\": true}")
        .post("/v1/sla-policies")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/when/tier", "/activ"));
    for (String warnAt : List.of("0", "-0.1", "1.0", "0.1234567")) {
      admin()
          .body(policy(unique("w"), 5).replace("0.5", warnAt))
          .post("/v1/sla-policies")
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/warnAt"));
    }
  }

  @Test
  void targetBeyondItsCalendar_isRefused() {
    String calendar = unique("once");
    String soon = java.time.LocalDate.now(java.time.ZoneOffset.UTC).plusDays(7).toString();
    admin()
        .body(
            "{\"name\": \""
                + calendar
                + "\", \"timeZone\": \"UTC\", \"openDays\": {\""
                + soon
                + "\": [\"10:00-12:00\"]}}")
        .post("/v1/calendars")
        .then()
        .statusCode(201);
    String body = policy(unique("beyond"), 5).replace("24x7", calendar);
    admin()
        .body(body)
        .post("/v1/sla-policies")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/targets/RESOLUTION"))
        .body("errors.code", contains("out-of-reach"));
    admin().body(body.replace("PT24H", "PT2H")).post("/v1/sla-policies").then().statusCode(201);
  }

  @Test
  void change_makesAVersion_andOldOnesStayReadable() {
    String name = unique("changed");
    create(name);
    admin()
        .header("If-Match", "\"1\"")
        .contentType("application/merge-patch+json")
        .body(
            "{\"active\": false, \"targets\": {\"ACKNOWLEDGE\": null, \"CUSTOMER_WAIT\": \"PT40H\"}, \"warnAt\": null}")
        .patch("/v1/sla-policies/{ref}", name)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("active", equalTo(false))
        .body("warnAt", equalTo(0.75f))
        .body("when.products", contains(name))
        .body("targets.keySet()", containsInAnyOrder("RESOLUTION", "CUSTOMER_WAIT"));
    String renamed = unique("renamed");
    admin()
        .body(policy(renamed, 20))
        .put("/v1/sla-policies/{ref}", name)
        .then()
        .statusCode(200)
        .body("version", equalTo(3))
        .body("name", equalTo(renamed));
    as("mei", "lead").get("/v1/sla-policies/{ref}", name).then().statusCode(404);
    as("mei", "lead")
        .get("/v1/sla-policies/{ref}/versions", renamed)
        .then()
        .body("items.version", contains(1, 2, 3))
        .body("items.name", contains(name, name, renamed))
        .body("items.active", contains(true, false, true));
    as("mei", "lead")
        .get("/v1/sla-policies/{ref}/versions/2", renamed)
        .then()
        .statusCode(200)
        .body("targets.CUSTOMER_WAIT", equalTo("PT40H"));
  }

  @Test
  void ofTwoAdminsAtOnce_oneIsToldToLookAgain() throws Exception {
    String name = unique("contended");
    create(name);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Integer>> admins =
          IntStream.range(1, 3)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () ->
                          admin()
                              .header("If-Match", "\"1\"")
                              .body("{\"targets\": {\"RESOLUTION\": \"PT" + i + "H\"}}")
                              .patch("/v1/sla-policies/{ref}", name)
                              .statusCode())
              .toList();
      List<Integer> answers = new ArrayList<>();
      for (Future<Integer> answer : threads.invokeAll(admins)) {
        answers.add(answer.get());
      }
      assertThat(answers).containsExactlyInAnyOrder(200, 412);
    } finally {
      threads.shutdown();
    }
    as("mei", "lead").get("/v1/sla-policies/{ref}", name).then().body("version", equalTo(2));
  }

  @Test
  void takenName_isAConflict() {
    String name = unique("taken");
    create(name);
    admin().body(policy(name, 11)).post("/v1/sla-policies").then().statusCode(409);
    String other = unique("other");
    create(other);
    admin()
        .body("{\"name\": \"" + name + "\"}")
        .patch("/v1/sla-policies/{ref}", other)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:name-taken"));
  }

  @Test
  void builtInPolicies_comeLastAndStay() {
    List<String> names = new ArrayList<>();
    List<Integer> orders = new ArrayList<>();
    String after = null;
    do {
      RequestSpecification request = as("mei", "ops").queryParam("limit", 3);
      JsonPath page =
          (after == null ? request : request.queryParam("after", after))
              .get("/v1/sla-policies")
              .jsonPath();
      names.addAll(page.getList("items.name"));
      orders.addAll(page.getList("items.order"));
      after = page.getString("next");
    } while (after != null);
    assertThat(names)
        .doesNotHaveDuplicates()
        .endsWith("default P1", "default P2", "default P3", "default P4");
    assertThat(orders).isSorted();

    for (String change :
        List.of(
            "{\"active\": false}",
            "{\"order\": 5}",
            "{\"name\": \"mine\"}",
            "{\"when\": {\"tiers\": [\"GOLD\"]}}",
            "{\"when\": null}")) {
      admin()
          .body(change)
          .patch("/v1/sla-policies/{ref}", "default P3")
          .then()
          .statusCode(400)
          .body("errors.code", contains("fixed"));
    }
    admin()
        .body("{\"targets\": {\"RESOLUTION\": null}}")
        .patch("/v1/sla-policies/{ref}", "default P3")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/targets/RESOLUTION"));
    admin().delete("/v1/sla-policies/{ref}", "default P3").then().statusCode(405);
    as("mei", "ops")
        .get("/v1/sla-policies/{ref}", "default P3")
        .then()
        .body("version", equalTo(1))
        .body("builtIn", equalTo(true))
        .body("targets.RESOLUTION", equalTo("PT72H"));
  }

  @Test
  void onlyAdminsWrite_everyRoleReads() {
    String name = unique("guarded");
    create(name);
    for (String role : List.of("frontline", "agent", "lead", "ops", "integration")) {
      as("mei", role).get("/v1/sla-policies/{ref}", name).then().statusCode(200);
      as("mei", role).body(policy(name, 1)).post("/v1/sla-policies").then().statusCode(403);
      as("mei", role)
          .body(policy(name, 1))
          .put("/v1/sla-policies/{ref}", name)
          .then()
          .statusCode(403);
      as("mei", role).body("{}").patch("/v1/sla-policies/{ref}", name).then().statusCode(403);
    }
    as("eve").get("/v1/sla-policies").then().statusCode(403);
    given().get("/v1/sla-policies").then().statusCode(401);
  }
}
