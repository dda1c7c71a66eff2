package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The same customer, the same matter, again. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class RepeatContactsTest {

  private static String phone() {
    return "+86137" + (10_000_000 + ThreadLocalRandom.current().nextInt(89_999_999));
  }

  private static Response log(String token, String phone, String subject, String request) {
    return as(token)
        .body(
            Map.of(
                "subject", subject, "statedRequest", request, "customer", Map.of("phone", phone)))
        .post("/v1/tickets");
  }

  private static List<String> offered(Response logged) {
    logged.then().statusCode(201);
    return logged.jsonPath().getList("possibleDuplicates.id");
  }

  @Test
  void sameCustomerSimilarWords_isOffered() {
    String phone = phone();
    String first =
        log(MEI, phone, "Filter change for the water purifier", "It smells since Monday")
            .jsonPath()
            .getString("id");
    log(MEI, phone, "Invoice shows the wrong address", "Street is not ours").then().statusCode(201);
    Response again =
        log(MEI, phone, "water purifier needs a filter change", "Still smells, nobody came");

    assertThat(offered(again)).containsExactly(first);
    Map<String, Object> offer = again.jsonPath().getMap("possibleDuplicates[0]");
    assertThat(offer)
        .containsEntry("state", "LOGGED")
        .containsKeys("number", "subject", "loggedAt");
    assertThat(again.jsonPath().getList("possibleDuplicates[0].why", String.class))
        .containsExactly("SAME_CUSTOMER", "SIMILAR_WORDS");
    assertThat(again.jsonPath().getDouble("possibleDuplicates[0].score")).isBetween(0.3, 1.0);
    String id = again.jsonPath().getString("id");
    assertThat(as(MEI).get("/v1/tickets/" + id + "/duplicates").jsonPath().getList("items.id"))
        .containsExactly(first);
    assertThat(as(MEI).get("/v1/tickets/" + id).jsonPath().getMap(""))
        .doesNotContainKey("possibleDuplicates");
  }

  @Test
  void chineseWordsAreCompared() {
    String phone = phone();
    String first = log(MEI, phone, "净水器滤芯需要更换", "水有异味").jsonPath().getString("id");
    assertThat(offered(log(MEI, phone, "净水器的滤芯什么时候更换", "还没有人来"))).containsExactly(first);
    assertThat(offered(log(MEI, phone, "发票抬头开错了", "请重开"))).isEmpty();
  }

  @Test
  void somebodyElseOrNobodyOrEnded_isNotOffered() {
    String phone = phone();
    String words = "Filter change for the water purifier";
    String first = log(MEI, phone, words, "x").jsonPath().getString("id");
    assertThat(offered(log(MEI, phone(), words, "x"))).isEmpty();
    assertThat(offered(as(MEI).body(Map.of("subject", words)).post("/v1/tickets"))).isEmpty();
    // an integration sees what came through its own client, no more
    assertThat(offered(log(Tokens.ofClient("crm", "integration"), phone, words, "x"))).isEmpty();
    post(Api.ZHANG, first, "decline", Map.of("reason", "no")).then().statusCode(200);
    assertThat(offered(log(Tokens.ofClient("crm", "integration"), phone, words, "x"))).hasSize(1);
  }

  @Test
  void aReplayedLoggingOffersWhatItOfferedFirst() {
    String phone = phone();
    String key = UUID.randomUUID().toString();
    Map<String, Object> body =
        Map.of("subject", "Lift stands still again", "customer", Map.of("phone", phone));
    log(MEI, phone, "Lift stands still", "x");
    String first = as(MEI).header("Idempotency-Key", key).body(body).post("/v1/tickets").asString();
    log(MEI, phone, "Lift stands still, third time", "x");
    Response again = as(MEI).header("Idempotency-Key", key).body(body).post("/v1/tickets");
    assertThat(again.asString()).isEqualTo(first);
    assertThat(offered(again)).hasSize(1);
  }

  @Test
  void theThirdContactMakesItMoreUrgent_once() {
    String id = Api.logged();
    JsonPath before = Api.get(id);
    post(MEI, id, "contacts", Map.of("text", "where is he")).then().statusCode(201);
    assertThat(Api.get(id).getString("urgency")).isEqualTo("MEDIUM");

    post(MEI, id, "contacts", Map.of("text", "where is he now")).then().statusCode(201);

    JsonPath third = Api.get(id);
    assertThat(third.getString("urgency")).isEqualTo("HIGH");
    assertThat(third.getString("priority")).isEqualTo("P2");
    assertThat(third.getString("clocks.find{it.kind=='RESOLUTION'}.dueAt"))
        .isLessThan(before.getString("clocks.find{it.kind=='RESOLUTION'}.dueAt"));
    post(MEI, id, "contacts", Map.of("text", "hello?")).then().statusCode(201);
    assertThat(Api.history(id)).filteredOn("changed"::equals).hasSize(1);
    Api.assertLedgerWhole(id);
    await()
        .untilAsserted(
            () ->
                assertThat(Events.of("heard.tickets", UUID.fromString(id)))
                    .filteredOn(event -> event.type().equals("heard.ticket.contacted.v1"))
                    .extracting(
                        event -> event.data().get("contacts").asInt(),
                        event -> event.data().get("chasing").asBoolean())
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, false),
                        org.assertj.core.groups.Tuple.tuple(3, true),
                        org.assertj.core.groups.Tuple.tuple(4, true)));
    assertThat(Events.of("heard.tickets", UUID.fromString(id)))
        .allSatisfy(
            event -> assertThat(EventContract.violations(event.type(), event.data())).isEmpty());
  }

  @Test
  void twentyContactsAtOnceRaiseItByOneLevel() {
    String id =
        Api.log("{\"subject\": \"x\", \"urgency\": \"LOW\", \"impact\": \"LOW\"}").getString("id");
    Api.atOnce(20, i -> post(MEI, id, "contacts", Map.of("text", "call " + i)).statusCode());
    assertThat(Api.get(id).getString("urgency")).isEqualTo("MEDIUM");
    Api.assertLedgerWhole(id);
  }

  @Test
  void answeringWhatWasAskedIsNoChasing() {
    String id = Api.started();
    for (int i = 0; i < 4; i++) {
      post(MEI, id, "wait", Map.of("reason", "which model?")).then().statusCode(200);
      post(MEI, id, "contacts", Map.of("text", "model " + i)).then().statusCode(201);
    }
    assertThat(Api.get(id).getString("urgency")).isEqualTo("MEDIUM");
  }
}
