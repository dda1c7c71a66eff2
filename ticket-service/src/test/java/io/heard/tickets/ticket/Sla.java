package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Policies and calendars of a test's own, and what its tickets' clocks say. */
final class Sla {

  private Sla() {}

  static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /** A policy for one product, with hours as targets in the order of ClockKind; answers its id. */
  static String policy(String product, int order, String calendar, int... hours) {
    return as(ADMIN)
        .body(definition(unique("policy"), product, order, calendar, hours))
        .post("/v1/sla-policies")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  static Map<String, Object> definition(
      String name, String product, int order, String calendar, int... hours) {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("name", name);
    definition.put("order", order);
    definition.put("when", Map.of("products", List.of(product)));
    definition.put("calendar", calendar);
    definition.put("targets", targets(hours));
    return definition;
  }

  static Map<String, String> targets(int... hours) {
    List<String> kinds =
        List.of("ACKNOWLEDGE", "FIRST_FEEDBACK", "NEXT_FEEDBACK", "RESOLUTION", "CUSTOMER_WAIT");
    Map<String, String> targets = new LinkedHashMap<>();
    for (int i = 0; i < hours.length; i++) {
      targets.put(kinds.get(i), "PT" + hours[i] + "H");
    }
    return targets;
  }

  static void patchPolicy(String policy, Map<String, ?> patch) {
    as(ADMIN).body(patch).patch("/v1/sla-policies/" + policy).then().statusCode(200);
  }

  static String log(String product) {
    return Api.log("{\"subject\": \"Filter change\", \"product\": \"" + product + "\"}")
        .getString("id");
  }

  /** Done by a lead who may do everything. */
  static void done(String id, String command, Map<String, ?> body) {
    int status = Api.post(Api.ZHANG, id, command, body).statusCode();
    if (status != 200 && status != 201) {
      throw new AssertionError(command + " was answered " + status);
    }
  }

  static Map<String, Object> clock(String id, String kind) {
    return Api.get(id).getMap("clocks.find { it.kind == '" + kind + "' }");
  }

  static String state(String id, String kind) {
    return (String) clock(id, kind).get("state");
  }

  static Instant due(String id, String kind) {
    return Instant.parse((String) clock(id, kind).get("dueAt"));
  }

  static Duration target(String id, String kind) {
    return Duration.between(
        Instant.parse((String) clock(id, kind).get("startedAt")), due(id, kind));
  }

  static List<Map<String, Object>> ledger(String id) {
    return as(MEI).get("/v1/tickets/" + id + "/timeline?limit=200").jsonPath().getList("items");
  }

  /** What was announced and what became of it, as {@code breached RESOLUTION}, in order. */
  static List<String> told(String id, String... what) {
    List<String> told = new ArrayList<>();
    for (Map<String, Object> entry : ledger(id)) {
      String type = ((String) entry.get("type")).replace("heard.ticket.clock-", "");
      for (String one : what) {
        if (type.equals(one + ".v1")) {
          Map<?, ?> data = (Map<?, ?>) entry.get("data");
          String late = data.get("late") == null ? "" : (Boolean) data.get("late") ? " late" : "";
          told.add(one + " " + ((Map<?, ?>) data.get("clock")).get("kind") + late);
        }
      }
    }
    return told;
  }

  /**
   * Sweeps until exactly these breaches have been announced, each once; the service's own sweep may
   * be at it as well.
   */
  static void awaitTold(Sweep sweep, String id, String... breaches) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              sweepAll(sweep);
              assertThat(told(id, "breached")).containsExactly(breaches);
            });
  }

  /**
   * Sweeps until there is nothing left to announce. The service's own sweep may be at it as well: a
   * round passes over tickets that it has locked, so its transaction is waited for.
   */
  static void sweepAll(Sweep sweep) {
    rounds(sweep);
    try {
      Api.execute("BEGIN; LOCK TABLE ticket IN EXCLUSIVE MODE; COMMIT");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    rounds(sweep);
  }

  private static void rounds(Sweep sweep) {
    while (sweep.round()) {
      // the next ones
    }
  }

  static JsonPath explain(String id, String kind) {
    return as(MEI)
        .get("/v1/tickets/" + id + "/clocks/" + kind + "/explain")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
