package io.heard.notifications.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.MailServer;
import io.heard.notifications.escalation.Cause;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several replicas look for the same gaps. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class OnCallGapsTest {

  @Inject OnCallGaps gaps;
  @Inject EntityManager entities;

  @Test
  void foundByManyAtOnce_isRaisedOnce() throws Exception {
    String name = "replicas-" + UUID.randomUUID();
    String id =
        RestAssured.given()
            .auth()
            .oauth2(Tokens.of("ada", "admin"))
            .contentType("application/json")
            .body(
                "{\"name\":\"%s\",\"timeZone\":\"UTC\",\"layers\":[{\"participants\":[\"a\"],\"rotation\":\"P1W\",\"start\":\"2190-01-01T00:00\"}]}"
                    .formatted(name))
            .post("/v1/schedules")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    int replicas = 6;
    ExecutorService threads = Executors.newFixedThreadPool(replicas);
    CountDownLatch go = new CountDownLatch(1);
    try {
      List<Future<?>> checks = new ArrayList<>();
      for (int i = 0; i < replicas; i++) {
        checks.add(
            threads.submit(
                () -> {
                  go.await();
                  gaps.check(UUID.fromString(id));
                  return null;
                }));
      }
      go.countDown();
      for (Future<?> check : checks) {
        check.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(raised(name)).hasSize(1).allSatisfy(alert -> assertThat(alert.count()).isEqualTo(1));
    RestAssured.given()
        .auth()
        .oauth2(Tokens.of("ada", "admin"))
        .post("/v1/schedules/{n}/deactivate", name)
        .then()
        .statusCode(200);
  }

  private List<Alert> raised(String name) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                entities
                    .createQuery(
                        "from Alert where cause = :cause and about like :about", Alert.class)
                    .setParameter("cause", Cause.INVARIANT)
                    .setParameter("about", "%" + name + "%")
                    .getResultList());
  }
}
