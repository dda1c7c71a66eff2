package io.heard.customers.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.customers.ServiceTest;
import io.heard.kit.inbox.Event;
import io.heard.testkit.Database;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OverviewTest extends ServiceTest {

  private static final Instant START = Instant.parse("2026-03-02T01:00:00Z");

  @Inject TicketSubscription subscription;

  private void apply(Event... events) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (Event event : events) {
                subscription.apply(event);
              }
            });
  }

  private static ObjectNode clock(String kind, int round, String state, Instant dueAt) {
    ObjectNode facts = JSON.createObjectNode();
    facts
        .putObject("clock")
        .put("kind", kind)
        .put("round", round)
        .put("state", state)
        .put("dueAt", dueAt == null ? null : dueAt.toString());
    return facts;
  }

  private static ObjectNode said(String text) {
    return JSON.createObjectNode().put("channel", "PHONE").put("text", text);
  }

  private static ObjectNode logged(String statedRequest, Instant dueAt) {
    ObjectNode facts = JSON.createObjectNode().put("statedRequest", statedRequest);
    facts.putArray("clocks").add(clock("FIRST_FEEDBACK", 1, "RUNNING", dueAt).get("clock"));
    return facts;
  }

  @Test
  void nothingYet() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .statusCode(200)
        .body("customer.id", equalTo(id.toString()))
        .body("totals.demands", equalTo(0))
        .body("totals.open", equalTo(0))
        .body("totals.repeatContacts", equalTo(0))
        .body("open", empty())
        .body("promises", empty())
        .body("questions", empty())
        .body("exchanges", empty());
  }

  private static ObjectNode toAsk(Object... idsAndTexts) {
    ObjectNode facts = JSON.createObjectNode().put("step", "ASKED");
    var open = facts.putArray("openQuestions");
    for (int i = 0; i < idsAndTexts.length; i += 2) {
      open.addObject()
          .put("id", idsAndTexts[i].toString())
          .put("text", (String) idsAndTexts[i + 1])
          .put("askedAt", START.plusSeconds(i).toString());
    }
    return facts;
  }

  @Test
  void whatToAskAtThisContact_onAllTheirDemands_untilItIsAnswered() {
    UUID id = register("{\"name\": \"Mr Song\"}");
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    Tickets dates = Tickets.of("Mr Song", null, null).linkedTo(id).at(START);
    Tickets tea = Tickets.of("Mr Song", null, null).linkedTo(id).at(START);
    apply(
        dates.next("heard.ticket.logged.v1", logged("Sour dates", START)),
        tea.in("CLOSED").next("heard.ticket.logged.v1", logged("Tea", START)),
        dates.next("heard.ticket.clarified.v1", toAsk(first, "For whom?")),
        dates.next("heard.ticket.clarified.v1", toAsk(first, "For whom?", second, "By when?")),
        tea.next("heard.ticket.clarified.v1", toAsk(UUID.randomUUID(), "Green or black?")));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body(
            "questions.text",
            org.hamcrest.Matchers.containsInAnyOrder("For whom?", "By when?", "Green or black?"))
        .body("questions.find { it.text == 'By when?' }.ticketId", equalTo(dates.id().toString()))
        .body("questions.find { it.text == 'By when?' }.number", equalTo(dates.number()))
        .body("questions.find { it.text == 'By when?' }.id", equalTo(second.toString()));
    apply(
        dates.next("heard.ticket.clarified.v1", toAsk(second, "By when?")),
        tea.next("heard.ticket.erased.v1"));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("questions.text", contains("By when?"));
  }

  @Test
  void wordsOfAPromiseFromAMergedTicket_areForgottenWithItsCustomer() {
    UUID id = register("{\"name\": \"Mr Li\"}");
    UUID theirs = UUID.randomUUID();
    UUID own = UUID.randomUUID();
    Tickets survivor = Tickets.of("Mr Li", null, null).linkedTo(id).at(START);
    ObjectNode forgotten = JSON.createObjectNode();
    forgotten.putArray("forgotten").add(theirs.toString());
    apply(
        survivor.next("heard.ticket.logged.v1", logged("Flood", START)),
        survivor.next("heard.ticket.promised.v1", promise(theirs, START.plusSeconds(60))),
        survivor.next("heard.ticket.promised.v1", promise(own, START.plusSeconds(70))),
        survivor.next("heard.ticket.changed.v1", forgotten));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("promises.what", contains("[erased]", "A call"));
  }

  @Test
  void mostUrgentFirst_andWhatWasSaidLast() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    Tickets calm = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START);
    Tickets urgent = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START.plusSeconds(60));
    Tickets done = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START.plusSeconds(120));
    apply(
        calm.next("heard.ticket.logged.v1", logged("Sour dates", START.plusSeconds(9_000))),
        urgent.next("heard.ticket.logged.v1", logged(null, START.plusSeconds(3_600))),
        done.next("heard.ticket.logged.v1", logged("Car park", START.plusSeconds(60))),
        done.in("DECLINED").next("heard.ticket.declined.v1"),
        urgent.at(START.plusSeconds(200)).next("heard.ticket.contacted.v1", said("Third call")),
        urgent
            .in("WAITING_FOR_CUSTOMER")
            .at(START.plusSeconds(250))
            .next("heard.ticket.waiting.v1"),
        urgent.next("heard.ticket.contacted.v1", said("The tall one, as you asked")),
        urgent.in("IN_PROGRESS").next("heard.ticket.resumed.v1"),
        urgent.at(START.plusSeconds(300)).next("heard.ticket.fed-back.v1", said("On Thursday")));

    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .statusCode(200)
        .body("totals.demands", equalTo(3))
        .body("totals.open", equalTo(2))
        .body("totals.repeatContacts", equalTo(1))
        .body("open.number", contains(urgent.number(), calm.number()))
        .body("open[0].nextDue.kind", equalTo("FIRST_FEEDBACK"))
        .body("open[0].nextDue.at", equalTo("2026-03-02T02:00:00Z"))
        .body("open[0].receiver", equalTo("mei"))
        .body("open[0].repeatContacts", equalTo(1))
        .body("open[1].repeatContacts", equalTo(0))
        .body(
            "exchanges.text",
            contains(
                "On Thursday",
                "The tall one, as you asked",
                "Third call",
                "Car park",
                "Filter change for the water purifier",
                "Sour dates"))
        .body("exchanges[0].direction", equalTo("TO_CUSTOMER"))
        .body("exchanges[1].direction", equalTo("FROM_CUSTOMER"))
        .body("exchanges[2].direction", equalTo("FROM_CUSTOMER"))
        .body("exchanges[2].number", equalTo(urgent.number()));
  }

  @Test
  void nextDue_followsTheClocks() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START);
    Instant soon = START.plusSeconds(600);
    Instant later = START.plusSeconds(6_000);
    apply(
        ticket.next("heard.ticket.logged.v1", logged("Filter", soon)),
        ticket.next("heard.ticket.clock-set.v1", clock("RESOLUTION", 1, "RUNNING", later)));
    assertThat(nextDue(id)).isEqualTo("FIRST_FEEDBACK 2026-03-02T01:10:00Z");

    apply(
        ticket.next(
            "heard.ticket.clock-breached.v1", clock("FIRST_FEEDBACK", 1, "BREACHED", soon)));
    assertThat(nextDue(id)).isEqualTo("FIRST_FEEDBACK 2026-03-02T01:10:00Z");

    apply(ticket.next("heard.ticket.clock-met.v1", clock("FIRST_FEEDBACK", 1, "BREACHED", soon)));
    assertThat(nextDue(id)).isEqualTo("RESOLUTION 2026-03-02T02:40:00Z");

    apply(ticket.next("heard.ticket.clock-set.v1", clock("RESOLUTION", 1, "PAUSED", null)));
    mei().get("/v1/customers/{id}/overview", id).then().body("open[0].nextDue", nullValue());

    apply(
        ticket.next("heard.ticket.clock-set.v1", clock("RESOLUTION", 1, "RUNNING", later)),
        ticket.next("heard.ticket.clock-set.v1", clock("CUSTOMER_WAIT", 2, "RUNNING", soon)));
    assertThat(nextDue(id)).isEqualTo("CUSTOMER_WAIT 2026-03-02T01:10:00Z");
    apply(
        ticket.next(
            "heard.ticket.clock-cancelled.v1", clock("CUSTOMER_WAIT", 2, "CANCELLED", soon)));
    assertThat(nextDue(id)).isEqualTo("RESOLUTION 2026-03-02T02:40:00Z");
  }

  private static String nextDue(UUID customer) {
    var due =
        json(mei().get("/v1/customers/{id}/overview", customer).asString()).at("/open/0/nextDue");
    return due.get("kind").asText() + " " + due.get("at").asText();
  }

  @Test
  void linkedLater_bringsAlongWhatWasSaid() {
    Tickets ticket = Tickets.of("A voice", null, null).at(START);
    apply(ticket.next("heard.ticket.logged.v1", logged("Sour dates", START.plusSeconds(60))));
    UUID id = register("{\"name\": \"The voice\"}");

    apply(ticket.linkedTo(id).next("heard.ticket.customer-linked.v1"));

    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("open.number", contains(ticket.number()))
        .body("exchanges.text", contains("Sour dates"));
  }

  @Test
  void aThousandTickets_byIndex() throws Exception {
    UUID id = register("{\"name\": \"Mrs Chen of the thousand calls\"}");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START.plusSeconds(i));
      events.add(
          ticket.next(
              "heard.ticket.logged.v1", logged("Call " + i, START.plusSeconds(99_999 - i))));
      if (i % 50 == 0) {
        events.add(ticket.next("heard.ticket.contacted.v1", said("Again " + i)));
      }
      if (i % 4 == 0) {
        events.add(
            ticket.next(
                "heard.ticket.promised.v1",
                promise(UUID.randomUUID(), START.plusSeconds(99_999 - i))));
      }
    }
    apply(events.toArray(Event[]::new));

    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .statusCode(200)
        .body("totals.open", equalTo(1_000))
        .body("totals.repeatContacts", equalTo(20))
        .body("open", hasSize(50))
        .body("open[0].nextDue.at", equalTo("2026-03-03T04:30:00Z"))
        .body("promises", hasSize(50))
        .body("promises[0].due", equalTo("2026-03-03T04:30:03Z"))
        .body("exchanges", hasSize(20))
        .body("exchanges[0].text", equalTo("Call 999"));
    assertThat(
            plan(
                "SELECT * FROM demand WHERE customer_id = '%s' AND open ORDER BY next_due_at LIMIT 50"
                    .formatted(id)))
        .contains("demand_of_customer")
        .doesNotContain("Seq Scan", "Sort Key");
    assertThat(
            plan(
                "SELECT * FROM exchange WHERE customer_id = '%s' ORDER BY at DESC LIMIT 20"
                    .formatted(id)))
        .contains("exchange_of_customer")
        .doesNotContain("Seq Scan", "Sort Key");
    assertThat(
            plan(
                "SELECT p.* FROM demand_promise p JOIN demand d USING (ticket_id) WHERE p.customer_id = '%s'"
                        .formatted(id)
                    + " AND p.state IN ('OPEN', 'BROKEN') AND p.owed AND d.open ORDER BY due, ticket_id, id LIMIT 50"))
        .contains("demand_promise_first")
        .doesNotContain("Seq Scan", "Sort Key");
  }

  private static String plan(String sql) throws Exception {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE demand, exchange, demand_promise");
      statement.execute("SET enable_seqscan = off");
      StringBuilder plan = new StringBuilder();
      try (ResultSet row = statement.executeQuery("EXPLAIN " + sql)) {
        while (row.next()) {
          plan.append(row.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }

  private static ObjectNode promise(UUID id, Instant due) {
    ObjectNode facts = JSON.createObjectNode();
    facts.putObject("promise").put("id", id.toString()).put("what", "A call").put("due", due + "");
    return facts;
  }

  @Test
  void brokenPromises_stayBrokenWhenKeptLate_andWhatIsNotPromisedAnyMoreGoes() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START);
    UUID late = UUID.randomUUID();
    UUID released = UUID.randomUUID();
    UUID moved = UUID.randomUUID();
    UUID renegotiated = UUID.randomUUID();
    apply(
        ticket.next("heard.ticket.logged.v1"),
        ticket.next("heard.ticket.promised.v1", promise(late, START.plusSeconds(60))),
        ticket.next("heard.ticket.promised.v1", promise(released, START.plusSeconds(70))),
        ticket.next("heard.ticket.promised.v1", promise(moved, START.plusSeconds(80))),
        ticket.next("heard.ticket.promised.v1", promise(renegotiated, START.plusSeconds(90))),
        ticket.next("heard.ticket.promise-broken.v1", promise(late, START.plusSeconds(60))),
        ticket.next(
            "heard.ticket.promise-kept.v1", promise(late, START.plusSeconds(60)).put("late", true)),
        ticket.next(
            "heard.ticket.promise-released.v1",
            promise(released, START.plusSeconds(70)).put("broken", false)),
        ticket.next("heard.ticket.promise-moved.v1", promise(moved, START.plusSeconds(80))),
        ticket.next(
            "heard.ticket.promise-renegotiated.v1", promise(renegotiated, START.plusSeconds(900))));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("promises.due", contains(START.plusSeconds(900).toString()))
        .body("promises.broken", contains(false))
        .body("totals.brokenPromises", equalTo(1));
  }

  @Test
  void promisesAndVerdicts() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START);
    UUID kept = UUID.randomUUID();
    UUID broken = UUID.randomUUID();
    UUID open = UUID.randomUUID();
    apply(
        ticket.next("heard.ticket.logged.v1"),
        ticket.like("heard.ticket.promised.v1", promise(kept, START.plusSeconds(60))),
        ticket.like("heard.ticket.promised.v1", promise(broken, START.plusSeconds(120))),
        ticket.like("heard.ticket.promised.v1", promise(open, START.plusSeconds(180))),
        ticket.like("heard.ticket.promise-kept.v1", promise(kept, START.plusSeconds(60))),
        ticket.like("heard.ticket.promise-broken.v1", promise(broken, START.plusSeconds(120))),
        ticket.next(
            "heard.ticket.confirmed.v1",
            JSON.createObjectNode().put("satisfied", false).put("comment", "It drips again")));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("promises.broken", contains(true, false))
        .body("promises.what", contains("A call", "A call"))
        .body("totals.brokenPromises", equalTo(1))
        .body("totals.satisfied", equalTo(0))
        .body("totals.dissatisfied", equalTo(1))
        .body("lastVerdict.satisfied", equalTo(false))
        .body("lastVerdict.comment", equalTo("It drips again"))
        .body("lastVerdict.ticketId", equalTo(ticket.id().toString()));
    apply(
        ticket.next(
            "heard.ticket.confirmed.v1",
            JSON.createObjectNode().put("satisfied", true).putNull("comment")));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("totals.satisfied", equalTo(1))
        .body("totals.dissatisfied", equalTo(0))
        .body("lastVerdict.satisfied", equalTo(true));
  }

  @Test
  void organisation_withWhatItsPeopleAskedFor() {
    UUID organisation = register("{\"name\": \"Chen Ltd\", \"kind\": \"ORGANISATION\"}");
    UUID person =
        register(
            "{\"name\": \"P\", \"organisations\": [{\"organisation\": \"%s\", \"role\": \"buyer\"}]}"
                .formatted(organisation));
    UUID stranger = register("{\"name\": \"S\"}");
    Tickets hers = Tickets.of("P", null, null).linkedTo(person).at(START);
    Tickets theirs = Tickets.of("Chen Ltd", null, null).linkedTo(organisation).at(START);
    Tickets other = Tickets.of("S", null, null).linkedTo(stranger).at(START);
    apply(
        hers.next("heard.ticket.logged.v1"),
        theirs.next("heard.ticket.logged.v1"),
        other.next("heard.ticket.logged.v1"));
    mei()
        .get("/v1/customers/{id}/overview", organisation)
        .then()
        .body("totals.demands", equalTo(2))
        .body("open.customer", containsInAnyOrder(person.toString(), organisation.toString()));
    mei().get("/v1/customers/{id}/overview", person).then().body("totals.demands", equalTo(1));
  }

  @Test
  void merged_readTogetherAndApartAgainAfterUndoing() {
    UUID survivor = register("{\"name\": \"A\"}");
    UUID merged = register("{\"name\": \"B\"}");
    Tickets before = Tickets.of("B", null, null).linkedTo(merged).at(START);
    Tickets own = Tickets.of("A", null, null).linkedTo(survivor).at(START);
    apply(before.next("heard.ticket.logged.v1"), own.next("heard.ticket.logged.v1"));
    act(merged, "merge", "{\"into\": \"%s\", \"reason\": \"x\"}".formatted(survivor));
    before.linkedTo(survivor);
    Tickets since = Tickets.of("B", null, null).linkedTo(merged).at(START);
    apply(
        before.next("heard.ticket.customer-linked.v1"),
        before.next("heard.ticket.contacted.v1", said("Well?")),
        since.next("heard.ticket.logged.v1"));
    assertThat(demands(survivor)).isEqualTo(3);
    act(merged, "unmerge", "{\"reason\": \"x\"}");
    assertThat(demands(survivor)).isEqualTo(1);
    assertThat(demands(merged)).isEqualTo(2);
    mei().get("/v1/customers/{id}/overview", merged).then().body("exchanges", hasSize(3));
    apply(before.next("heard.ticket.noted.v1"));
    assertThat(demands(survivor)).as("a late event, still under the survivor").isEqualTo(2);
    before.linkedTo(merged);
    apply(before.next("heard.ticket.customer-linked.v1"));
    assertThat(demands(survivor)).isEqualTo(1);
    assertThat(demands(merged)).isEqualTo(2);
  }

  private static int demands(UUID customer) {
    return mei().get("/v1/customers/{id}/overview", customer).path("totals.demands");
  }

  private static void act(UUID customer, String what, String body) {
    as("wang", "agent")
        .contentType("application/json")
        .body(body)
        .post("/v1/customers/{id}/" + what, customer)
        .then()
        .statusCode(200);
  }

  @Test
  void integration_seesWhatWasLoggedThroughItsClient() {
    String shop = "shop-" + UUID.randomUUID();
    String phone = phone();
    Tickets through = Tickets.of("Mrs Chen", phone, null).at(START);
    Tickets counter = Tickets.of("Mrs Chen", phone, null).at(START);
    apply(
        through.next("heard.ticket.logged.v1", JSON.createObjectNode().put("client", shop)),
        counter.next("heard.ticket.logged.v1"));
    UUID id =
        UUID.fromString(mei().queryParam("phone", phone).get("/v1/customers").path("items[0].id"));
    client(shop)
        .get("/v1/customers/{id}/overview", id)
        .then()
        .statusCode(200)
        .body("open.number", contains(through.number()))
        .body("exchanges", hasSize(1))
        .body("totals.demands", equalTo(1));
    assertThat(demands(id)).isEqualTo(2);
  }

  @Test
  void integrationReadingAnOrganisation_isWrittenDownForEachPersonWhoseWordsItWasGiven() {
    String shop = "shop-" + UUID.randomUUID();
    UUID organisation = registerThrough(shop, "{\"name\": \"Li Ltd\", \"kind\": \"ORGANISATION\"}");
    UUID asking = personOf(organisation);
    UUID promised = personOf(organisation);
    UUID asked = personOf(organisation);
    UUID heard = personOf(organisation);
    UUID content = personOf(organisation);
    UUID silent = personOf(organisation);
    UUID elsewhere = personOf(organisation);
    Tickets open = of(asking);
    Tickets owed = of(promised);
    Tickets toAsk = of(asked).in("CLOSED");
    Tickets said = of(heard).in("CLOSED");
    Tickets confirmed = of(content).in("CLOSED");
    ObjectNode client = JSON.createObjectNode().put("client", shop);
    apply(
        open.next("heard.ticket.logged.v1", client),
        owed.next("heard.ticket.logged.v1", client),
        owed.next("heard.ticket.promised.v1", promise(UUID.randomUUID(), START)),
        toAsk.next("heard.ticket.logged.v1", client),
        toAsk.next("heard.ticket.clarified.v1", toAsk(UUID.randomUUID(), "By when?")),
        said.next("heard.ticket.logged.v1", client),
        confirmed.next("heard.ticket.logged.v1", client),
        confirmed.next(
            "heard.ticket.confirmed.v1",
            JSON.createObjectNode().put("satisfied", true).putNull("comment")),
        of(elsewhere).next("heard.ticket.logged.v1"));

    client(shop)
        .get("/v1/customers/{id}/overview", organisation)
        .then()
        .statusCode(200)
        .body("open.customer", containsInAnyOrder(asking.toString(), promised.toString()))
        .body("promises.customer", contains(promised.toString()))
        .body("questions.customer", contains(asked.toString()))
        .body("exchanges.customer", hasItem(heard.toString()))
        .body("lastVerdict.customer", equalTo(content.toString()));

    var log = as("root", "admin").queryParam("client", shop).get("/v1/access-log").then();
    log.body("items.action", everyItem(equalTo("OVERVIEW")))
        .body(
            "items.customer",
            containsInAnyOrder(
                Stream.of(organisation, asking, promised, asked, heard, content)
                    .map(UUID::toString)
                    .toArray()));
    assertThat(log.extract().<List<String>>path("items.customer"))
        .as("nothing of theirs was given out")
        .doesNotContain(silent.toString(), elsewhere.toString());
  }

  private static Tickets of(UUID person) {
    return Tickets.of("P", null, null).linkedTo(person).at(START);
  }

  private static UUID personOf(UUID organisation) {
    return register(
        "{\"name\": \"P\", \"organisations\": [{\"organisation\": \"%s\", \"role\": \"buyer\"}]}"
            .formatted(organisation));
  }

  private static UUID registerThrough(String client, String body) {
    return UUID.fromString(
        client(client)
            .contentType("application/json")
            .body(body)
            .post("/v1/customers")
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
  }

  private static RequestSpecification client(String name) {
    return RestAssured.given().auth().oauth2(io.heard.testkit.Tokens.ofClient(name, "integration"));
  }

  @Test
  void erasedTicket_itsTextsGo() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(id).at(START);
    apply(
        ticket.next("heard.ticket.logged.v1"),
        ticket.next("heard.ticket.contacted.v1", said("It is me, Mrs Chen")),
        ticket.next("heard.ticket.erased.v1"));
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("open.subject", contains("[erased]"))
        .body("exchanges.text", contains("[erased]", "[erased]"));
  }
}
