package io.heard.tickets.requirement;

import static io.heard.tickets.Http.ADMIN;
import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.close;
import static io.heard.tickets.Http.count;
import static io.heard.tickets.Http.delete;
import static io.heard.tickets.Http.done;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.put;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.tickets.Http;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From need to standard, until everybody who asked was told. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class RequirementTest {

  @Inject Shipping shipping;

  private static String requirement() {
    return post(ZHANG, "/v1/requirements", Map.of("title", "measure sugar", "product", "dates"))
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String at(String requirement, String what) {
    return "/v1/requirements/" + requirement + "/" + what;
  }

  private static void link(String requirement, String ticket) {
    post(MEI, at(requirement, "tickets"), Map.of("ticket", ticket)).then().statusCode(201);
  }

  private static void step(String requirement, String step) {
    post(ZHANG, at(requirement, step), Map.of()).then().statusCode(200);
  }

  private static void ship(String requirement) {
    step(requirement, "accept");
    step(requirement, "ship");
  }

  private static JsonPath told(String requirement) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> seen("/v1/requirements/" + requirement).getInt("news.pending") == 0);
    return seen("/v1/requirements/" + requirement);
  }

  private static List<String> running(String ticket) {
    return seen("/v1/tickets/" + ticket).getList("clocks.findAll { it.state == 'RUNNING' }.kind");
  }

  @Test
  void whenItShips_everybodyWhoAskedIsOwedWord_whateverBecameOfTheirTicket() {
    String requirement = requirement();
    String open = log(Map.of("subject", "open"));
    String closed = log(Map.of("subject", "closed"));
    close(closed);
    String declined = log(Map.of("subject", "declined"));
    done(declined, "decline", Map.of("reason", "not now"));
    for (String ticket : List.of(open, closed, declined)) {
      link(requirement, ticket);
    }
    assertThat(running(closed)).isEmpty();
    ship(requirement);
    JsonPath shipped = told(requirement);
    assertThat(shipped.getInt("news.owed")).isEqualTo(3);
    assertThat(shipped.getInt("tickets")).isEqualTo(3);
    assertThat(shipped.getInt("customers")).isEqualTo(3);
    assertThat(running(closed)).containsExactly("NEXT_FEEDBACK");
    assertThat(running(declined)).containsExactly("NEXT_FEEDBACK");
    assertThat(seen("/v1/tickets/" + closed).getString("state")).isEqualTo("CLOSED");
    done(closed, "feedbacks", Map.of("text", "every batch is measured now"));
    assertThat(running(closed)).isEmpty();
    get(MEI, at(requirement, "tickets?told=TOLD")).then().body("items.id", contains(closed));
    get(MEI, at(requirement, "tickets?told=OWED&limit=1")).then().body("items.id", contains(open));
    get(MEI, "/v1/tickets/" + open + "/requirements").then().body("items.told", contains("OWED"));
  }

  @Test
  void nobodyClosesItBeforeTheCustomerWasTold() {
    String requirement = requirement();
    String ticket = log(Map.of("subject", "resolved"));
    done(ticket, "acknowledge", Map.of());
    done(ticket, "start", Map.of());
    done(ticket, "feedbacks", Map.of("text", "soon"));
    done(ticket, "resolve", Map.of("outcome", "noted"));
    link(requirement, ticket);
    ship(requirement);
    told(requirement);
    post(ZHANG, "/v1/tickets/" + ticket + "/close", Map.of("because", "CONFIRMED"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:feedback-owed"));
    done(ticket, "feedbacks", Map.of("text", "it is there"));
    done(ticket, "close", Map.of("because", "CONFIRMED"));
    assertThat(told(requirement).getInt("news.told")).isEqualTo(1);
  }

  @Test
  void whoSaidYesBeforeTheyWereTold_isNotAskedAgain_andTellingThemClosesIt() {
    String requirement = requirement();
    String ticket = log(Map.of("subject", "resolved"));
    done(ticket, "acknowledge", Map.of());
    done(ticket, "start", Map.of());
    done(ticket, "resolve", Map.of("outcome", "noted", "feedback", Map.of("text", "soon")));
    link(requirement, ticket);
    ship(requirement);
    told(requirement);
    String url = seen("/v1/tickets/" + ticket).getString("receipt.statusUrl");
    String link = url.substring(url.indexOf("/v1/status/"));
    for (int i = 0; i < 2; i++) {
      post(MEI, link + "/confirmation", Map.of("satisfied", true))
          .then()
          .statusCode(200)
          .body("progress", equalTo("CLOSED"))
          .body("nextFeedbackDueAt", notNullValue());
    }
    assertThat(seen("/v1/tickets/" + ticket).getString("state")).isEqualTo("RESOLVED");
    assertThat(running(ticket)).containsExactly("NEXT_FEEDBACK");
    done(ticket, "feedbacks", Map.of("text", "it is there"));
    assertThat(seen("/v1/tickets/" + ticket).getString("state")).isEqualTo("CLOSED");
    assertThat(running(ticket)).isEmpty();
    assertThat(told(requirement).getInt("news.told")).isEqualTo(1);
  }

  @Test
  void theCustomerOfAMergedTicketIsToldOnTheOneItLivesOnIn() {
    String requirement = requirement();
    String survivor = log(Map.of("subject", "s", "customer", Map.of("phone", "+8675523450001")));
    String merged = log(Map.of("subject", "m", "customer", Map.of("phone", "+8675523450002")));
    link(requirement, merged);
    done(merged, "merge", Map.of("into", survivor, "reason", "same"));
    done(survivor, "feedbacks", Map.of("text", "both know", "told", List.of("ALL")));
    ship(requirement);
    assertThat(told(requirement).getInt("news.owed")).isEqualTo(1);
    done(survivor, "feedbacks", Map.of("text", "own customer only"));
    assertThat(told(requirement).getInt("news.owed")).isEqualTo(1);
    assertThat(running(survivor)).contains("NEXT_FEEDBACK");
    done(survivor, "feedbacks", Map.of("text", "to both", "told", List.of("ALL")));
    assertThat(told(requirement).getInt("news.told")).isEqualTo(1);
  }

  @Test
  void putBehindItAfterItShipped_isOwedWordAtOnce_andCannotBeTakenAway() {
    String requirement = requirement();
    String early = log(Map.of("subject", "early"));
    link(requirement, early);
    delete(ZHANG, at(requirement, "tickets/" + early)).then().statusCode(204);
    delete(ZHANG, at(requirement, "tickets/" + early)).then().statusCode(404);
    ship(requirement);
    told(requirement);
    String late = log(Map.of("subject", "late"));
    link(requirement, late);
    link(requirement, late);
    await().until(() -> seen("/v1/requirements/" + requirement).getInt("news.owed") == 1);
    assertThat(seen("/v1/requirements/" + requirement).getInt("tickets")).isEqualTo(1);
    delete(ZHANG, at(requirement, "tickets/" + late)).then().statusCode(409);
  }

  @Test
  void statesAndStandards_manyToMany() {
    String one = requirement();
    String two = requirement();
    post(MEI, at(one, "accept"), Map.of()).then().statusCode(403);
    post(ZHANG, at(one, "ship"), Map.of())
        .then()
        .statusCode(409)
        .body("legal", contains("accept", "reject"));
    step(one, "reject");
    step(one, "reconsider");
    step(one, "accept");
    step(one, "plan");
    get(MEI, at(one, "history"))
        .then()
        .body("items.what", contains("PLANNED", "ACCEPTED", "PROPOSED", "REJECTED", "CREATED"));
    String name = "sugar " + UUID.randomUUID();
    Map<String, String> settings = Map.of("kind", "PRODUCT", "name", name, "reference", "Q/1");
    String standard = post(ZHANG, "/v1/standards", settings).then().extract().path("id");
    post(ADMIN, "/v1/standards", settings).then().statusCode(409);
    for (String requirement : List.of(one, two, two)) {
      put(ZHANG, at(requirement, "standards/" + standard), Map.of()).then().statusCode(200);
    }
    assertThat(seen("/v1/standards/" + standard).getInt("requirements")).isEqualTo(2);
    get(MEI, "/v1/requirements?sort=-created&standard=" + standard)
        .then()
        .body("items.id", contains(two, one))
        .body("items[0].standards.name", hasItem(name));
    delete(ZHANG, at(two, "standards/" + standard)).then().statusCode(204);
    assertThat(seen("/v1/standards/" + standard).getInt("requirements")).isEqualTo(1);
    put(ZHANG, "/v1/standards/" + standard, Map.of("kind", "SERVICE", "name", name))
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"");
    put(ZHANG, "/v1/requirements/" + one, Map.of("title", "new"))
        .then()
        .body("product", equalTo(null));
    post(ZHANG, "/v1/requirements", Map.of("title", "", "product", " ", "x", 1))
        .then()
        .statusCode(400)
        .body(
            "errors.pointer", org.hamcrest.Matchers.containsInAnyOrder("/title", "/product", "/x"));
  }

  @Test
  void pagingByTickets_skipsAndDoublesNothing() {
    for (int i = 0; i < 5; i++) {
      String requirement = requirement();
      if (i % 2 == 0) {
        link(requirement, log(Map.of("subject", "x")));
      }
    }
    HashSet<String> ids = new HashSet<>();
    int seenItems = 0;
    String after = "";
    do {
      JsonPath page = seen("/v1/requirements?sort=-tickets&limit=2" + after);
      ids.addAll(page.getList("items.id"));
      seenItems += page.getList("items").size();
      after = page.getString("next") == null ? null : "&after=" + page.getString("next");
    } while (after != null);
    assertThat(seenItems).isEqualTo(ids.size());
    assertThat((long) ids.size()).isEqualTo(count("SELECT count(*) FROM requirement"));
  }

  /** Batches that are broken off in the middle leave nothing half done, and nobody twice. */
  @Test
  void thousandsOfTickets_brokenOff_onceEach() {
    String requirement = requirement();
    int tickets = 3_000;
    Http.atOnce(
        4,
        thread -> {
          for (int i = 0; i < tickets / 4 / 250; i++) {
            List<Map<String, String>> demands =
                java.util.stream.IntStream.range(0, 250)
                    .mapToObj(n -> Map.of("subject", "asked " + requirement))
                    .toList();
            post(MEI, "/v1/tickets/batch", Map.of("tickets", demands)).then().statusCode(207);
          }
          return null;
        });
    Http.execute(
        "INSERT INTO requirement_ticket (requirement_id, ticket_id, linked_at, linked_by) SELECT ?, id, now(), 'mei' FROM ticket WHERE subject = ?",
        UUID.fromString(requirement),
        "asked " + requirement);
    // one ticket refuses: its ledger takes nothing more
    String poison =
        Http.column(
                "SELECT id FROM ticket WHERE subject = ? ORDER BY id OFFSET 1500 LIMIT 1",
                "asked " + requirement)
            .get(0);
    Http.execute("UPDATE ticket SET state = 'NO STATE' WHERE id = ?", UUID.fromString(poison));
    ship(requirement);
    Http.atOnce(3, i -> shipping.batch(UUID.fromString(requirement), 100));
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> seen("/v1/requirements/" + requirement).getInt("news.pending") == 1);
    assertThat(seen("/v1/requirements/" + requirement).getInt("news.owed")).isEqualTo(tickets - 1);
    assertThat(
            count(
                "SELECT count(*) FROM ledger l JOIN ticket t ON t.id = l.aggregate_id WHERE t.subject = ? AND l.type = 'heard.ticket.requirement-changed.v1'",
                "asked " + requirement))
        .isEqualTo(tickets - 1);
    assertThat(
            count(
                "SELECT count(DISTINCT aggregate_id) FROM ledger l JOIN ticket t ON t.id = l.aggregate_id WHERE t.subject = ? AND l.type = 'heard.ticket.requirement-changed.v1'",
                "asked " + requirement))
        .isEqualTo(tickets - 1);
    Http.execute("UPDATE ticket SET state = 'LOGGED' WHERE id = ?", UUID.fromString(poison));
    Http.execute(
        "UPDATE requirement_ticket SET not_before = '-infinity' WHERE ticket_id = ?",
        UUID.fromString(poison));
    assertThat(told(requirement).getInt("news.owed")).isEqualTo(tickets);
  }
}
