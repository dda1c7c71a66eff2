package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Handoffs are answered, and a demand that only moves is raised. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class HandoffTest {

  private static final String GUARD = Tokens.of("guard", "agent");

  private static Response handOff(String token, String id, Map<String, String> to) {
    return post(token, id, "handoffs", Map.of("to", to, "reason", "it is theirs"));
  }

  private static void toPerson(String id, String person) {
    handOff(ZHANG, id, Map.of("person", person)).then().statusCode(201);
  }

  private static List<String> raised(String id) {
    return as(MEI)
        .get("/v1/tickets/" + id + "/timeline?limit=200")
        .jsonPath()
        .getList("items.findAll { it.type == 'heard.ticket.ping-pong.v1' }.data.pattern");
  }

  @Test
  void accepted_byThePersonItWasHandedTo_acknowledgesIt() {
    String id = Api.logged();
    toPerson(id, "guard");
    post(MEI, id, "handoffs/accept", Map.of()).then().statusCode(403);
    List<Integer> answers =
        Api.atOnce(
            3,
            i ->
                i == 0
                    ? post(GUARD, id, "handoffs/accept", Map.of()).statusCode()
                    : post(GUARD, id, "handoffs/bounce", Map.of("reason", "x")).statusCode());
    assertThat(answers).as("one answer counts").containsOnlyOnce(200);
    String other = Api.logged();
    toPerson(other, "guard");
    post(GUARD, other, "handoffs/accept", Map.of("note", "mine"))
        .then()
        .statusCode(200)
        .body("state", equalTo("ACKNOWLEDGED"))
        .body("owner.person", equalTo("guard"));
    assertThat(Sla.state(other, "ACKNOWLEDGE")).isEqualTo("MET");
    post(GUARD, other, "handoffs/accept", Map.of())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:no-handoff"));
    Api.assertLedgerWhole(other);
  }

  @Test
  void bounced_isBackWithTheSender_unlessTheyWorkOnIt() {
    String id = Api.logged();
    String team = Sla.unique("plumbers");
    as(ADMIN).body(Map.of("name", team)).post("/v1/teams").then().statusCode(201);
    String member = Sla.unique("wang");
    as(ADMIN)
        .body(Map.of("teams", List.of(team)))
        .put("/v1/staff/" + member)
        .then()
        .statusCode(200);
    String stranger = Sla.unique("clerk");
    as(ADMIN)
        .body(Map.of("teams", List.of("elsewhere")))
        .put("/v1/staff/" + stranger)
        .then()
        .statusCode(200);
    handOff(MEI, id, Map.of("team", team)).then().statusCode(201);
    post(Tokens.of(stranger, "agent"), id, "handoffs/bounce", Map.of("reason", "x"))
        .then()
        .statusCode(403);
    post(Tokens.of(member, "agent"), id, "handoffs/bounce", Map.of()).then().statusCode(400);
    post(Tokens.of(member, "agent"), id, "handoffs/bounce", Map.of("reason", "no water here"))
        .then()
        .statusCode(200)
        .body("owner.team", equalTo("field-service"))
        .body("receiver", equalTo("mei"));
    handOff(MEI, id, Map.of("team", "others")).then().statusCode(201);
    post(GUARD, id, "acknowledge", Map.of()).then().statusCode(200);
    post(GUARD, id, "handoffs/bounce", Map.of("reason", "too late")).then().statusCode(409);
  }

  @Test
  void thereAndBack_isRaisedOnce_untilSomebodyWorks() {
    String id = Api.started();
    toPerson(id, "anna");
    assertThat(raised(id)).isEmpty();
    toPerson(id, "mei");
    assertThat(raised(id)).containsExactly("RETURNED");
    toPerson(id, "anna");
    assertThat(raised(id)).as("once").containsExactly("RETURNED");
    toPerson(id, "wang");
    assertThat(raised(id)).containsExactly("RETURNED", "HOPS");
    Sla.done(id, "feedbacks", Map.of("text", "we are on it"));
    toPerson(id, "mei");
    assertThat(raised(id)).hasSize(2);
    toPerson(id, "wang");
    assertThat(raised(id)).containsExactly("RETURNED", "HOPS", "RETURNED");
    Api.assertLedgerWhole(id);
  }

  @Test
  void inAndOutOfWaiting_toDodgeAClock_isRaised() {
    String id = Api.started();
    for (int i = 0; i < 2; i++) {
      Sla.done(id, "wait", Map.of());
      Sla.done(id, "resume", Map.of());
    }
    Sla.done(id, "contacts", Map.of("text", "hello?"));
    for (int i = 0; i < 2; i++) {
      Sla.done(id, "wait", Map.of());
      Sla.done(id, "resume", Map.of());
    }
    assertThat(raised(id)).as("the customer was heard in between").isEmpty();
    for (int i = 0; i < 2; i++) {
      Sla.done(id, "wait", Map.of());
      Sla.done(id, "resume", Map.of());
    }
    assertThat(raised(id)).containsExactly("TOGGLING");
  }

  @Test
  void theCustomerSeesOneDesk() {
    String id = Api.started();
    String url = Api.get(id).getString("receipt.statusUrl");
    String path = url.substring(url.indexOf("/v1/status/"));
    toPerson(id, "anna");
    toPerson(id, "mei");
    String seen = io.restassured.RestAssured.get(path).then().statusCode(200).extract().asString();
    assertThat(seen).doesNotContain("anna", "mei", "field-service", "hand");
  }
}
