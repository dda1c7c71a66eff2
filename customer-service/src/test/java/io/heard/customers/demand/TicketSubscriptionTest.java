package io.heard.customers.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.customers.ServiceTest;
import io.heard.kit.inbox.Event;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class TicketSubscriptionTest extends ServiceTest {

  @Inject TicketSubscription subscription;

  static Stream<String> ticketTypes() {
    return EventContract.types().stream().filter(type -> type.startsWith("heard.ticket."));
  }

  private boolean apply(Event event) {
    return QuarkusTransaction.requiringNew().call(() -> subscription.apply(event));
  }

  private static JsonNode named(UUID ticket) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Events.matching(
                    CUSTOMERS,
                    event -> ticket.toString().equals(event.data().path("ticketId").asText())),
            seen -> !seen.isEmpty())
        .get(0)
        .data();
  }

  private static String owner(String phone) {
    return mei()
        .queryParam("phone", phone)
        .get("/v1/customers")
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .extract()
        .path("items[0].id");
  }

  @ParameterizedTest
  @MethodSource("ticketTypes")
  void everyTypeOfTheContractIsKnown(String type) {
    Tickets ticket = Tickets.of("Mrs Chen", phone(), null);
    ticket.acrossVersions("heard.ticket.logged.v1").forEach(this::apply);
    if (!type.equals("heard.ticket.logged.v1")) {
      assertThat(ticket.acrossVersions(type))
          .allSatisfy(event -> assertThat(apply(event)).isTrue());
    }
  }

  /** As when the marks were lost, or the history is asked for once more. */
  @Test
  void historyAppliedAnew_changesNothing() {
    UUID customer = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(customer);
    List<Event> history =
        Stream.of("logged", "contacted", "fed-back", "promised", "clock-set")
            .map(what -> ticket.next("heard.ticket." + what + ".v1"))
            .toList();
    history.forEach(event -> assertThat(apply(event)).isTrue());
    history.forEach(event -> assertThat(apply(event)).isTrue());
    mei()
        .get("/v1/customers/{id}/overview", customer)
        .then()
        .statusCode(200)
        .body("totals.demands", equalTo(1))
        .body("exchanges", hasSize(3));
  }

  @Test
  void typeOfTomorrow_isReportedUnknownButItsSummaryIsKept() {
    UUID customer = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null).linkedTo(customer);
    apply(ticket.next("heard.ticket.logged.v1"));
    Event noted = ticket.in("IN_PROGRESS").next("heard.ticket.noted.v1");
    Event tomorrow =
        new Event(
            "heard.ticket.sung.v1", noted.aggregateId(), 2, noted.time(), "mei", noted.data());

    assertThat(apply(tomorrow)).isFalse();
    mei()
        .get("/v1/customers/{id}/overview", customer)
        .then()
        .body("open.state", contains("IN_PROGRESS"));
  }

  @Test
  void logged_unknownPhone_registersPotentialCustomer() {
    String phone = phone();
    String email = email();
    Tickets ticket = Tickets.of("Mrs Chen", phone, email);

    Tickets.send(ticket.next("heard.ticket.logged.v1"));

    JsonNode data = named(ticket.id());
    UUID id = UUID.fromString(data.at("/customer/id").asText());
    Events.Seen event = published(id, 1).get(0);
    assertThat(event.type()).isEqualTo("heard.customer.registered.v1");
    assertThat(event.headers()).containsEntry("ce_actor", "system:matching");
    JsonNode customer = read(id);
    assertThat(customer.get("name").asText()).isEqualTo("Mrs Chen");
    assertThat(customer.get("scope").asText()).isEqualTo("POTENTIAL");
    assertThat(customer.at("/phones/0").asText()).isEqualTo(phone);
    assertThat(customer.at("/emails/0").asText()).isEqualTo(email);
  }

  @Test
  void logged_nameless_isCalledByTheContact() {
    String email = email();
    Tickets ticket = Tickets.of(null, null, email);
    Tickets.send(ticket.next("heard.ticket.logged.v1"));
    assertThat(named(ticket.id()).at("/customer/name").asText()).isEqualTo(email);
  }

  @Test
  void logged_knownPhone_matches() {
    String phone = phone();
    UUID id = registerWithPhone("Mrs Chen", phone);
    Tickets ticket = Tickets.of("Chen, Mrs", phone, email());

    Tickets.send(ticket.next("heard.ticket.logged.v1"));

    assertThat(named(ticket.id()).at("/customer/id").asText()).isEqualTo(id.toString());
    Events.Seen event = published(id, 2).get(1);
    assertThat(event.type()).isEqualTo("heard.customer.matched.v1");
    assertThat(event.data().get("change").isNull()).isTrue();
    JsonNode customer = read(id);
    assertThat(customer.get("name").asText()).isEqualTo("Mrs Chen");
    assertThat(customer.get("emails")).isEmpty();
    assertThat(customer.get("version").intValue()).isEqualTo(2);
  }

  @Test
  void logged_phoneCountsBeforeEmail() {
    String phone = phone();
    String email = email();
    UUID caller = registerWithPhone("Caller", phone);
    UUID writer = register("{\"name\": \"Writer\", \"emails\": [\"%s\"]}".formatted(email));
    Tickets byBoth = Tickets.of("Somebody", phone, email);
    Tickets byEmail = Tickets.of("Somebody", phone(), email);

    Tickets.send(byBoth.next("heard.ticket.logged.v1"));
    Tickets.send(byEmail.next("heard.ticket.logged.v1"));

    assertThat(named(byBoth.id()).at("/customer/id").asText()).isEqualTo(caller.toString());
    assertThat(named(byEmail.id()).at("/customer/id").asText()).isEqualTo(writer.toString());
  }

  @Test
  void logged_pendingWithId_isConfirmed() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    Tickets ticket = Tickets.of("Mrs Chen", null, null);
    Event logged = ticket.next("heard.ticket.logged.v1");
    ((ObjectNode) logged.data().at("/ticket/customer")).put("id", id.toString());

    apply(logged);

    assertThat(published(id, 2).get(1).data().get("ticketId").asText())
        .isEqualTo(ticket.id().toString());
  }

  @Test
  void logged_pendingWithIdOfAMergedOne_isTheOtherOnes() throws Exception {
    UUID survivor = register("{\"name\": \"Mrs Chen\"}");
    UUID merged = register("{\"name\": \"Frau Chen-%s\"}".formatted(survivor));
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE customer SET merged_into = '%s' WHERE id = '%s'".formatted(survivor, merged));
    }
    Tickets ticket = Tickets.of("Mrs Chen", null, null);
    Event logged = ticket.next("heard.ticket.logged.v1");
    ((ObjectNode) logged.data().at("/ticket/customer")).put("id", merged.toString());

    apply(logged);

    assertThat(read(survivor).get("version").intValue()).isEqualTo(2);
    assertThat(read(merged)).isEqualTo(read(survivor));
    mei().get("/v1/customers/{id}/history", merged).then().body("items", hasSize(1));
    patch(merged, "{\"tier\": \"GOLD\"}")
        .then()
        .statusCode(409)
        .body("mergedInto", equalTo(survivor.toString()));
    mei().get("/v1/customers?q=Frau Chen-" + survivor).then().body("items", hasSize(0));
  }

  @Test
  void logged_linkedAlready_saysNothingAboutTheCustomer() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    apply(Tickets.of("Mrs Chen", phone(), null).linkedTo(id).next("heard.ticket.logged.v1"));
    assertThat(read(id).get("version").intValue()).isEqualTo(1);
  }

  @Test
  void logged_withoutContact_isNobodys() {
    assertThat(apply(Tickets.of("A voice", null, null).next("heard.ticket.logged.v1"))).isTrue();
    mei().get("/v1/customers?q=A voice").then().body("items", hasSize(0));
  }

  @Test
  void unusableContact_isFailedNotDropped() {
    assertThatThrownBy(() -> apply(Tickets.of("Odd", "12", null).next("heard.ticket.logged.v1")))
        .hasMessageContaining("phone");
  }

  @Test
  void redelivered_takesEffectOnce() {
    String phone = phone();
    UUID id = registerWithPhone("Mrs Chen", phone);
    Tickets ticket = Tickets.of("Mrs Chen", phone, null);
    Event logged = ticket.next("heard.ticket.logged.v1");
    Event contacted = ticket.linkedTo(id).next("heard.ticket.contacted.v1");

    for (int i = 0; i < 3; i++) {
      Tickets.send(logged);
      Tickets.send(contacted);
    }
    Tickets.send(ticket.in("CLOSED").next("heard.ticket.closed.v1"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                mei()
                    .get("/v1/customers/{id}/overview", id)
                    .then()
                    .body("totals.demands", equalTo(1))
                    .body("totals.open", equalTo(0))
                    .body("exchanges", hasSize(2)));
    published(id, 2);
  }

  @Test
  void outOfOrder_waitsForTheMissingOne() {
    String phone = phone();
    Tickets ticket = Tickets.of("Mrs Chen", phone, null);
    Event logged = ticket.next("heard.ticket.logged.v1");
    Event contacted = ticket.next("heard.ticket.contacted.v1");
    Event fedBack = ticket.in("IN_PROGRESS").next("heard.ticket.fed-back.v1");

    Tickets.send(fedBack);
    Tickets.send(contacted);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                as("otto", "ops")
                    .queryParam("limit", 200)
                    .get("/v1/parked")
                    .then()
                    .body(
                        "incoming.findAll { it.aggregateId == '%s' }.reason".formatted(ticket.id()),
                        equalTo(List.of("WAITING", "WAITING"))));
    Tickets.send(logged);

    UUID id = UUID.fromString(named(ticket.id()).at("/customer/id").asText());
    mei()
        .get("/v1/customers/{id}/overview", id)
        .then()
        .body("open.state", contains("IN_PROGRESS"))
        .body("exchanges.direction", contains("TO_CUSTOMER", "FROM_CUSTOMER", "FROM_CUSTOMER"))
        .body("totals.repeatContacts", equalTo(1));
    as("otto", "ops")
        .get("/v1/parked")
        .then()
        .body("incoming.aggregateId", org.hamcrest.Matchers.not(hasItem(ticket.id().toString())));
    assertThat(owner(phone)).isEqualTo(id.toString());
  }
}
