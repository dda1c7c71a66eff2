package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happened is in the ledger for good, and reaches the others as the contract says. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class PublishingTest {

  @AfterEach
  void mend() {
    Broker.mend();
    TestClock.get().reset();
  }

  private static void done(String id, String command, Map<String, ?> body) {
    int status = post(ZHANG, id, command, body).statusCode();
    assertThat(status).as(command).isIn(200, 201);
  }

  /** Does everything once that can be done to tickets. */
  private static List<String> everythingOnce() {
    TestClock.get().freeze(Instant.now());
    String first =
        Api.log(
                "{\"subject\": \"x\", \"product\": \"WP-300\", \"tags\": [\"a\"], \"team\": \"field-service\", \"externalRef\": \"CRM-1\","
                    + " \"customer\": {\"name\": \"Chen\", \"email\": \"chen@heard.test\"}, \"customFields\": {\"a\": {\"b\": [1, 2.5, null]}}}")
            .getString("id");
    TestClock.get().advance(Duration.ofMinutes(95));
    await().until(() -> Api.history(first).contains("clock-warned"));
    TestClock.get().advance(Duration.ofMinutes(30));
    await().until(() -> Api.history(first).contains("clock-breached"));
    done(first, "acknowledge", Map.of("note", "late"));
    done(first, "start", Map.of());
    done(first, "notes", Map.of("text", "internal"));
    done(first, "attachments?name=leak.json", Map.of("a", "file"));
    done(
        first,
        "clarifications",
        Map.of("need", "clean water", "questions", List.of("since when?")));
    done(first, "contacts", Map.of("text", "when?", "channel", "PHONE"));
    done(first, "feedbacks", Map.of("text", "tomorrow"));
    done(first, "handoffs", Map.of("to", Map.of("person", "guard"), "reason", "theirs"));
    movesAndDuty(first);
    done(first, "wait", Map.of("for", "OTHERS", "reason", "parts"));
    done(first, "resume", Map.of());
    done(first, "wait", Map.of("until", TestClock.get().instant().plusSeconds(60).toString()));
    done(first, "resume", Map.of("note", "here"));
    as(MEI)
        .body("{\"impact\": \"HIGH\", \"product\": null, \"customFields\": {\"a\": null}}")
        .patch("/v1/tickets/" + first)
        .then()
        .statusCode(200);
    promisesAndActions(first);
    done(first, "resolve", Map.of("outcome", "done"));
    done(first, "close", Map.of("because", "CONFIRMED", "note", "by phone"));
    done(first, "reopen", Map.of("reason", "broken again"));
    String second = Api.logged();
    done(second, "contacts", Map.of("text", "still there?"));
    done(second, "decline", Map.of("reason", "not ours"));
    String third = Api.started();
    done(third, "feedbacks", Map.of("text", "done"));
    done(third, "resolve", Map.of("outcome", "done"));
    done(third, "attempts", Map.of("channel", "PHONE", "note", "nobody at home"));
    String attempt = TestClock.get().instant().toString();
    done(third, "close", Map.of("because", "NO_ANSWER", "attempts", List.of(attempt)));
    String requirement =
        as(ZHANG).body(Map.of("title", "better filters")).post("/v1/requirements").path("id");
    for (String asked : List.of(first, third)) {
      as(ZHANG)
          .body(Map.of("ticket", asked))
          .post("/v1/requirements/" + requirement + "/tickets")
          .then()
          .statusCode(201);
    }
    for (String step : List.of("accept", "ship")) {
      as(ZHANG)
          .body(Map.of())
          .post("/v1/requirements/" + requirement + "/" + step)
          .then()
          .statusCode(200);
    }
    await()
        .until(
            () ->
                as(ZHANG).get("/v1/requirements/" + requirement).jsonPath().getInt("news.owed")
                    == 2);
    done(third, "links", Map.of("to", first, "relation", "RELATES"));
    done(third, "work", Map.of("spent", "PT45M", "note", "measured"));
    as(ADMIN)
        .body(Map.of("teams", List.of("overloaded-team"), "capacity", 1))
        .put("/v1/staff/busy")
        .then()
        .statusCode(200);
    String busy = Api.log("{\"subject\": \"x\", \"team\": \"overloaded-team\"}").getString("id");
    String more = Api.log("{\"subject\": \"y\", \"team\": \"overloaded-team\"}").getString("id");
    for (String given : List.of(busy, more)) {
      done(given, "handoffs", Map.of("to", Map.of("person", "busy"), "reason", "yours"));
    }
    await()
        .until(
            () ->
                Api.history(busy).contains("overloaded")
                    || Api.history(more).contains("overloaded"));
    done(busy, "decline", Map.of("reason", "no"));
    done(more, "decline", Map.of("reason", "no"));
    await()
        .until(
            () ->
                Api.history(busy).contains("overload-ended")
                    || Api.history(more).contains("overload-ended"));
    String fourth = Api.logged();
    promised(fourth);
    planned(fourth);
    done(fourth, "merge", Map.of("into", first, "reason", "the same leak"));
    done(first, "feedbacks", Map.of("text", "told both", "told", List.of("ALL")));
    return List.of(first, second, third, fourth, busy, more);
  }

  private static String promised(String id) {
    String due = TestClock.get().instant().plusSeconds(600).toString();
    return post(ZHANG, id, "promises", Map.of("what", "a new filter", "due", due))
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String planned(String id) {
    Map<String, String> action =
        Map.of(
            "what",
            "change it",
            "person",
            "guard",
            "responsibleFor",
            "clear water",
            "due",
            TestClock.get().instant().plusSeconds(600).toString());
    return post(ZHANG, id, "actions", action).then().statusCode(201).extract().path("id");
  }

  private static void movesAndDuty(String id) {
    Map<String, ?> toGuard = Map.of("to", Map.of("person", "guard"), "reason", "theirs");
    done(id, "handoffs/accept", Map.of());
    done(id, "handoffs", toGuard);
    done(id, "handoffs/bounce", Map.of("reason", "not ours"));
    done(id, "handoffs", toGuard);
    String guard = Tokens.of("guard", "agent");
    Map<String, ?> offer = Map.of("to", "guard", "reason", "on holiday");
    for (String answer : List.of("refuse", "accept")) {
      String transfer = post(ZHANG, id, "receiver-transfers", offer).then().extract().path("id");
      post(
              guard,
              id,
              "receiver-transfers/" + transfer + "/" + answer,
              answer.equals("refuse") ? Map.of("reason", "no") : Map.of())
          .then()
          .statusCode(200);
    }
  }

  private static void promisesAndActions(String id) {
    Map<String, ?> agreed = Map.of("channel", "PHONE", "text", "fine");
    done(id, "promises/" + promised(id) + "/keep", Map.of());
    done(id, "promises/" + promised(id) + "/release", Map.of("agreedWithCustomer", agreed));
    String later = TestClock.get().instant().plusSeconds(900).toString();
    String promise = promised(id);
    done(
        id,
        "promises/" + promise + "/renegotiate",
        Map.of("due", later, "agreedWithCustomer", agreed));
    done(id, "actions/" + planned(id) + "/done", Map.of());
    done(id, "actions/" + planned(id) + "/cancel", Map.of("reason", "no need"));
    TestClock.get().advance(Duration.ofMinutes(20));
    await().until(() -> Api.history(id).contains("promise-broken"));
    done(id, "promises/" + promise + "/keep", Map.of("note", "late"));
  }

  @Test
  void everyEventIsAsTheContractSays() {
    List<String> ids = new ArrayList<>(everythingOnce());
    TestClock.get().reset();
    ids.add(linked());
    Set<String> seen =
        ids.stream()
            .flatMap(id -> publishedWhole(id).stream())
            .map(Events.Seen::type)
            .collect(Collectors.toSet());
    Set<String> expected =
        EventContract.types().stream()
            .filter(type -> type.startsWith("heard.ticket."))
            .collect(Collectors.toSet());
    assertThat(seen).isEqualTo(expected);
  }

  private static String linked() {
    String id =
        Api.log("{\"subject\": \"x\", \"customer\": {\"phone\": \"+8675523456701\"}}").get("id");
    UUID customer = UUID.randomUUID();
    var data = EventContract.example("heard.customer.matched.v1").get("data").deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) data.get("customer"))
        .put("id", customer.toString())
        .putArray("phones")
        .add("+8675523456701");
    Events.send(
        "heard.customers",
        "heard.customer.matched.v1",
        customer,
        1,
        Instant.now(),
        "mei",
        data.toString());
    await().until(() -> Api.history(id).contains("customer-linked"));
    var erased =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            EventContract.example("heard.customer.erased.v1").get("data").get("customer");
    Events.send(
        "heard.customers",
        "heard.customer.erased.v1",
        customer,
        2,
        Instant.now(),
        "admin",
        "{\"customer\": " + erased.put("id", customer.toString()) + "}");
    await().until(() -> Api.history(id).contains("erased"));
    return id;
  }

  /** Everything in the ledger has been published, once, in order, and conforms. */
  private static List<Events.Seen> publishedWhole(String id) {
    UUID ticket = UUID.fromString(id);
    int entries = Api.history(id).size();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Events.of("heard.tickets", ticket).size() >= entries);
    List<Events.Seen> events = Events.of("heard.tickets", ticket);
    assertThat(events.stream().map(Events.Seen::sequence))
        .isEqualTo(IntStream.rangeClosed(1, entries).boxed().toList());
    List<Map<String, String>> timeline =
        as(MEI).get("/v1/tickets/" + id + "/timeline?limit=200").path("items");
    for (Events.Seen event : events) {
      Map<String, String> entry = timeline.get(event.sequence() - 1);
      JsonNode data = event.data();
      assertThat(EventContract.violations(event.type(), data)).isEmpty();
      assertThat(data.at("/ticket/version").asInt()).isEqualTo(event.sequence());
      assertThat(event.headers())
          .containsEntry("ce_specversion", "1.0")
          .containsEntry("ce_id", id + "-" + event.sequence())
          .containsEntry("ce_source", "/heard/ticket-service")
          .containsEntry("ce_subject", id)
          .containsEntry("ce_type", entry.get("type"))
          .containsEntry("ce_time", entry.get("at"))
          .containsEntry("ce_actor", entry.get("actor"))
          .containsKey("content-type");
    }
    return events;
  }

  @Test
  void teamsAndStaffArePublishedToo() {
    String team = "team-" + UUID.randomUUID();
    String user = "user-" + UUID.randomUUID();
    as(ADMIN)
        .body(Map.of("name", team, "lead", "zhang", "email", "t@heard.test", "capacity", 3))
        .post("/v1/teams")
        .then()
        .statusCode(201);
    String settings =
        "{\"name\": \"Guard\", \"teams\": [\""
            + team
            + "\"], \"manager\": \"li\", \"timeZone\": \"Asia/Shanghai\"}";
    for (int i = 0; i < 2; i++) {
      as(ADMIN).body(settings).put("/v1/staff/" + user).then().statusCode(200);
    }
    String seen = "seen-" + UUID.randomUUID();
    String id = Api.logged();
    done(id, "handoffs", Map.of("to", Map.of("person", seen), "reason", "x"));
    for (String path : List.of("/v1/teams/" + team, "/v1/staff/" + user, "/v1/staff/" + seen)) {
      JsonPath shown = as(MEI).get(path).jsonPath();
      UUID aggregate = UUID.fromString(shown.getString("id"));
      await().until(() -> !Events.of("heard.directory", aggregate).isEmpty());
      List<Events.Seen> events = Events.of("heard.directory", aggregate);
      assertThat(events).hasSize(1);
      assertThat(EventContract.violations(events.get(0).type(), events.get(0).data())).isEmpty();
      assertThat(shown.getInt("version")).isEqualTo(1);
    }
  }

  @Test
  void loggingGoesOnWhileTheBrokerIsAway() {
    Broker.cut();
    List<String> ids = Api.atOnce(4, i -> Api.started());
    for (String id : ids) {
      done(id, "feedbacks", Map.of("text", "told"));
      assertThat(Api.get(id).getInt("version")).isEqualTo(7);
    }
    assertThat(Api.count("SELECT count(*) FROM outbox")).isGreaterThanOrEqualTo(28);
    Broker.mend();
    for (String id : ids) {
      assertThat(publishedWhole(id)).hasSize(7);
    }
    await().until(() -> Api.count("SELECT count(*) FROM outbox") == 0);
  }

  @Test
  void theDatabaseRefusesToRewriteHistory() throws SQLException {
    String id = Api.started();
    for (String sql :
        List.of(
            "UPDATE ledger SET data = '{}' WHERE aggregate_id = '" + id + "'",
            "DELETE FROM ledger WHERE aggregate_id = '" + id + "'",
            "TRUNCATE ledger",
            "TRUNCATE ledger CASCADE")) {
      assertThatThrownBy(() -> Api.execute(sql)).hasMessageContaining("append-only");
    }
    Api.assertLedgerWhole(id);
    Api.execute(
        "ALTER TABLE ledger DISABLE TRIGGER ALL; UPDATE ledger SET data = replace(data, 'Filter', 'Filler') WHERE aggregate_id = '"
            + id
            + "' AND sequence = 2; ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only;"
            + " ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_not_truncated");
    JsonPath verdict =
        as(MEI).get("/v1/tickets/" + id + "/timeline/verification").then().extract().jsonPath();
    assertThat(verdict.getBoolean("intact")).isFalse();
    assertThat(verdict.getList("findings")).containsExactly("entry 2 was changed");
  }

  @Test
  void theTimelineComesInPages() {
    String id = Api.started();
    for (int i = 0; i < 10; i++) {
      done(id, "notes", Map.of("text", "note " + i));
    }
    List<Integer> sequences = new ArrayList<>();
    String path = "/v1/tickets/" + id + "/timeline?limit=4";
    while (path != null) {
      var page = as(MEI).urlEncodingEnabled(false).get(path);
      sequences.addAll(page.jsonPath().getList("items.sequence"));
      done(id, "notes", Map.of("text", "meanwhile"));
      String link = sequences.size() > 40 ? null : page.header("Link");
      path = link == null ? null : link.substring(1, link.indexOf('>'));
    }
    assertThat(sequences)
        .isEqualTo(IntStream.rangeClosed(1, sequences.size()).boxed().toList())
        .hasSizeGreaterThanOrEqualTo(14);
  }
}
