package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever acts on an alert need not wait for the broker. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class KafkaDownTest {

  @TestHTTPResource("/")
  URI base;

  @AfterEach
  void mend() {
    Broker.mend();
  }

  @Test
  void acknowledging_worksWithoutBrokerAndIsToldLater() throws Exception {
    String mei = Story.staff("mei");
    Story story = Story.of(null, mei, mei).breached("FIRST_FEEDBACK");
    Object id = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    try (Listener listener = new Listener(base, null)) {
      Broker.cut();

      Calls.ops()
          .post("/v1/alerts/{id}/acknowledge", id)
          .then()
          .statusCode(200)
          .body("state", equalTo("ACKNOWLEDGED"));

      await()
          .untilAsserted(
              () ->
                  assertThat(listener.about(story))
                      .extracting(Listener.Heard::name)
                      .contains("acknowledged"));
      RestAssured.get("/q/health/ready").then().statusCode(200);
      RestAssured.get("/q/health/live").then().statusCode(200);
    }
    Broker.mend();
    story.met("FIRST_FEEDBACK");

    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(Events.of("heard.alerts", story.id))
                    .extracting(Events.Seen::type)
                    .filteredOn(type -> !type.contains("deliver"))
                    .containsExactly(
                        "heard.alert.raised.v1",
                        "heard.alert.acknowledged.v1",
                        "heard.alert.resolved.v1"));
  }
}
