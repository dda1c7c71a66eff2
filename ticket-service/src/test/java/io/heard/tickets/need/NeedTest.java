package io.heard.tickets.need;

import static io.heard.tickets.Http.MEI;
import static io.heard.tickets.Http.READER;
import static io.heard.tickets.Http.ZHANG;
import static io.heard.tickets.Http.get;
import static io.heard.tickets.Http.log;
import static io.heard.tickets.Http.post;
import static io.heard.tickets.Http.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.heard.tickets.Http;
import io.heard.tickets.ticket.TicketErased;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From what was said to what is needed. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class NeedTest {

  @Inject Event<TicketErased> erased;

  private static String sourDates() {
    return log(Map.of("statedRequest", "The dates are sour", "kind", "COMPLAINT"));
  }

  private static String path(String id, String what) {
    return "/v1/tickets/" + id + "/" + what;
  }

  @Test
  void versionsAreKept_theNewestFirst_alsoWhenClosed() {
    String id = sourDates();
    post(
            MEI,
            path(id, "clarifications"),
            Map.of(
                "need",
                "dates that taste the same every time",
                "dimensions",
                List.of("FORM_AND_QUALITY", "EXPERIENCE", "EXPERIENCE"),
                "benefits",
                List.of("SAVES_THOUGHT"),
                "questions",
                List.of("how were they stored?")))
        .then()
        .statusCode(201)
        .header("ETag", "\"2\"")
        .body("version", equalTo(1))
        .body("dimensions", contains("FORM_AND_QUALITY", "EXPERIENCE"));
    Http.close(id);
    post(MEI, path(id, "clarifications"), Map.of("need", "a gift that does not embarrass"))
        .then()
        .statusCode(201)
        .body("version", equalTo(2))
        .body("benefits", hasSize(0));
    JsonPath first = seen(path(id, "clarifications?limit=1"));
    assertThat(first.getList("items.need")).containsExactly("a gift that does not embarrass");
    JsonPath second = seen(path(id, "clarifications?limit=1&after=" + first.getString("next")));
    assertThat(second.getList("items.version")).containsExactly(1);
    assertThat(second.getString("next")).isNull();
    assertThat(seen("/v1/tickets/" + id).getString("state")).isEqualTo("CLOSED");
  }

  @Test
  void aQuestionIsAsked_shownForTheCustomer_andAnsweredOnce() {
    UUID customer = UUID.randomUUID();
    Http.execute("INSERT INTO customer_copy (id, name) VALUES (?, 'Li')", customer);
    String one = log(Map.of("subject", "a", "customer", Map.of("id", customer.toString())));
    String two = log(Map.of("subject", "b", "customer", Map.of("id", customer.toString())));
    String key = UUID.randomUUID().toString();
    JsonPath asked =
        post(MEI, path(one, "questions"), Map.of("text", "when bought?"), key)
            .then()
            .statusCode(201)
            .body("state", equalTo("OPEN"))
            .extract()
            .jsonPath();
    post(MEI, path(one, "questions"), Map.of("text", "when bought?"), key)
        .then()
        .header("Idempotent-Replay", "true")
        .body("id", equalTo(asked.getString("id")));
    post(MEI, path(two, "questions"), Map.of("text", "which shop?")).then().statusCode(201);
    String open = "/v1/questions?customer=" + customer;
    get(MEI, open).then().body("items.text", contains("when bought?", "which shop?"));
    JsonPath page = seen(open + "&limit=1");
    assertThat(seen(open + "&limit=1&after=" + page.getString("next")).getList("items.text"))
        .containsExactly("which shop?");
    String question = path(one, "questions/" + asked.getString("id"));
    List<Integer> answers =
        Http.atOnce(
            5, i -> post(MEI, question + "/answer", Map.of("answer", "Monday")).statusCode());
    assertThat(answers).containsExactlyInAnyOrder(200, 409, 409, 409, 409);
    get(MEI, open).then().body("items.text", contains("which shop?"));
    get(MEI, open + "&state=ANSWERED").then().body("items.answer", contains("Monday"));
    JsonPath timeline = seen(path(one, "timeline"));
    assertThat(timeline.getList("items.data.step")).contains("ASKED", "ANSWERED");
    assertThat(timeline.getList("items[-1].data.openQuestions")).isEmpty();
    post(MEI, question + "/withdraw", Map.of("reason", "x")).then().statusCode(409);
  }

  @Test
  void fiftyQuestionsAreEnough() {
    String id = sourDates();
    List<String> twenty = IntStream.range(0, 20).mapToObj(i -> "q" + i).toList();
    for (int i = 0; i < 2; i++) {
      post(MEI, path(id, "clarifications"), Map.of("need", "n", "questions", twenty))
          .then()
          .statusCode(201);
    }
    post(MEI, path(id, "clarifications"), Map.of("need", "n", "questions", twenty))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:too-many-questions"));
    assertThat(seen(path(id, "questions?limit=200")).getList("items")).hasSize(40);
    assertThat(seen(path(id, "clarifications")).getList("items")).hasSize(2);
  }

  @Test
  void versionsFollowEachOtherUnderConcurrency() {
    String id = sourDates();
    Http.atOnce(
        8,
        i ->
            post(MEI, path(id, "clarifications"), Map.of("need", "n" + i))
                .then()
                .statusCode(201)
                .extract()
                .path("version"));
    assertThat(seen(path(id, "clarifications")).getList("items.version"))
        .containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
  }

  @Test
  void badInputNamesEveryField_andChangesNothing() {
    String id = sourDates();
    Map<String, Object> bad = new java.util.HashMap<>();
    bad.put("need", " ");
    bad.put("dimensions", List.of("COLOUR"));
    bad.put("benefits", List.of("GIVES_JOY", "GIVES_TROUBLE"));
    bad.put("questions", List.of("ok", ""));
    bad.put("other", 1);
    post(MEI, path(id, "clarifications"), bad)
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder("/need", "/dimensions/0", "/benefits/1", "/questions/1", "/other"));
    List<Integer> refused = new ArrayList<>();
    refused.add(get(MEI, "/v1/questions").statusCode());
    refused.add(get(MEI, "/v1/questions?customer=x").statusCode());
    refused.add(get(MEI, path(id, "questions?state=LOST")).statusCode());
    refused.add(get(MEI, path(id, "questions?limit=0")).statusCode());
    refused.add(get(MEI, path(id, "clarifications?after=x")).statusCode());
    assertThat(refused).containsOnly(400);
    post(MEI, path("D-1999-0000001", "questions"), Map.of("text", "x")).then().statusCode(404);
    post(READER, path(id, "questions"), Map.of("text", "x")).then().statusCode(403);
    String crm = Tokens.ofClient("crm", "integration");
    get(crm, path(id, "clarifications")).then().statusCode(404);
    assertThat(seen("/v1/tickets/" + id).getInt("version")).isEqualTo(1);
    given412(id);
  }

  @Test
  void whatIsErasedIsForgottenHereToo() {
    String id = sourDates();
    post(MEI, path(id, "clarifications"), Map.of("need", "secret", "dimensions", List.of("PRICE")))
        .then()
        .statusCode(201);
    String question =
        post(MEI, path(id, "questions"), Map.of("text", "secret?")).then().extract().path("id");
    post(MEI, path(id, "questions/" + question + "/answer"), Map.of("answer", "secret!"));
    post(MEI, path(id, "work"), Map.of("spent", "PT1M", "note", "secret")).then().statusCode(201);
    QuarkusTransaction.requiringNew()
        .run(() -> erased.fire(new TicketErased(UUID.fromString(id), Set.of(), Set.of())));
    for (String what : List.of("clarifications", "questions", "work")) {
      assertThat(get(MEI, path(id, what)).asString()).doesNotContain("secret").contains("erased");
    }
    assertThat(seen(path(id, "clarifications")).getList("items[0].dimensions"))
        .containsExactly("PRICE");
  }

  private static void given412(String id) {
    io.restassured.RestAssured.given()
        .auth()
        .oauth2(ZHANG)
        .contentType("application/json")
        .header("If-Match", "\"7\"")
        .body(Map.of("need", "x"))
        .post(path(id, "clarifications"))
        .then()
        .statusCode(412);
  }
}
