package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.ZHANG;
import static io.heard.tickets.ticket.Api.as;
import static io.heard.tickets.ticket.Api.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same request again, and many at once. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class RepeatedRequestsTest {

  private static Response log(String token, String key, String subject) {
    return as(token)
        .header("Idempotency-Key", key)
        .body(Map.of("subject", subject))
        .post("/v1/tickets");
  }

  private static Response command(String id, String command, String key, Map<String, ?> body) {
    return as(MEI)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/tickets/" + id + "/" + command);
  }

  private static String newKey() {
    return UUID.randomUUID().toString();
  }

  private static void assertReplays(Response first, Response second) {
    first.then().header("Idempotent-Replay", nullValue());
    second.then().statusCode(first.statusCode()).header("Idempotent-Replay", "true");
    assertThat(second.asString()).isEqualTo(first.asString());
    for (String header : List.of("ETag", "Location")) {
      assertThat(second.header(header)).as(header).isEqualTo(first.header(header));
    }
  }

  @Test
  void loggingTwiceIsLoggingOnce() {
    String key = newKey();
    Response first = log(MEI, key, "once");
    String id = first.jsonPath().getString("id");
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    post(MEI, id, "notes", Map.of("text", "it has moved on")).then().statusCode(201);
    long tickets = Api.count("SELECT count(*) FROM ticket");
    assertReplays(first, log(MEI, key, "once"));
    assertThat(Api.count("SELECT count(*) FROM ticket")).isEqualTo(tickets);
    log(MEI, key, "something else").then().statusCode(422).contentType("application/problem+json");
    command(id, "notes", key, Map.of("text", "x")).then().statusCode(422);
    assertThat(Api.get(id).getInt("version")).isEqualTo(Api.history(id).size());
  }

  @Test
  void aKeyBelongsToItsCaller() {
    String key = newKey();
    Response mine = log(MEI, key, "same words");
    Response theirs = log(ZHANG, key, "same words");
    Response otherClient = log(Tokens.ofClient("mei", "integration"), key, "same words");
    assertThat(mine.jsonPath().getString("id"))
        .isNotEqualTo(theirs.jsonPath().getString("id"))
        .isNotEqualTo(otherClient.jsonPath().getString("id"));
    theirs.then().statusCode(201).header("Idempotent-Replay", nullValue());
    otherClient.then().statusCode(201).header("Idempotent-Replay", nullValue());
  }

  @Test
  void whatWasRefusedDoesNotBurnTheKey() {
    String key = newKey();
    log(MEI, key, " ").then().statusCode(400);
    log(MEI, key, "better").then().statusCode(201);
    String id = Api.logged();
    String other = newKey();
    command(id, "start", other, Map.of()).then().statusCode(409);
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    command(id, "start", other, Map.of())
        .then()
        .statusCode(200)
        .header("Idempotent-Replay", nullValue())
        .body("state", equalTo("IN_PROGRESS"));
  }

  @Test
  void commandsAreRepeatedHarmlessly() {
    String id = Api.logged();
    String key = newKey();
    Response first = command(id, "acknowledge", key, Map.of("note", "mine"));
    first.then().statusCode(200);
    post(MEI, id, "start", Map.of()).then().statusCode(200);
    assertReplays(first, command(id, "acknowledge", key, Map.of("note", "mine")));
    command(id, "acknowledge", key, Map.of("note", "other")).then().statusCode(422);
    command(Api.logged(), "acknowledge", key, Map.of("note", "mine")).then().statusCode(422);
    String again = newKey();
    Response told = command(id, "feedbacks", again, Map.of("text", "on Tuesday"));
    assertReplays(told, command(id, "feedbacks", again, Map.of("text", "on Tuesday")));
    assertThat(Api.history(id)).filteredOn(type -> type.equals("fed-back")).hasSize(1);
  }

  @Test
  void tenAtOnceWithOneKeyMakeOneTicket() {
    String key = newKey();
    String subject = "at once " + key;
    List<Response> answers = Api.atOnce(10, i -> log(MEI, key, subject));
    assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
    assertThat(answers.stream().map(Response::asString).distinct()).hasSize(1);
    assertThat(answers.stream().map(answer -> answer.header("Location")).distinct()).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.header("Idempotent-Replay") == null))
        .hasSize(1);
    assertThat(Api.count("SELECT count(*) FROM ticket WHERE subject = ?", subject)).isEqualTo(1);
  }

  /**
   * Those that come at one moment are written together: every shape of them, and repeats between.
   */
  @Test
  void manyDemandsAtOnce_eachIsThereOnce_withAllThatBelongsToIt() {
    String repeated = newKey();
    List<Response> answers =
        Api.atOnce(
            96,
            i ->
                switch (i % 4) {
                  case 0 -> as(MEI).body(fullDemand(i)).post("/v1/tickets");
                  case 1 -> log(MEI, newKey(), "crowd " + i);
                  case 2 ->
                      as(MEI)
                          .header("Idempotency-Key", newKey())
                          .body(fullDemand(i))
                          .post("/v1/tickets");
                  default -> log(MEI, i < 48 ? newKey() : repeated, i < 48 ? "crowd " + i : "same");
                });
    assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
    Map<String, List<Response>> byId =
        answers.stream()
            .collect(Collectors.groupingBy(answer -> answer.jsonPath().getString("id")));
    assertThat(byId).hasSize(96 - 12 + 1);
    byId.forEach(
        (id, same) -> {
          assertThat(same.stream().map(Response::asString).distinct()).hasSize(1);
          JsonPath logged = same.get(0).jsonPath();
          JsonPath kept = Api.get(id);
          for (String field :
              List.of("number", "subject", "product", "tags", "customer", "clocks.dueAt")) {
            assertThat(kept.<Object>get(field)).as(field).isEqualTo(logged.get(field));
          }
          assertThat(kept.getList("clocks")).hasSize(3);
          Api.assertLedgerWhole(id);
        });
  }

  private static Map<String, Object> fullDemand(int i) {
    return Map.of(
        "subject",
        "full " + i,
        "product",
        "WP-" + i,
        "tags",
        List.of("a" + i, "quote\" {brace}"),
        "customer",
        Map.of("name", "Crowd " + i, "phone", "+86 138 0013 %04d".formatted(i)));
  }

  @Test
  void tenCommandsAtOnceWithOneKeyAreOne() {
    String id = Api.logged();
    String key = newKey();
    List<Response> answers =
        Api.atOnce(10, i -> command(id, "notes", key, Map.of("text", "impatient")));
    assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
    assertThat(answers.stream().map(Response::asString).distinct()).hasSize(1);
    assertThat(Api.history(id)).containsExactly("logged", "noted");
  }

  @Test
  void twentyCommandsAtOnceFollowEachOther() {
    String id = Api.started();
    List<Response> answers =
        Api.atOnce(
            20,
            i ->
                i % 2 == 0
                    ? post(MEI, id, "feedbacks", Map.of("text", "told " + i))
                    : post(MEI, id, "contacts", Map.of("text", "asked " + i)));
    assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
    assertThat(answers.stream().map(answer -> answer.jsonPath().getInt("version")))
        .doesNotHaveDuplicates();
    assertThat(Api.history(id))
        .filteredOn(type -> type.equals("fed-back") || type.equals("contacted"))
        .hasSize(20);
    Api.assertLedgerWhole(id);
  }

  @Test
  void onlyOneOfTwoIsTheFirst() {
    String id = Api.logged();
    List<Integer> statuses =
        Api.atOnce(2, i -> post(i == 0 ? MEI : ZHANG, id, "acknowledge", Map.of()).statusCode());
    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    assertThat(Api.history(id)).containsExactly("logged", "acknowledged", "clock-met");
    List<Integer> patched =
        Api.atOnce(
            5,
            i ->
                as(MEI)
                    .header("If-Match", "\"3\"")
                    .body(Map.of("subject", "version " + i))
                    .patch("/v1/tickets/" + id)
                    .statusCode());
    assertThat(patched).containsExactlyInAnyOrder(200, 412, 412, 412, 412);
    Api.assertLedgerWhole(id);
  }

  @Test
  void newNamesFirstSeenByManyAtOnceAreOneEach() {
    String user = "user-" + UUID.randomUUID();
    String team = "team-" + UUID.randomUUID();
    List<Response> answers =
        Api.atOnce(
            10,
            i ->
                as(Tokens.of(user, "frontline"))
                    .body(Map.of("subject", "x", "team", team))
                    .post("/v1/tickets"));
    assertThat(answers).allMatch(answer -> answer.statusCode() == 201);
    assertThat(Api.count("SELECT count(*) FROM staff WHERE username = ?", user)).isEqualTo(1);
    assertThat(Api.count("SELECT count(*) FROM team WHERE name = ?", team)).isEqualTo(1);
  }

  /** More new people at once than there are connections, each of them within a transaction. */
  @Test
  void manyNewPeopleAtOnceDoNotBlockEachOther() {
    String id = Api.started();
    List<Integer> statuses =
        Api.atOnce(
            16,
            i ->
                post(
                        Tokens.of("new-" + i + "-" + UUID.randomUUID(), "agent"),
                        i % 2 == 0 ? id : Api.logged(),
                        "notes",
                        Map.of("text", "x"))
                    .statusCode());
    assertThat(statuses).containsOnly(201);
  }

  @Test
  void oneTeamSetUpByManyAtOnceIsOne() {
    String team = "team-" + UUID.randomUUID();
    List<Integer> statuses =
        Api.atOnce(
            8,
            i ->
                as(Api.ADMIN)
                    .body(Map.of("name", team, "capacity", i + 1))
                    .post("/v1/teams")
                    .statusCode());
    assertThat(statuses).containsOnly(201);
    assertThat(Api.count("SELECT version FROM team WHERE name = ?", team)).isEqualTo(8);
    String user = "user-" + UUID.randomUUID();
    assertThat(
            Api.atOnce(
                8,
                i ->
                    as(Api.ADMIN)
                        .body(Map.of("capacity", i + 1))
                        .put("/v1/staff/" + user)
                        .statusCode()))
        .containsOnly(200);
    assertThat(Api.count("SELECT version FROM staff WHERE username = ?", user)).isEqualTo(8);
  }
}
