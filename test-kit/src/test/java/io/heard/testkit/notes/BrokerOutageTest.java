package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BrokerOutageTest extends KitTest {

  @AfterEach
  void mend() {
    Broker.mend();
  }

  @Test
  void brokerAway_requestsAreServed_andEverythingArrivesOnceInOrderAfterwards() throws Exception {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(desk.write("before " + i).id());
    }
    Broker.cut();
    for (UUID id : ids) {
      desk.rewrite(id, "during", "during again");
    }
    String created =
        mei()
            .body("{\"text\": \"logged all the same\"}")
            .post("/v1/notes")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    RestAssured.get("/q/health/ready").then().statusCode(200);
    RestAssured.get("/q/health/live").then().statusCode(200);

    await()
        .during(700, TimeUnit.MILLISECONDS)
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(number("SELECT count(*) FROM outbox")).isPositive();
              assertThat(
                      number(
                          "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                              + " AND clock_timestamp() - state_change > interval '300 ms'"))
                  .as("nobody waits for the broker inside a transaction")
                  .isZero();
            });
    assertThat(query("SELECT 1 FROM outbox FOR UPDATE NOWAIT")).as("rows locked").isNotEmpty();

    Broker.mend();
    for (UUID id : ids) {
      desk.rewrite(id, "after");
    }
    for (UUID id : ids) {
      await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(effects.sequences(id)).containsExactly(1, 2, 3, 4));
      assertThat(Events.of(NoteDesk.TOPIC, id).stream().map(Events.Seen::sequence).distinct())
          .containsExactly(1, 2, 3, 4);
    }
    await()
        .untilAsserted(
            () -> assertThat(effects.sequences(UUID.fromString(created))).containsExactly(1));
  }
}
