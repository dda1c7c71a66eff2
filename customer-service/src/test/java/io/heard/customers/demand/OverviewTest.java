package io.heard.customers.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.customers.ServiceTest;
import io.heard.kit.inbox.Event;
import io.heard.testkit.Database;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        .body("exchanges", empty());
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
                "Third call",
                "Car park",
                "Filter change for the water purifier",
                "Sour dates"))
        .body("exchanges[0].direction", equalTo("TO_CUSTOMER"))
        .body("exchanges[1].direction", equalTo("FROM_CUSTOMER"))
        .body("exchanges[1].number", equalTo(urgent.number()));
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
  }

  private static String plan(String sql) throws Exception {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE demand, exchange");
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
}
