package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** What tests ask answers for is told apart, however they ask. */
@QuarkusTest
class QuickPathsTest extends KitTest {

  private ValidatableResponse refused() {
    return ops().body("{}").post("/v1/audit/findings/nothing/accept").then();
  }

  @Test
  void wrongExpectationsFail() {
    ValidatableResponse answer = refused();
    int status = answer.extract().statusCode();
    answer.body("status", equalTo(status)).body("type", notNullValue());

    assertThatThrownBy(() -> answer.body("status", equalTo(status + 1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("status");
    assertThatThrownBy(() -> answer.body("status", equalTo(status), "type", equalTo("x")))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> answer.body("nothing", notNullValue()))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> answer.statusCode(status + 1)).isInstanceOf(AssertionError.class);
  }

  @Test
  void everyFormOfAnAnswerFindsTheSame() {
    Response answer = refused().extract().response();
    JsonPath json = answer.jsonPath();
    int status = answer.statusCode();
    assertThat(json.getInt("status")).isEqualTo(status);
    assertThat(answer.<Integer>path("status")).isEqualTo(status);
    assertThat(answer.then().extract().<Integer>path("status")).isEqualTo(status);
    assertThat(answer.then().extract().jsonPath().getInt("status")).isEqualTo(status);
    assertThat(json.getClass()).as("plain paths are not compiled").isNotEqualTo(JsonPath.class);
  }
}
