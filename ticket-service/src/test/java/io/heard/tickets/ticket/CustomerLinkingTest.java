package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Tickets find their customers over events, whichever comes first. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class CustomerLinkingTest {

  private static JsonPath log(String customer) {
    return Api.log("{\"subject\": \"x\", \"customer\": " + customer + "}");
  }

  private static void awaitCustomer(UUID id) {
    await().until(() -> Api.count("SELECT count(*) FROM customer_copy WHERE id = ?", id) == 1);
  }

  private static void awaitLink(String ticket, UUID customer) {
    await().until(() -> customer.toString().equals(Api.get(ticket).getString("customer.id")));
    assertThat(Api.get(ticket).getString("customer.link")).isEqualTo("LINKED");
  }

  @Test
  void thePhoneIsEnough_whoeverComesLater() {
    Someone chen = new Someone();
    JsonPath pending = log("{\"name\": \"Frau Chen\", \"phone\": \"" + chen.phone + "\"}");
    String id = pending.getString("id");
    assertThat(pending.getString("customer.link")).isEqualTo("PENDING");
    chen.publish("registered", null);
    awaitLink(id, chen.id);
    assertThat(Api.get(id).getString("customer.name")).isEqualTo("Frau Chen");
    assertThat(Api.history(id)).containsExactly("logged", "customer-linked");
    chen.send("registered", 1, null);
    chen.publish("matched", UUID.fromString(id));
    String witness = log("{\"phone\": \"" + chen.phone + "\"}").getString("id");
    assertThat(Api.get(witness).getString("customer.link")).isEqualTo("LINKED");
    assertThat(Api.get(witness).getString("customer.id")).isEqualTo(chen.id.toString());
    awaitApplied(chen);
    assertThat(Api.history(id)).containsExactly("logged", "customer-linked");
    await().until(() -> Events.of("heard.tickets", UUID.fromString(id)).size() == 2);
    Events.Seen linked = Events.of("heard.tickets", UUID.fromString(id)).get(1);
    assertThat(EventContract.violations(linked.type(), linked.data())).isEmpty();
    assertThat(linked.data().at("/ticket/customer/id").asText()).isEqualTo(chen.id.toString());
    Api.assertLedgerWhole(id);
  }

  private static void awaitApplied(Someone customer) {
    await()
        .until(
            () ->
                Api.count(
                        "SELECT coalesce(max(sequence), 0) FROM inbox WHERE topic = ? AND aggregate_id = ?",
                        Someone.TOPIC,
                        customer.id)
                    == customer.version);
  }

  @Test
  void theTicketNamedInTheMatchIsLinked_whateverTheContact() {
    Someone chen = new Someone();
    String id = log("{\"email\": \"former-" + chen.email + "\"}").getString("id");
    chen.publish("matched", UUID.fromString(id));
    awaitLink(id, chen.id);
  }

  @Test
  void whoIsKnownIsLinkedAtOnce() {
    Someone chen = new Someone();
    chen.tier = "GOLD";
    chen.publish("registered", null);
    awaitCustomer(chen.id);
    for (String reference :
        List.of(
            "{\"id\": \"" + chen.id + "\"}",
            "{\"email\": \"" + chen.email.toUpperCase(java.util.Locale.ROOT) + "\"}",
            "{\"phone\": \"" + chen.phone.substring(3) + "\"}")) {
      JsonPath ticket = log(reference);
      assertThat(ticket.getString("customer.link")).as(reference).isEqualTo("LINKED");
      assertThat(ticket.getString("customer.id")).isEqualTo(chen.id.toString());
      assertThat(ticket.getString("customer.name")).isEqualTo("Mrs Chen");
      assertThat(ticket.getString("customer.tier")).isEqualTo("GOLD");
    }
    assertThat(as(MEI).get("/v1/tickets?customer=" + chen.id).jsonPath().getList("items.id"))
        .hasSize(3);
  }

  @Test
  void theMergedAreFollowed_inWhateverOrderTheNewsComes() {
    Someone first = new Someone();
    Someone second = new Someone();
    Someone last = new Someone();
    first.publish("registered", null);
    awaitCustomer(first.id);
    String ticket = log("{\"id\": \"" + first.id + "\"}").getString("id");
    first.mergedInto = second.id;
    first.publish("merged", null);
    awaitApplied(first);
    assertThat(Api.get(ticket).getString("customer.id")).isEqualTo(first.id.toString());
    second.mergedInto = last.id;
    second.publish("merged", null);
    awaitApplied(second);
    last.publish("registered", null);
    awaitLink(ticket, last.id);
    assertThat(log("{\"id\": \"" + first.id + "\"}").getString("customer.id"))
        .isEqualTo(last.id.toString());
  }

  @Test
  void undoneMerger_whatCameUnderTheOldIdGoesBackOpenOrNot() {
    Someone merged = new Someone();
    Someone survivor = new Someone();
    survivor.tier = "GOLD";
    merged.publish("registered", null);
    survivor.publish("registered", null);
    awaitCustomer(merged.id);
    awaitCustomer(survivor.id);
    String before = log("{\"id\": \"" + merged.id + "\"}").getString("id");
    merged.mergedInto = survivor.id;
    merged.publish("merged", null);
    awaitLink(before, survivor.id);
    assertThat(Api.get(before).getString("customer.tier")).isEqualTo("GOLD");
    String since = log("{\"id\": \"" + merged.id + "\"}").getString("id");
    String own = log("{\"id\": \"" + survivor.id + "\"}").getString("id");
    assertThat(Api.get(since).getString("customer.id")).isEqualTo(survivor.id.toString());
    post(ZHANG, before, "decline", Map.of("reason", "x")).then().statusCode(200);
    for (UUID id : List.of(merged.id, survivor.id)) {
      assertThat(as(MEI).get("/v1/tickets?customer=" + id).jsonPath().getList("items.id"))
          .containsExactlyInAnyOrder(before, since, own);
    }

    merged.mergedInto = null;
    merged.publish("unmerged", null);
    awaitLink(before, merged.id);
    awaitLink(since, merged.id);
    assertThat(Api.get(since).getString("customer.tier")).isEqualTo("STANDARD");
    survivor.publish("unmerged", null);
    awaitApplied(survivor);
    assertThat(Api.get(own).getString("customer.id")).isEqualTo(survivor.id.toString());
    assertThat(Api.history(since)).containsExactly("logged", "customer-linked");
    assertThat(as(MEI).get("/v1/tickets?customer=" + merged.id).jsonPath().getList("items.id"))
        .containsExactlyInAnyOrder(before, since);
  }

  @Test
  void theErasedAreForgotten() {
    Someone chen = new Someone();
    chen.publish("registered", null);
    awaitCustomer(chen.id);
    chen.erased = true;
    chen.publish("erased", null);
    awaitApplied(chen);
    as(MEI)
        .body("{\"subject\": \"x\", \"customer\": {\"id\": \"" + chen.id + "\"}}")
        .post("/v1/tickets")
        .then()
        .statusCode(400);
    assertThat(log("{\"phone\": \"" + chen.phone + "\"}").getString("customer.link"))
        .isEqualTo("PENDING");
  }

  @Test
  void theErased_theirTicketsForgetThemAndTheChainHolds() {
    Someone chen = new Someone();
    chen.publish("registered", null);
    awaitCustomer(chen.id);
    String secret = "Zyx" + UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    Map<String, Object> demand =
        Map.of(
            "subject",
            "Filter for " + secret,
            "statedRequest",
            secret + " wants a filter",
            "externalRef",
            secret,
            "customFields",
            Map.of("who", secret),
            "customer",
            Map.of("name", secret, "phone", chen.phone));
    String id =
        as(MEI)
            .header("Idempotency-Key", key)
            .body(demand)
            .post("/v1/tickets")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    post(MEI, id, "contacts", Map.of("text", secret + " called")).then().statusCode(201);
    post(MEI, id, "notes", Map.of("text", secret + " is angry")).then().statusCode(201);
    assertThat(everythingOf(id)).contains(secret, chen.phone);

    chen.erased = true;
    chen.publish("erased", null);
    await().until(() -> Api.history(id).contains("erased"));

    assertThat(everythingOf(id)).doesNotContain(secret, chen.phone);
    assertThat(Api.get(id).getString("subject")).isEqualTo("[erased]");
    assertThat(Api.get(id).getString("state")).isEqualTo("LOGGED");
    Api.assertLedgerWhole(id);
    as(MEI)
        .get("/v1/tickets/" + id + "/timeline")
        .then()
        .body("items[0].erased", org.hamcrest.Matchers.equalTo(true));
    as(MEI).header("Idempotency-Key", key).body(demand).post("/v1/tickets").then().statusCode(410);
    await().until(() -> Events.of("heard.tickets", UUID.fromString(id)).size() >= 4);
    List<Events.Seen> events = Events.of("heard.tickets", UUID.fromString(id));
    Events.Seen last = events.get(events.size() - 1);
    assertThat(last.type()).isEqualTo("heard.ticket.erased.v1");
    assertThat(EventContract.violations(last.type(), last.data())).isEmpty();
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    Api.assertLedgerWhole(id);
  }

  private static String everythingOf(String ticket) {
    return String.join(
        "\n",
        Api.text("SELECT t::text FROM ticket t WHERE id = '" + ticket + "'"),
        Api.text(
            "SELECT string_agg(l::text, '|') FROM ledger l WHERE aggregate_id = '" + ticket + "'"),
        Api.text(
            "SELECT string_agg(k::text, '|') FROM idempotency_key k WHERE body LIKE '%"
                + ticket
                + "%'"));
  }

  @Test
  void anotherTierMovesTheDueTimes() {
    String tier = "TIER" + ThreadLocalRandom.current().nextInt(1_000_000);
    as(Api.ADMIN)
        .body(
            """
            {"name": "%s", "order": 10, "when": {"tiers": ["%s"]}, "calendar": "24x7", "targets": {"RESOLUTION": "PT3H"}}"""
                .formatted(tier, tier))
        .post("/v1/sla-policies")
        .then()
        .statusCode(201);
    Someone chen = new Someone();
    chen.publish("registered", null);
    awaitCustomer(chen.id);
    String id = log("{\"id\": \"" + chen.id + "\"}").getString("id");
    String before = Api.get(id).getString("clocks.find { it.kind == 'RESOLUTION' }.dueAt");
    chen.tier = tier;
    chen.publish("changed", null);
    await().until(() -> tier.equals(Api.get(id).getString("customer.tier")));
    Instant due =
        Instant.parse(Api.get(id).getString("clocks.find { it.kind == 'RESOLUTION' }.dueAt"));
    assertThat(due)
        .isBefore(Instant.parse(before))
        .isEqualTo(Instant.parse(Api.get(id).getString("loggedAt")).plusSeconds(3 * 3600));
    assertThat(Api.history(id)).containsExactly("logged", "customer-linked", "clock-set");
  }

  @Test
  void everyTypeOfTheContractIsUnderstood() {
    long parked = Api.count("SELECT count(*) FROM inbox_parked WHERE topic = ?", Someone.TOPIC);
    for (String type : EventContract.types()) {
      if (!type.startsWith("heard.customer.")) {
        continue;
      }
      for (JsonNode example : EventContract.acrossVersions(type)) {
        JsonNode data = example.get("data");
        UUID id = UUID.randomUUID();
        ((ObjectNode) data.get("customer")).put("id", id.toString());
        Events.send(Someone.TOPIC, type, id, 1, Instant.now(), "mei", data.toString());
        await()
            .until(() -> Api.count("SELECT count(*) FROM inbox WHERE aggregate_id = ?", id) == 1);
        assertThat(Api.count("SELECT count(*) FROM customer_copy WHERE id = ?", id)).isEqualTo(1);
      }
    }
    assertThat(Api.count("SELECT count(*) FROM inbox_parked WHERE topic = ?", Someone.TOPIC))
        .isEqualTo(parked);
  }

  @Test
  void logging_needsNobodyElse() {
    as(Tokens.of("new-" + UUID.randomUUID(), "frontline"))
        .body(Map.of("subject", "x", "customer", Map.of("phone", new Someone().phone)))
        .post("/v1/tickets")
        .then()
        .statusCode(201);
    post(ZHANG, Api.logged(), "notes", Map.of("text", "x")).then().statusCode(201);
  }
}
