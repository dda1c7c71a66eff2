package io.heard.tickets.bulk;

import static io.heard.tickets.Http.ADMIN;
import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.close;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.put;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One command to many tickets, many steps on one. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class BulkTest {

  private static final String BULK = "/v1/tickets/bulk";

  private static String ticket() {
    return log(Map.of("subject", "bulk", "team", "field-service"));
  }

  private static Map<String, Object> item(String ticket) {
    return Map.of("ticket", ticket);
  }

  @Test
  void eachItemByItself_againWithTheSameKeyChangesNothing() {
    String one = ticket();
    String two = ticket();
    String closed = ticket();
    close(closed);
    Map<String, Object> stale = Map.of("ticket", two, "ifMatch", "\"9\"");
    Map<String, Object> request =
        Map.of(
            "command",
            "notes",
            "body",
            Map.of("text", "common"),
            "items",
            List.of(
                item(one),
                stale,
                Map.of("ticket", two, "ifMatch", "\"1\"", "body", Map.of("text", "own")),
                item("D-1999-0000001"),
                Map.of("ticket", closed, "body", Map.of("text", ""))));
    String key = UUID.randomUUID().toString();
    post(MEI, BULK, request, key)
        .then()
        .statusCode(207)
        .body("done", equalTo(2))
        .body("items.status", contains(200, 412, 200, 404, 400))
        .body("items[4].problem.errors[0].pointer", equalTo("/text"));
    post(MEI, BULK, request, key)
        .then()
        .statusCode(207)
        .body("items.status", contains(200, 412, 200, 404, 400))
        .body("items[0].replayed", equalTo(true))
        .body("items[2].ticket.id", equalTo(two));
    assertThat(seen("/v1/tickets/" + one).getInt("version")).isEqualTo(2);
    assertThat(seen("/v1/tickets/" + two).getInt("version")).isEqualTo(2);
    Map<String, Object> other = new HashMap<>(request);
    other.put("body", Map.of("text", "another"));
    post(MEI, BULK, other, key).then().body("items[0].status", equalTo(422));
  }

  @Test
  void fiveHundredAreTaken_oneMoreIsNot_andRolesHold() {
    List<Map<String, Object>> items = new ArrayList<>();
    String ticket = ticket();
    for (int i = 0; i < 500; i++) {
      items.add(item(ticket));
    }
    Map<String, Object> note = Map.of("text", "x");
    post(MEI, BULK, Map.of("command", "notes", "body", note, "items", items))
        .then()
        .statusCode(207)
        .body("done", equalTo(500));
    assertThat(seen("/v1/tickets/" + ticket).getInt("version")).isEqualTo(501);
    items.add(item(ticket));
    post(MEI, BULK, Map.of("command", "notes", "body", note, "items", items))
        .then()
        .statusCode(400);
    String frontline = Tokens.of("fay", "frontline");
    post(frontline, BULK, Map.of("command", "acknowledge", "items", List.of(item(ticket))))
        .then()
        .body("items[0].status", equalTo(403));
    post(MEI, BULK, Map.of("command", "explode", "items", List.of(item(ticket))))
        .then()
        .body("items[0].status", equalTo(400));
    post(ADMIN, BULK, Map.of("command", "notes", "items", List.of(item(ticket))))
        .then()
        .statusCode(403);
    post(MEI, BULK, Map.of("items", List.of(Map.of())))
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/command", "/items/0/ticket"));
  }

  @Test
  void aMacroIsAllOrNothing() {
    String name = "take over " + UUID.randomUUID();
    List<Map<String, Object>> steps =
        List.of(
            Map.of("command", "acknowledge"),
            Map.of("command", "start", "body", Map.of("note", "now")),
            Map.of("command", "feedbacks", "body", Map.of("text", "we are at it")));
    Map<String, Object> settings = Map.of("name", name, "steps", steps);
    String id = post(ZHANG, "/v1/macros", settings).then().statusCode(201).extract().path("id");
    post(ZHANG, "/v1/macros", settings).then().statusCode(409);
    String ticket = ticket();
    String key = UUID.randomUUID().toString();
    String run = "/v1/tickets/" + ticket + "/macros/" + id;
    post(MEI, run, Map.of(), key).then().statusCode(200).body("state", equalTo("IN_PROGRESS"));
    post(MEI, run, Map.of(), key).then().header("Idempotent-Replay", "true");
    assertThat(seen("/v1/tickets/" + ticket + "/timeline").getList("items.type"))
        .contains("heard.ticket.fed-back.v1");
    int version = seen("/v1/tickets/" + ticket).getInt("version");
    long rows = count("SELECT count(*) FROM ledger");
    String started = ticket();
    post(MEI, "/v1/tickets/" + started + "/acknowledge", Map.of()).then().statusCode(200);
    List<Map<String, Object>> refused =
        List.of(
            Map.of("command", "start"),
            Map.of("command", "notes", "body", Map.of("text", "will not stay")),
            Map.of("command", "acknowledge"));
    put(ZHANG, "/v1/macros/" + id, Map.of("name", name, "steps", refused)).then().statusCode(200);
    long before = count("SELECT count(*) FROM ledger WHERE aggregate_id = ?::uuid", started);
    post(MEI, "/v1/tickets/" + started + "/macros/" + id, Map.of())
        .then()
        .statusCode(409)
        .body("step", equalTo(2))
        .body("command", equalTo("acknowledge"));
    assertThat(count("SELECT count(*) FROM ledger WHERE aggregate_id = ?::uuid", started))
        .isEqualTo(before);
    assertThat(seen("/v1/tickets/" + started).getString("state")).isEqualTo("ACKNOWLEDGED");
    assertThat(seen("/v1/tickets/" + ticket).getInt("version")).isEqualTo(version);
    assertThat(rows).isPositive();
  }

  @Test
  void aMacroThatCouldNotBeRunIsNotKept() {
    post(
            ZHANG,
            "/v1/macros",
            Map.of(
                "name",
                "bad",
                "steps",
                List.of(
                    Map.of("command", "explode"),
                    Map.of("command", "notes"),
                    Map.of("command", "wait", "body", Map.of("for", "GODOT")))))
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder("/steps/0/command", "/steps/1/body/text", "/steps/2/body/for"));
    get(MEI, "/v1/macros/bad").then().statusCode(404);
    post(MEI, "/v1/macros", Map.of("name", "x", "steps", List.of())).then().statusCode(403);
  }
}
