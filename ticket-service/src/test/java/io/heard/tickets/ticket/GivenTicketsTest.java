package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The access log names whose tickets an integration was given, each of them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class GivenTicketsTest {

  private static final String OPS = Tokens.of("olga", "ops");

  private final Someone chen = new Someone();
  private final Someone wu = new Someone();
  private final String client = "shop-" + UUID.randomUUID();
  private final String shop = Tokens.ofClient(client, "integration");

  @BeforeEach
  void bothAreKnown() {
    for (Someone known : List.of(chen, wu)) {
      known.publish("registered", null);
      await()
          .until(() -> Api.count("SELECT count(*) FROM customer_copy WHERE id = ?", known.id) == 1);
    }
  }

  private static String log(String token, Someone by) {
    return as(token)
        .body(Map.of("subject", "No water", "customer", Map.of("id", by.id)))
        .post("/v1/tickets")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** The newest entries about the client, as action, ticket and customer. */
  private List<String> written(int newest) {
    return as(OPS)
        .get("/v1/access-log?limit=" + newest + "&client=" + client)
        .jsonPath()
        .<Map<String, String>>getList("items")
        .stream()
        .map(one -> one.get("action") + " " + one.get("ticket") + " " + one.get("customer"))
        .toList();
  }

  @Test
  void possibleDuplicatesLookedAtLater() {
    String first = log(shop, chen);
    String again = log(shop, chen);
    assertThat(
            as(shop)
                .get("/v1/tickets/" + again + "/duplicates")
                .jsonPath()
                .getList("items.id", String.class))
        .containsExactly(first);
    assertThat(written(1)).containsExactly("FOUND " + first + " " + chen.id);
  }

  @Test
  void aTicketThatTookOverSomebodyElses_isWrittenDownForBoth() {
    String survivor = log(shop, chen);
    String merged = log(MEI, wu);
    post(MEI, merged, "merge", Map.of("into", survivor, "reason", "the same leak"))
        .then()
        .statusCode(200);
    Map<String, String> reads =
        Map.of(
            "", "READ",
            "/promises", "READ",
            "/timeline", "HISTORY");
    reads.forEach(
        (place, action) -> {
          as(shop).get("/v1/tickets/" + survivor + place).then().statusCode(200);
          assertThat(written(2))
              .as(place)
              .containsExactlyInAnyOrder(
                  action + " " + survivor + " " + chen.id, action + " " + merged + " " + wu.id);
        });
    assertThat(as(shop).get("/v1/tickets").jsonPath().getList("items[0].merged.customerId"))
        .containsExactly(wu.id.toString());
    assertThat(written(2))
        .containsExactlyInAnyOrder(
            "FOUND " + survivor + " " + chen.id, "FOUND " + merged + " " + wu.id);
    post(shop, survivor, "contacts", Map.of("text", "again")).then().statusCode(201);
    assertThat(written(2))
        .containsExactlyInAnyOrder(
            "CHANGED " + survivor + " " + chen.id, "CHANGED " + merged + " " + wu.id);
  }
}
