package io.heard.tickets.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many demands in one request, some of them bad, some of them again. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class BatchTest {

  private static final String CRM = Tokens.ofClient("crm", "integration");

  private static Response post(String token, String key, List<?> demands) {
    var request = given().auth().oauth2(token).contentType(ContentType.JSON);
    return (key == null ? request : request.header("Idempotency-Key", key))
        .body(Map.of("tickets", demands))
        .post("/v1/tickets/batch");
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  @Test
  void badOnesDoNotHoldUpGoodOnes() {
    Response answer =
        post(
            CRM,
            null,
            List.of(
                Map.of("subject", "first"),
                Map.of("kind", "NONSENSE", "colour", "red"),
                "not an object",
                Map.of("statedRequest", "fourth"),
                Map.of("subject", "fifth", "idempotencyKey", 5)));
    answer.then().statusCode(207).body("logged", equalTo(2)).body("refused", equalTo(3));
    JsonPath items = answer.jsonPath();
    assertThat(items.getList("items.index")).containsExactly(0, 1, 2, 3, 4);
    assertThat(items.getList("items.status")).containsExactly(201, 400, 400, 201, 400);
    assertThat(items.getString("items[0].ticket.number")).startsWith("D-");
    assertThat(items.getString("items[0].ticket.channel")).isEqualTo("API");
    assertThat(items.getList("items[1].problem.errors.pointer")).contains("/kind", "/colour");
    assertThat(items.getString("items[4].problem.errors[0].pointer")).isEqualTo("/idempotencyKey");
    given()
        .auth()
        .oauth2(CRM)
        .get("/v1/tickets/" + items.getString("items[3].ticket.id"))
        .then()
        .statusCode(200)
        .body("subject", equalTo("fourth"));
  }

  @Test
  void sameBatchAgain_sameTickets() {
    String key = key();
    List<Map<String, String>> demands =
        IntStream.range(0, 20).mapToObj(i -> Map.of("subject", "demand " + i)).toList();
    Response first = post(CRM, key, demands);
    Response again = post(CRM, key, demands);
    assertThat(again.jsonPath().getList("items.ticket.id"))
        .isEqualTo(first.jsonPath().getList("items.ticket.id"))
        .doesNotHaveDuplicates()
        .hasSize(20);
    assertThat(first.jsonPath().getList("items.replayed", Boolean.class)).containsOnly(false);
    assertThat(again.jsonPath().getList("items.replayed", Boolean.class)).containsOnly(true);
    // the same place with other words is another request under a key that was used
    post(CRM, key, List.of(Map.of("subject", "something else")))
        .then()
        .body("items[0].status", equalTo(422));
  }

  /** What a crash in the middle leaves: the first items are committed, the answer never left. */
  @Test
  void cutOffInTheMiddle_theRestIsLoggedOnce() {
    String key = key();
    List<Map<String, String>> all =
        IntStream.range(0, 10).mapToObj(i -> Map.of("subject", "demand " + i)).toList();
    List<String> before = post(CRM, key, all.subList(0, 6)).jsonPath().getList("items.ticket.id");
    Response whole = post(CRM, key, all);
    assertThat(whole.jsonPath().getList("items.ticket.id", String.class))
        .hasSize(10)
        .startsWith(before.toArray(String[]::new))
        .doesNotHaveDuplicates();
    assertThat(whole.jsonPath().getList("items.replayed", Boolean.class).subList(0, 6))
        .containsOnly(true);
  }

  @Test
  void ownKeysHoldInAnyOrderAndAnyBatch() {
    String one = key();
    String two = key();
    Map<String, String> a = Map.of("subject", "a", "idempotencyKey", one);
    Map<String, String> b = Map.of("subject", "b", "idempotencyKey", two);
    List<String> first = post(CRM, null, List.of(a, b)).jsonPath().getList("items.ticket.id");
    List<String> second = post(CRM, key(), List.of(b, a)).jsonPath().getList("items.ticket.id");
    assertThat(second).containsExactly(first.get(1), first.get(0));
  }

  @Test
  void theSameBatchFourTimesAtOnce_oneTicketEach() {
    String key = key();
    List<Map<String, String>> demands =
        IntStream.range(0, 30).mapToObj(i -> Map.of("subject", "at once " + i)).toList();
    List<CompletableFuture<List<String>>> answers =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            post(CRM, key, demands).jsonPath().<String>getList("items.ticket.id")))
            .toList();
    assertThat(answers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  @Test
  void tooManyNoneOrNobody_isRefusedAsAWhole() {
    List<Map<String, String>> tooMany =
        IntStream.range(0, 501).mapToObj(i -> Map.of("subject", "x")).toList();
    post(CRM, null, tooMany).then().statusCode(400).body("errors[0].pointer", equalTo("/tickets"));
    post(CRM, null, List.of()).then().statusCode(400);
    post(Tokens.of("root", "admin"), null, List.of(Map.of("subject", "x"))).then().statusCode(403);
  }
}
