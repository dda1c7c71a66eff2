package io.heard.customers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every operation says what it does, what it answers, and who may not. */
@QuarkusTest
class OpenApiTest extends ServiceTest {

  @Test
  void everyOperationIsDescribed() {
    JsonNode api =
        json(given().get("/q/openapi?format=json").then().statusCode(200).extract().asString());
    List<String> operations = new ArrayList<>();
    for (var path : api.get("paths").properties()) {
      if (!path.getKey().matches("/v1/(customers|access-log|retention|erasures)(/.*)?")) {
        continue;
      }
      for (var operation : path.getValue().properties()) {
        operations.add(operation.getKey() + " " + path.getKey());
        JsonNode told = operation.getValue();
        assertThat(told.path("summary").asText()).as("summary of %s", operations).isNotBlank();
        assertThat(told.path("description").asText())
            .as("description of %s", operations)
            .isNotBlank();
        JsonNode answers = told.get("responses");
        assertThat(answers.has("401") && answers.has("403"))
            .as("refusals of %s", operations)
            .isTrue();
        JsonNode success = answers.has("201") ? answers.get("201") : answers.get("200");
        assertThat(success.at("/content/application~1json/schema"))
            .as("answer of %s", operations)
            .isNotEmpty();
      }
    }
    assertThat(operations)
        .containsExactlyInAnyOrder(
            "post /v1/customers",
            "get /v1/customers",
            "get /v1/customers/{id}",
            "patch /v1/customers/{id}",
            "get /v1/customers/{id}/history",
            "get /v1/customers/{id}/overview",
            "get /v1/customers/{id}/people",
            "post /v1/customers/{id}/merge",
            "post /v1/customers/{id}/unmerge",
            "get /v1/customers/{id}/mergers",
            "get /v1/customers/{id}/export",
            "post /v1/customers/{id}/erase",
            "get /v1/access-log",
            "get /v1/retention",
            "get /v1/retention/candidates",
            "get /v1/erasures",
            "post /v1/customers/import",
            "post /v1/customers/match");
  }
}
