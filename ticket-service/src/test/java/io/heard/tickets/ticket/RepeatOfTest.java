package io.heard.tickets.ticket;

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
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** "Yes, that one": what was just logged becomes a contact on the ticket it repeats. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class RepeatOfTest {

  private static final String CLERK = Tokens.of("clerk", "frontline");

  private final String phone =
      "+86136" + (10_000_000 + ThreadLocalRandom.current().nextInt(89_999_999));

  private String log(String token, String words) {
    return as(token)
        .body(
            Map.of("subject", "Filter", "statedRequest", words, "customer", Map.of("phone", phone)))
        .post("/v1/tickets")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static Response repeat(String token, String id, String of) {
    return post(token, id, "repeat-of", Map.of("ticket", of));
  }

  @Test
  void theClerkSaysYes_theEarlierOneGoesOn() {
    String earlier = log(MEI, "Change the filter");
    String repeat = log(CLERK, "When is the filter changed?");

    repeat(CLERK, repeat, Api.get(earlier).getString("number"))
        .then()
        .statusCode(200)
        .body("id", equalTo(earlier))
        .body("merged[0].id", equalTo(repeat));

    assertThat(Api.get(repeat).getString("state")).isEqualTo("MERGED");
    assertThat(Api.get(repeat).getString("mergedInto")).isEqualTo(earlier);
    assertThat(Api.history(earlier)).contains("contacted").containsOnlyOnce("contacted");
    assertThat(
            Api.text(
                "SELECT data::jsonb ->> 'text' FROM ledger WHERE type = 'heard.ticket.contacted.v1' AND aggregate_id = '"
                    + earlier
                    + "'"))
        .isEqualTo("When is the filter changed?");
    Api.assertLedgerWhole(earlier);
    Api.assertLedgerWhole(repeat);
  }

  @Test
  void theThirdTimeTheyAreChasing() {
    String earlier = log(MEI, "Change the filter");
    for (int i = 2; i <= 3; i++) {
      repeat(CLERK, log(CLERK, "Filter, time " + i), earlier).then().statusCode(200);
    }
    assertThat(Api.get(earlier).getString("urgency")).isEqualTo("HIGH");
    assertThat(
            Api.text(
                "SELECT data::jsonb ->> 'chasing' FROM ledger WHERE type = 'heard.ticket.contacted.v1' AND aggregate_id = '"
                    + earlier
                    + "' ORDER BY sequence DESC LIMIT 1"))
        .isEqualTo("true");
  }

  @Test
  void saidTenTimesAtOnce_isSaidOnce() {
    String earlier = log(MEI, "Change the filter");
    String repeat = log(CLERK, "The filter again");
    List<Integer> answers =
        Api.atOnce(10, i -> repeat(CLERK, repeat, earlier).then().extract().statusCode());
    assertThat(answers).containsOnly(200);
    assertThat(Api.history(earlier)).containsOnlyOnce("contacted");
    assertThat(Api.history(repeat)).containsOnlyOnce("merged");
  }

  @Test
  void eachOfTheOtherAtOnce_oneWins() {
    String one = log(CLERK, "Change the filter");
    String other = log(CLERK, "The filter again");
    List<Integer> answers =
        Api.atOnce(
            2,
            i ->
                repeat(CLERK, i == 0 ? one : other, i == 0 ? other : one)
                    .then()
                    .extract()
                    .statusCode());
    assertThat(answers).containsExactlyInAnyOrder(200, 409);
  }

  @Test
  void byWhomItMayBeSaid_andOfWhat() {
    String earlier = log(MEI, "Change the filter");
    String repeat = log(MEI, "The filter again");
    repeat(CLERK, repeat, earlier)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:heard:problem:not-yours"));
    String others =
        as(MEI)
            .body(Map.of("subject", "Filter", "customer", Map.of("phone", "+8613512345678")))
            .post("/v1/tickets")
            .path("id");
    repeat(MEI, repeat, others)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:other-customer"));
    repeat(MEI, repeat, repeat).then().statusCode(400);
    repeat(MEI, repeat, UUID.randomUUID().toString()).then().statusCode(400);
    as(MEI).body("{}").post("/v1/tickets/" + repeat + "/repeat-of").then().statusCode(400);
    post(ZHANG, earlier, "decline", Map.of("reason", "no")).then().statusCode(200);
    repeat(MEI, repeat, earlier)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:illegal-merge"));
    assertThat(Api.history(repeat)).containsExactly("logged");
  }

  @Test
  void whatAnIntegrationIsGivenIsWrittenDown_andContactsAreMaskedForThoseWhoDoNotNeedThem() {
    String client = "shop-" + UUID.randomUUID();
    String shop = Tokens.ofClient(client, "integration");
    String id = log(shop, "Change the filter");
    as(shop).get("/v1/tickets/" + id).then().statusCode(200).body("customer.phone", equalTo(phone));
    as(shop).get("/v1/tickets").then().statusCode(200);
    as(shop).get("/v1/tickets/" + id + "/timeline").then().statusCode(200);
    as(shop).get("/v1/tickets/" + id + "/attachments").then().statusCode(200);
    List.of("promises", "clarifications", "questions")
        .forEach(beside -> as(shop).get("/v1/tickets/" + id + "/" + beside).then().statusCode(200));
    post(shop, id, "contacts", Map.of("text", "again")).then().statusCode(201);
    log(shop, "Change the filter please");
    String ops = Tokens.of("olga", "ops");
    JsonPath log = as(ops).get("/v1/access-log?client=" + client).jsonPath();
    assertThat(log.getList("items.action", String.class))
        .containsExactly(
            "FOUND", "CHANGED", "READ", "READ", "READ", "FILE", "HISTORY", "FOUND", "READ");
    assertThat(log.getList("items.ticket", String.class)).containsOnly(id);
    as(MEI).get("/v1/tickets/" + id).then().statusCode(200);
    assertThat(as(ops).get("/v1/access-log?ticket=" + id).jsonPath().getList("items")).hasSize(9);
    as(MEI).get("/v1/access-log").then().statusCode(403);

    // "read everything": what an export names by its address as well
    List.of("attachments", "promises", "actions", "receiver-transfers")
        .forEach(
            beside ->
                as(Tokens.of("root", "admin"))
                    .get("/v1/tickets/" + id + "/" + beside)
                    .then()
                    .statusCode(200));

    String masked = phone.substring(0, 3) + "(…)" + phone.substring(phone.length() - 2);
    as(ops).get("/v1/tickets/" + id).then().body("customer.phone", equalTo(masked));
    String lists =
        as(ops).get("/v1/tickets?q=filter&limit=200").asString()
            + as(ops).get("/v1/tickets/" + id + "/timeline").asString();
    assertThat(lists).doesNotContain(phone).contains(masked);
    as(ops)
        .get("/v1/tickets/" + id + "/timeline")
        .then()
        .body("items[0].salt", org.hamcrest.Matchers.nullValue());
  }
}
