package io.heard.customers.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.heard.customers.ServiceTest;
import io.heard.testkit.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AccessTest extends ServiceTest {

  private static RequestSpecification client(String name) {
    return given().auth().oauth2(Tokens.ofClient(name, "integration"));
  }

  private static UUID registerBy(String client, String body) {
    return UUID.fromString(
        client(client)
            .contentType(ContentType.JSON)
            .body(body)
            .post("/v1/customers")
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
  }

  private static String newClient() {
    return "shop-" + UUID.randomUUID();
  }

  private static List<String> log(String client) {
    return as("olga", "ops")
        .queryParam("client", client)
        .get("/v1/access-log")
        .then()
        .statusCode(200)
        .extract()
        .path("items.action");
  }

  @Test
  void integration_seesOnlyWhatCameThroughItsClient() {
    String shop = newClient();
    String phone = phone();
    UUID own =
        registerBy(shop, "{\"name\": \"Own Quince\", \"phones\": [\"%s\"]}".formatted(phone));
    String others = phone();
    UUID other = registerWithPhone("Other Quince", others);

    client(shop)
        .get("/v1/customers/{id}", own)
        .then()
        .statusCode(200)
        .body("phones", contains(phone));
    client(shop).get("/v1/customers").then().body("items.id", contains(own.toString()));
    client(shop).get("/v1/customers?q=quince").then().body("items.id", contains(own.toString()));
    client(shop).queryParam("phone", others).get("/v1/customers").then().body("items", empty());
    client(shop).queryParam("phone", phone).get("/v1/customers").then().body("items", hasSize(1));
    client(newClient()).get("/v1/customers/{id}", own).then().statusCode(404);
    for (String place : List.of("", "/overview", "/history", "/people")) {
      client(shop).get("/v1/customers/" + other + place).then().statusCode(404);
    }
    client(shop)
        .contentType(ContentType.JSON)
        .body("{\"tier\": \"GOLD\"}")
        .patch("/v1/customers/{id}", other)
        .then()
        .statusCode(404);
    client(shop)
        .contentType(ContentType.JSON)
        .body("{\"name\": \"Quince\"}")
        .post("/v1/customers/match")
        .then()
        .body("candidates.customer.id", not(contains(other.toString())));
    client(shop)
        .contentType(ContentType.JSON)
        .body("{\"name\": \"Thief\", \"phones\": [\"%s\"]}".formatted(others))
        .post("/v1/customers")
        .then()
        .statusCode(409)
        .body("customer", nullValue())
        .body("conflicts[0].customer", nullValue());
    given()
        .auth()
        .oauth2(Tokens.of("robot", "integration"))
        .get("/v1/customers/{id}", own)
        .then()
        .statusCode(404);
  }

  @Test
  void integration_findsItsCustomerInTheSurvivorOfAMerger() {
    String shop = newClient();
    UUID own = registerBy(shop, "{\"name\": \"A\"}");
    UUID survivor = register("{\"name\": \"B\"}");
    client(shop).get("/v1/customers/{id}", survivor).then().statusCode(404);
    as("wang", "agent")
        .contentType(ContentType.JSON)
        .body("{\"into\": \"%s\", \"reason\": \"x\"}".formatted(survivor))
        .post("/v1/customers/{id}/merge", own)
        .then()
        .statusCode(200);
    client(shop)
        .get("/v1/customers/{id}", own)
        .then()
        .statusCode(200)
        .body("id", equalTo(survivor + ""));
  }

  @Test
  void everyReadingOfAnIntegrationIsWrittenDown() {
    String shop = newClient();
    String phone = phone();
    UUID own = registerBy(shop, "{\"name\": \"A\", \"phones\": [\"%s\"]}".formatted(phone));
    client(shop).get("/v1/customers/{id}", own).then().statusCode(200);
    client(shop)
        .header("If-None-Match", "\"1\"")
        .get("/v1/customers/{id}", own)
        .then()
        .statusCode(304);
    client(shop).get("/v1/customers").then().statusCode(200);
    client(shop).get("/v1/customers/{id}/overview", own).then().statusCode(200);
    client(shop).get("/v1/customers/{id}/history", own).then().statusCode(200);
    client(shop)
        .contentType(ContentType.JSON)
        .body("{\"phone\": \"%s\"}".formatted(phone))
        .post("/v1/customers/match")
        .then()
        .statusCode(200);
    client(shop)
        .contentType(ContentType.JSON)
        .body("{\"tier\": \"GOLD\"}")
        .patch("/v1/customers/{id}", own)
        .then()
        .statusCode(200);
    client(shop).get("/v1/customers/{id}", UUID.randomUUID()).then().statusCode(404);

    assertThat(log(shop))
        .containsExactly("CHANGED", "MATCHED", "HISTORY", "OVERVIEW", "FOUND", "READ");
    String next =
        as("root", "admin")
            .queryParam("customer", own)
            .queryParam("limit", 4)
            .get("/v1/access-log")
            .then()
            .body("items", hasSize(4))
            .body("items[0].caller", equalTo(shop))
            .body("items[0].requestId", not(nullValue()))
            .extract()
            .path("next");
    as("root", "admin")
        .queryParam("customer", own)
        .queryParam("after", next)
        .get("/v1/access-log")
        .then()
        .body("items.action", contains("FOUND", "READ"));
    mei().get("/v1/access-log").then().statusCode(403);
    client(shop).get("/v1/access-log").then().statusCode(403);
  }

  @Test
  void aQueryThatMakesNoSense_allOfItNamed() {
    as("root", "admin")
        .get("/v1/access-log?customer=abc&limit=0&after=AAAA")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.pointer", contains("/query/customer", "/query/limit", "/query/after"))
        .body("errors[0].code", equalTo("malformed"));
  }

  @Test
  void anEmptyId_isNotNone() {
    as("root", "admin")
        .get("/v1/access-log?customer=&after=AAAA")
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/query/customer", "/query/after"));
  }

  @Test
  void peopleReading_isNotWrittenDown() {
    UUID id = register("{\"name\": \"A\"}");
    mei().get("/v1/customers/{id}", id).then().statusCode(200);
    as("root", "admin")
        .queryParam("customer", id)
        .get("/v1/access-log")
        .then()
        .body("items", empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ops", "admin"})
  void rolesThatReachNobody_seeContactsMasked(String role) {
    String phone = phone();
    String email = email();
    UUID id =
        register(
            "{\"name\": \"A\", \"phones\": [\"%s\"], \"emails\": [\"%s\"]}"
                .formatted(phone, email));
    for (String place : List.of("", "/overview", "/history")) {
      String answer =
          as("root", role)
              .get("/v1/customers/" + id + place)
              .then()
              .statusCode(200)
              .body(not(containsString(phone)))
              .body(not(containsString(email)))
              .extract()
              .asString();
      assertThat(answer).contains("+86(…)" + phone.substring(12), "c(…)@example.com");
      assertThat(mei().get("/v1/customers/" + id + place).asString()).contains(phone, email);
    }
    as("root", role, "lead").get("/v1/customers/{id}", id).then().body("phones", contains(phone));
    assertThat(as("root", role).get("/v1/customers/{id}/history", id).<String>path("items[0].salt"))
        .as("with it one could try all numbers")
        .isNull();
  }

  @Test
  void maskedContactsCannotBeWrittenBack() {
    UUID id =
        register(
            "{\"name\": \"A\", \"emails\": [\"%s\"], \"phones\": [\"%s\"]}"
                .formatted(email(), phone()));
    var shown = as("root", "admin").get("/v1/customers/{id}", id).then().extract().jsonPath();
    as("root", "admin")
        .contentType(ContentType.JSON)
        .body(
            java.util.Map.of("emails", shown.getList("emails"), "phones", shown.getList("phones")))
        .patch("/v1/customers/{id}", id)
        .then()
        .statusCode(400)
        .body("errors", hasSize(2));
  }
}
