package io.heard.customers.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.customers.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MatchTest extends ServiceTest {

  private static ValidatableResponse match(String body) {
    return mei()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/customers/match")
        .then()
        .statusCode(200);
  }

  private static double score(String name, UUID expected) {
    JsonNode candidates =
        json(match("{\"name\": \"%s\"}".formatted(name)).extract().asString()).get("candidates");
    for (JsonNode candidate : candidates) {
      if (candidate.at("/customer/id").asText().equals(expected.toString())) {
        return candidate.get("score").asDouble();
      }
    }
    return 0;
  }

  @Test
  void byContact_theOwnersBeforeTheNamesakes() {
    String phone = phone();
    String email = email();
    UUID caller = registerWithPhone("Aurelia Quist", phone);
    UUID writer = register("{\"name\": \"Bertram\", \"emails\": [\"%s\"]}".formatted(email));
    UUID namesake = register("{\"name\": \"Aurelia Quist\"}");

    match(
            "{\"name\": \"aurelia  quist\", \"phone\": \"%s\", \"email\": \"%s\"}"
                .formatted(phone.substring(3), email))
        .body(
            "candidates.customer.id",
            contains(caller.toString(), writer.toString(), namesake.toString()))
        .body("candidates[0].score", equalTo(1.0f))
        .body("candidates[0].why.field", contains("PHONE", "NAME"))
        .body("candidates[1].score", equalTo(0.9f))
        .body("candidates[1].why.field", contains("EMAIL"))
        .body("candidates[2].score", equalTo(0.8f))
        .body("candidates[2].why.likeness", contains(1.0f));
  }

  @Test
  void byContactOnly() {
    String phone = phone();
    UUID id = registerWithPhone("Mrs Chen", phone);
    match("{\"phone\": \"%s\"}".formatted(phone))
        .body("candidates.customer.id", contains(id.toString()))
        .body("candidates[0].score", equalTo(1.0f));
    match("{\"phone\": \"%s\"}".formatted(phone())).body("candidates", empty());
  }

  @ParameterizedTest
  @CsvSource({
    "Cornelius Vanderbilt, Kornelius Vanderbild, Zaphod Prefect",
    "Chen Wei-Ling, Wei-Ling Chen, Olga Brandt",
    "Jörg Müßiggang, jorg mussiggang, Anna Karenina",
    "司马相如, 司马相, 诸葛孔明",
    "株式会社ヤマダ, ヤマダ株式会社, サトウ商店",
  })
  void byName_alikeIsFoundAndUnlikeIsNot(String name, String heard, String unlike) {
    UUID id = register("{\"name\": \"%s\"}".formatted(name));
    assertThat(score(heard, id)).isBetween(0.32, 0.8);
    assertThat(score(unlike, id)).isZero();
  }

  @Test
  void byName_lettersThatAreNoLettersWithAccents_areAsOthersWriteThem() {
    UUID id = register("{\"name\": \"Þórður Łøwenstraße\"}");
    assertThat(score("Thordur Lowenstrasse", id)).isEqualTo(0.8);
  }

  @Test
  void manyNamesakes_theTenMostAlike() {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(register("{\"name\": \"Hyacinth Bucket %s\"}".formatted("x".repeat(i))));
    }
    JsonNode candidates =
        json(match("{\"name\": \"Hyacinth Bucket\"}").extract().asString()).get("candidates");
    assertThat(candidates).hasSize(10);
    assertThat(candidates.at("/0/customer/id").asText()).isEqualTo(ids.get(0).toString());
    assertThat(candidates.get(0).get("score").asDouble())
        .isGreaterThan(candidates.get(9).get("score").asDouble());
  }

  @Test
  void nothingIsStored() {
    UUID id = register("{\"name\": \"Peregrin Nobody\"}");
    match("{\"name\": \"Peregrin Nobody\", \"phone\": \"%s\"}".formatted(phone()));
    assertThat(read(id).get("version").intValue()).isEqualTo(1);
    mei().get("/v1/customers?q=Peregrin").then().body("items.size()", equalTo(1));
  }
}
