package io.heard.tickets.worth;

import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.READER;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.put;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is owed first, then what is worth most for its cost. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class WorklistTest {

  private final String team = "team-" + UUID.randomUUID();
  private final String list = "/v1/worklist?team=" + team;

  /** One whose clocks leave days of time. */
  private String ticket(String level) {
    return log(Map.of("subject", "x", "team", team, "impact", level, "urgency", level));
  }

  private static void estimate(String ticket, int value, int delay, String effort) {
    put(
            MEI,
            "/v1/tickets/" + ticket + "/estimate",
            Map.of("value", value, "delayCostPerDay", delay, "effort", effort))
        .then()
        .statusCode(200);
  }

  @Test
  void owedFirst_thenByValueOverCost_pageByPage() {
    String cheap = ticket("LOW");
    String dear = ticket("LOW");
    String delayed = ticket("LOW");
    String unknown = ticket("LOW");
    String urgent = ticket("HIGH");
    String closed = ticket("LOW");
    estimate(cheap, 100, 0, "PT10H");
    estimate(dear, 1000, 0, "PT10H");
    estimate(delayed, 0, 100, "PT10H");
    done(closed, "decline", Map.of("reason", "no"));
    List<String> expected = List.of(urgent, delayed, dear, cheap, unknown);
    String horizon = list + "&horizon=PT3H";
    await()
        .untilAsserted(
            () -> assertThat(seen(horizon).getList("items.ticket.id")).isEqualTo(expected));
    assertThat(seen(horizon).getList("items.because"))
        .containsExactly("OWED", "WORTH", "WORTH", "WORTH", "WORTH");
    List<String> paged = new ArrayList<>();
    String after = "";
    do {
      JsonPath page = seen(horizon + "&limit=1" + after);
      paged.addAll(page.getList("items.ticket.id"));
      after = page.getString("next") == null ? null : "&after=" + page.getString("next");
    } while (after != null);
    assertThat(paged).isEqualTo(expected);
    done(cheap, "work", Map.of("spent", "PT9H30M"));
    await()
        .untilAsserted(
            () ->
                assertThat(seen(horizon).getList("items.ticket.id"))
                    .containsExactly(urgent, delayed, cheap, dear, unknown));
  }

  @Test
  void timeIsLoggedOnce_alsoWhenManyDoAtOnce() {
    String ticket = ticket("LOW");
    Http.atOnce(
        8,
        i ->
            post(ZHANG, "/v1/tickets/" + ticket + "/work", Map.of("spent", "PT30M"))
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    get(MEI, "/v1/tickets/" + ticket + "/estimate").then().statusCode(404);
    estimate(ticket, 5, 0, "PT6H");
    get(MEI, "/v1/tickets/" + ticket + "/estimate").then().body("spent", equalTo("PT4H"));
    assertThat(seen("/v1/tickets/" + ticket + "/work?limit=5").getList("items")).hasSize(5);
    String key = UUID.randomUUID().toString();
    Map<String, String> work = Map.of("spent", "PT1M", "note", "n");
    for (int i = 0; i < 2; i++) {
      post(ZHANG, "/v1/tickets/" + ticket + "/work", work, key).then().statusCode(201);
    }
    get(MEI, "/v1/tickets/" + ticket + "/estimate").then().body("spent", equalTo("PT4H1M"));
  }

  @Test
  void badInput() {
    String ticket = ticket("LOW");
    Map<String, Object> bad = new HashMap<>();
    bad.put("value", -1);
    bad.put("delayCostPerDay", "much");
    bad.put("x", 1);
    put(MEI, "/v1/tickets/" + ticket + "/estimate", bad)
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/value", "/delayCostPerDay", "/x"));
    for (String effort : List.of("PT0S", "PT1S", "PT10001H")) {
      put(MEI, "/v1/tickets/" + ticket + "/estimate", Map.of("value", 1, "effort", effort))
          .then()
          .statusCode(400)
          .body("errors.pointer", contains("/effort"));
    }
    for (String effort : List.of("P1D", "P1DT2H", "P1W", "P2M", "-PT1H", "8h", "")) {
      put(MEI, "/v1/tickets/" + ticket + "/estimate", Map.of("value", -1, "effort", effort))
          .then()
          .statusCode(400)
          .body("errors.pointer", containsInAnyOrder("/value", "/effort"))
          .body("errors.find { it.pointer == '/effort' }.message", containsString("PT8H"));
    }
    put(MEI, "/v1/tickets/" + ticket + "/estimate", Map.of("value", -1, "effort", "PT1S"))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/value", "/effort"));
    post(ZHANG, "/v1/tickets/" + ticket + "/work", Map.of("spent", "P1D"))
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/spent"))
        .body("errors[0].message", containsString("PT8H"));
    post(
            ZHANG,
            "/v1/tickets/" + ticket + "/work",
            Map.of("spent", "PT25H", "at", "2999-01-01T00:00:00Z", "x", 1, "note", 2))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/spent", "/at", "/x", "/note"));
    post(
            ZHANG,
            "/v1/tickets/" + ticket + "/work",
            Map.of("spent", "PT25H", "at", "2999-01-01T00:00:00Z"))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/spent", "/at"));
    post(ZHANG, "/v1/tickets/" + ticket + "/work", Map.of("spent", "PT25H")).then().statusCode(400);
    post(
            ZHANG,
            "/v1/tickets/" + ticket + "/work",
            Map.of("spent", "PT1H", "at", "2999-01-01T00:00:00Z"))
        .then()
        .statusCode(400);
    post(READER, "/v1/tickets/" + ticket + "/work", Map.of("spent", "PT1H")).then().statusCode(403);
    get(MEI, list + "&horizon=tomorrow").then().statusCode(400);
    get(MEI, list + "&after=x").then().statusCode(400);
    assertThat(seen("/v1/tickets/" + ticket).getInt("version")).isEqualTo(1);
  }
}
