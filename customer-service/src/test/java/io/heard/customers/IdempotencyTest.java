package io.heard.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IdempotencyTest extends ServiceTest {

  private static Response post(String key, String body) {
    return mei()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/customers");
  }

  @Test
  void replay_sameAnswerOneCustomer() {
    String key = UUID.randomUUID().toString();
    String phone = phone();
    String body = "{\"name\": \"Mrs Chen\", \"phones\": [\"%s\"]}".formatted(phone);

    Response first = post(key, body);
    Response again = post(key, body);

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(again.asString()).isEqualTo(first.asString());
    for (String header : new String[] {"Location", "ETag"}) {
      assertThat(again.header(header)).isNotNull().isEqualTo(first.header(header));
    }
  }

  @Test
  void sameKeyOtherBody_refused() {
    String key = UUID.randomUUID().toString();
    post(key, "{\"name\": \"Mrs Chen\"}").then().statusCode(201);
    post(key, "{\"name\": \"Mr Wu\"}")
        .then()
        .statusCode(422)
        .contentType("application/problem+json");
  }

  @Test
  void sameKeyOtherCaller_isAnotherKey() {
    String key = UUID.randomUUID().toString();
    String mine = post(key, "{\"name\": \"Mrs Chen\"}").then().statusCode(201).extract().path("id");
    as("li", "agent")
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body("{\"name\": \"Mr Wu\"}")
        .post("/v1/customers")
        .then()
        .statusCode(201)
        .body("name", equalTo("Mr Wu"))
        .body("id", org.hamcrest.Matchers.not(equalTo(mine)));
  }

  @Test
  void refusal_leavesTheKeyFree() {
    String key = UUID.randomUUID().toString();
    String taken = phone();
    registerWithPhone("Mrs Chen", taken);

    post(key, "{\"name\": \"Mr Wu\", \"phones\": [\"%s\"]}".formatted(taken))
        .then()
        .statusCode(409);
    post(key, "{\"name\": \"Mr Wu\"}").then().statusCode(201);
  }

  @Test
  void sameKeyConcurrently_oneCustomer() throws Exception {
    String key = UUID.randomUUID().toString();
    String name = "Twice at once " + key;
    ExecutorService impatient = Executors.newFixedThreadPool(6);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Response>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        answers.add(
            impatient.submit(
                () -> {
                  go.await();
                  return post(key, "{\"name\": \"%s\"}".formatted(name));
                }));
      }
      go.countDown();
      List<String> ids = new ArrayList<>();
      for (Future<Response> answer : answers) {
        ids.add(answer.get().then().statusCode(201).extract().path("id"));
      }
      assertThat(ids).hasSize(6).containsOnly(ids.get(0));
    } finally {
      impatient.shutdown();
    }
    mei().queryParam("q", key).get("/v1/customers").then().body("items.size()", equalTo(1));
  }
}
