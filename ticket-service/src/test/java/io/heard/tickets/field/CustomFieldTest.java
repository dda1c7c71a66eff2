package io.heard.tickets.field;

import static io.heard.tickets.Http.ADMIN;
import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.patch;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.put;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItems;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Custom fields with types: what is defined holds for what is set from then on. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class CustomFieldTest {

  @Inject CustomFields fields;

  /** Other tests set fields as they like. */
  @AfterEach
  void undefine() {
    Http.execute("DELETE FROM custom_field");
    fields.poll();
  }

  private static void define(String name, Map<String, ?> settings) {
    put(ADMIN, "/v1/custom-fields/" + name, settings).then().statusCode(200);
  }

  @Test
  void everyType_allMistakesAtOnce_andOldTicketsStayReadable() {
    String old = log(Map.of("subject", "old", "customFields", Map.of("colour", 7, "batch", "B-1")));
    define("batch", Map.of("type", "TEXT"));
    define("boxes", Map.of("type", "NUMBER", "min", 1, "max", 100));
    define("bought", Map.of("type", "DATE"));
    define("opened", Map.of("type", "BOOLEAN"));
    define("taste", Map.of("type", "ENUM", "options", List.of("sour", "stale")));
    define("seenOn", Map.of("type", "ENUM_LIST", "options", List.of("lid", "box")));
    define("gone", Map.of("type", "TEXT", "active", false));
    Map<String, Object> good =
        Map.of(
            "batch",
            "B-2",
            "boxes",
            2.5,
            "bought",
            "2026-02-28",
            "opened",
            true,
            "taste",
            "sour",
            "seenOn",
            List.of("box"));
    String id = log(Map.of("subject", "new", "customFields", good));
    assertThat(seen("/v1/tickets/" + id).getString("customFields.taste")).isEqualTo("sour");
    Map<String, Object> bad =
        Map.of(
            "batch",
            1,
            "boxes",
            101,
            "bought",
            "2026-02-30",
            "opened",
            "yes",
            "taste",
            "sweet",
            "seenOn",
            List.of("box", "box"),
            "gone",
            "x",
            "colour",
            "red");
    String[] pointers =
        bad.keySet().stream().map(name -> "/customFields/" + name).toArray(String[]::new);
    post(MEI, "/v1/tickets", Map.of("subject", "bad", "customFields", bad))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder(pointers));
    Map<String, Object> allOfIt = Map.of("channel", "FAX", "customFields", bad);
    post(MEI, "/v1/tickets", allOfIt)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems(pointers))
        .body("errors.pointer", hasItems("/channel", "/subject"));
    patch(MEI, "/v1/tickets/" + id, Map.of("customFields", bad)).then().statusCode(400);
    assertThat(seen("/v1/tickets/" + old).getInt("customFields.colour")).isEqualTo(7);
    patch(MEI, "/v1/tickets/" + old, Map.of("customFields", Map.of("boxes", 3)))
        .then()
        .statusCode(200);
    patch(MEI, "/v1/tickets/" + old, "{\"customFields\": {\"colour\": null}}")
        .then()
        .statusCode(200);
    post(
            MEI,
            "/v1/tickets/batch",
            Map.of("tickets", List.of(Map.of("subject", "b", "customFields", bad))))
        .then()
        .body("items.status", contains(400));
  }

  @Test
  void requiredFromAState_neverForLogging() {
    define("cause", Map.of("type", "TEXT", "requiredFrom", "RESOLVED"));
    define(
        "parts",
        Map.of("type", "ENUM_LIST", "options", List.of("pump"), "requiredFrom", "RESOLVED"));
    String id = log(Map.of("subject", "x"));
    done(id, "acknowledge", Map.of());
    done(id, "start", Map.of());
    done(id, "feedbacks", Map.of("text", "told"));
    for (Map<String, Object> nothing :
        List.of(
            Map.<String, Object>of(), Map.<String, Object>of("cause", " \t", "parts", List.of()))) {
      patch(MEI, "/v1/tickets/" + id, Map.of("customFields", nothing)).then().statusCode(200);
      post(ZHANG, "/v1/tickets/" + id + "/resolve", Map.of("outcome", "done"))
          .then()
          .statusCode(409)
          .body("fields", containsInAnyOrder("cause", "parts"));
    }
    Map<String, Object> filled = Map.of("cause", "heat", "parts", List.of("pump"));
    patch(MEI, "/v1/tickets/" + id, Map.of("customFields", filled));
    done(id, "resolve", Map.of("outcome", "done"));
    done(id, "reopen", Map.of("reason", "again"));
    assertThat(seen("/v1/tickets/" + id).getString("state")).isEqualTo("IN_PROGRESS");
  }

  @Test
  void tellingTheLastWhoIsOwedAWord_isNeverRefusedForAField() {
    String id = log(Map.of("subject", "x", "customer", Map.of("phone", "+8675523681001")));
    String other = log(Map.of("subject", "x", "customer", Map.of("phone", "+8675523681002")));
    done(id, "acknowledge", Map.of());
    done(id, "start", Map.of());
    done(other, "merge", Map.of("into", id, "reason", "the same"));
    done(id, "resolve", Map.of("outcome", "ok", "feedback", Map.of("text", "done")));
    define("cause", Map.of("type", "TEXT", "requiredFrom", "CLOSED"));
    String url = seen("/v1/tickets/" + id).getString("receipt.statusUrl");
    String link = url.substring(url.indexOf("/v1/status/")) + "/confirmation";
    post(MEI, link, Map.of("satisfied", true)).then().statusCode(200);
    done(id, "feedbacks", Map.of("text", "done", "told", List.of("ALL")));
    assertThat(seen("/v1/tickets/" + id).getString("state")).isEqualTo("CLOSED");
  }

  @Test
  void definitionsAreChecked() {
    put(ADMIN, "/v1/custom-fields/x", Map.of("type", "ENUM", "min", 3))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/options", "/min"));
    put(ADMIN, "/v1/custom-fields/x", Map.of("type", "COLOUR")).then().statusCode(400);
    put(MEI, "/v1/custom-fields/x", Map.of("type", "TEXT")).then().statusCode(403);
    define("x", Map.of("type", "NUMBER"));
    define("x", Map.of("type", "NUMBER", "min", 2));
    get(MEI, "/v1/custom-fields").then().body("items.version", contains(2));
  }
}
