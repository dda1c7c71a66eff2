package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists: what is in them, in which order, and nothing twice or never. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class TicketListTest {

  private final String team = "team-" + UUID.randomUUID();

  private String log(String fields) {
    return Api.log("{\"team\": \"" + team + "\", " + fields + "}").getString("id");
  }

  private List<String> found(String... query) {
    var request = as(MEI).queryParam("team", team);
    for (int i = 0; i < query.length; i += 2) {
      request = request.queryParam(query[i], query[i + 1]);
    }
    return request.get("/v1/tickets").then().statusCode(200).extract().path("items.id");
  }

  @Test
  void everyFilter() {
    String plain = log("\"subject\": \"plain\"");
    String fault =
        log(
            "\"subject\": \"fault\", \"kind\": \"FAULT\", \"channel\": \"PHONE\", \"impact\": \"HIGH\", \"urgency\": \"HIGH\", \"tags\": [\"a\", \"b\"]");
    String closed = log("\"subject\": \"declined\"");
    post(ZHANG, closed, "decline", Map.of("reason", "no")).then().statusCode(200);
    String owned = log("\"subject\": \"owned\"");
    post(ZHANG, owned, "acknowledge", Map.of()).then().statusCode(200);
    assertThat(found()).containsExactly(owned, closed, fault, plain);
    assertThat(found("state", "LOGGED")).containsExactly(fault, plain);
    assertThat(found("state", "LOGGED,DECLINED")).containsExactly(closed, fault, plain);
    assertThat(found("kind", "FAULT")).containsExactly(fault);
    assertThat(found("channel", "COUNTER,EMAIL")).containsExactly(owned, closed, plain);
    assertThat(found("priority", "P1")).containsExactly(fault);
    assertThat(found("tag", "b")).containsExactly(fault);
    assertThat(found("tag", "c")).isEmpty();
    assertThat(found("owner", "zhang")).containsExactly(owned);
    assertThat(found("receiver", "mei")).hasSize(4);
    assertThat(found("receiver", "zhang")).isEmpty();
    assertThat(found("breached", "false")).hasSize(4);
    assertThat(found("breached", "true")).isEmpty();
    assertThat(found("customer", UUID.randomUUID().toString())).isEmpty();
    String due = Api.get(fault).getString("clocks[0].dueAt");
    assertThat(found("dueBefore", due)).isEmpty();
    assertThat(found("dueBefore", java.time.Instant.parse(due).plusMillis(1).toString()))
        .containsExactly(fault);
    String logged = Api.get(closed).getString("loggedAt");
    assertThat(found("loggedFrom", logged)).containsExactly(owned, closed);
    assertThat(found("loggedTo", logged)).containsExactly(fault, plain);
    assertThat(found("loggedTo", logged.replace("Z", "+00:00"))).containsExactly(fault, plain);
    assertThat(found("sort", "due")).startsWith(fault).endsWith(closed);
    assertThat(found("sort", "priority")).containsExactly(fault, plain, closed, owned);
    assertThat(found("sort", "-logged")).containsExactly(owned, closed, fault, plain);
  }

  @Test
  void words() {
    String chinese =
        log(
            "\"subject\": \"净水器漏水\", \"customer\": {\"name\": \"陈女士\"}, \"statedRequest\": \"请尽快\"");
    String discount = log("\"subject\": \"50% off_er\"");
    String other = log("\"subject\": \"500 offer ÄPFEL WP-300\"");
    await().untilAsserted(() -> assertThat(found("q", "äpfel")).containsExactly(other));
    for (String part : List.of("漏水", "水器", "净", "水", "净水器漏水", "陈女 尽快", "请")) {
      assertThat(found("q", part)).as(part).containsExactly(chinese);
    }
    assertThat(found("q", "水净")).isEmpty();
    assertThat(found("q", "器水")).isEmpty();
    assertThat(found("q", "50% er")).containsExactly(discount);
    assertThat(found("q", "off_er")).containsExactly(discount);
    for (String part : List.of("OFFER", "ÄPFEL", "apfel", "apf 500", "WP-3", "wp-300", "ｏｆｆｅｒ")) {
      assertThat(found("q", part)).as(part).containsExactly(other);
    }
    assertThat(found("q", "300-WP")).isEmpty();
    assertThat(found("q", "' | 'a'::x :* \\ <-> ! offer")).isEmpty();
    String number = Api.get(other).getString("number");
    String asSpoken = number.toLowerCase(Locale.ROOT);
    assertThat(found("q", number)).containsExactly(other);
    assertThat(found("q", asSpoken)).containsExactly(other);
    assertThat(Api.get(asSpoken).getString("id")).isEqualTo(other);
    assertThat(found("q", "D-1999-0000001")).isEmpty();
  }

  @Test
  void whatWasSaidSinceIsFoundAsWell_andTheBestComesFirst() {
    String noted = log("\"subject\": \"something else\"");
    String requested = log("\"subject\": \"help\", \"statedRequest\": \"a Zwetschge, please\"");
    String subject = log("\"subject\": \"Zwetschge\"");
    String newest = log("\"subject\": \"fruit\", \"statedRequest\": \"a Zwetschge, please\"");
    post(MEI, noted, "notes", Map.of("text", "she meant a Zwetschge")).then().statusCode(201);
    await()
        .untilAsserted(
            () ->
                assertThat(found("q", "zwetschge"))
                    .containsExactly(newest, subject, requested, noted));
    List<String> best = List.of(subject, newest, requested, noted);
    assertThat(found("q", "zwetschge", "sort", "relevance")).isEqualTo(best);
    List<String> paged = new ArrayList<>();
    String after = null;
    do {
      var request =
          as(MEI)
              .queryParams(Map.of("q", "zwetschge", "sort", "relevance", "team", team, "limit", 1));
      JsonPath page =
          (after == null ? request : request.queryParam("after", after))
              .get("/v1/tickets")
              .jsonPath();
      paged.addAll(page.getList("items.id"));
      after = page.getString("next");
    } while (after != null);
    assertThat(paged).isEqualTo(best);
    as(MEI).get("/v1/tickets?sort=relevance").then().statusCode(400);
  }

  @Test
  void aPageLeavesInOnePiece() {
    for (int i = 0; i < 40; i++) {
      log("\"subject\": \"x\", \"statedRequest\": \"" + "words ".repeat(500) + "\"");
    }
    var page = as(MEI).queryParam("team", team).get("/v1/tickets");
    assertThat(page.asByteArray().length).isBetween(120_000, 250_000);
    assertThat(page.header("Content-Length")).as("known before it leaves").isNotNull();
    assertThat(page.header("Transfer-Encoding")).isNull();
  }

  @Test
  void pagingWhileOthersLog_skipsAndDoublesNothing() {
    List<String> priorities = List.of("LOW", "MEDIUM", "HIGH");
    Set<String> there = new HashSet<>();
    List<List<String>> logged =
        Api.atOnce(
            5,
            thread ->
                IntStream.range(0, 50)
                    .mapToObj(
                        i ->
                            log(
                                "\"subject\": \"x\", \"impact\": \""
                                    + priorities.get(i % 3)
                                    + "\""))
                    .toList());
    logged.forEach(there::addAll);
    // some without any due time, so that paging by it crosses into those
    for (String id : there.stream().limit(40).toList()) {
      post(ZHANG, id, "decline", Map.of("reason", "no")).then().statusCode(200);
    }
    for (String sort : List.of("due", "-logged", "priority")) {
      List<String> seen = new ArrayList<>();
      String path = "/v1/tickets?team=" + team + "&sort=" + sort + "&limit=37";
      while (path != null) {
        Response page = as(MEI).urlEncodingEnabled(false).get(path);
        page.then().statusCode(200);
        JsonPath json = page.jsonPath();
        seen.addAll(json.getList("items.id"));
        String link = page.header("Link");
        assertThat(link == null).isEqualTo(json.getString("next") == null);
        path = link == null ? null : link.substring(1, link.indexOf('>'));
        log("\"subject\": \"logged meanwhile\"");
      }
      assertThat(seen).as(sort).doesNotHaveDuplicates();
      assertThat(Set.copyOf(seen)).as(sort).containsAll(there);
    }
  }

  @Test
  void anIntegrationSeesOnlyItsOwn() {
    String shop = Tokens.ofClient("web-shop-" + UUID.randomUUID(), "integration");
    String other = Tokens.ofClient("other", "integration");
    String nobody = Tokens.of("clientless", "integration");
    String own =
        as(shop).body("{\"subject\": \"from the shop\"}").post("/v1/tickets").jsonPath().get("id");
    String foreign = Api.logged();
    String number = Api.get(foreign).getString("number");
    assertThat(as(shop).get("/v1/tickets").jsonPath().getList("items.id")).containsExactly(own);
    assertThat(as(nobody).get("/v1/tickets").jsonPath().getList("items.id")).isEmpty();
    as(shop).get("/v1/tickets/" + own).then().statusCode(200);
    post(shop, own, "contacts", Map.of("text", "again")).then().statusCode(201);
    for (String reference : List.of(foreign, number)) {
      for (String path : List.of("", "/timeline", "/timeline/verification", "/clocks")) {
        String detail =
            as(shop)
                .get("/v1/tickets/" + reference + path)
                .then()
                .statusCode(404)
                .extract()
                .path("detail");
        String absent =
            as(shop)
                .get("/v1/tickets/D-1999-0000001" + path)
                .then()
                .statusCode(404)
                .extract()
                .path("detail");
        assertThat(detail).isEqualTo(absent.replace("D-1999-0000001", reference));
      }
      post(shop, reference, "contacts", Map.of("text", "x")).then().statusCode(404);
    }
    post(other, own, "contacts", Map.of("text", "x")).then().statusCode(404);
    as(shop).get("/v1/teams").then().statusCode(403);
    assertThat(as(MEI).get("/v1/tickets?limit=200").jsonPath().getList("items.id")).contains(own);
  }

  @Test
  void numbersAreUniqueUnderConcurrency() {
    List<String> numbers =
        Api.atOnce(
                8,
                thread ->
                    IntStream.range(0, 20)
                        .mapToObj(i -> Api.log("{\"subject\": \"x\"}").getString("number"))
                        .toList())
            .stream()
            .flatMap(List::stream)
            .collect(Collectors.toList());
    assertThat(numbers).hasSize(160).doesNotHaveDuplicates();
  }
}
