package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As installed: webhooks do not lead into the operator's own networks. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
@TestProfile(PrivateNetworksTest.AsInstalled.class)
class PrivateNetworksTest {

  /** Private networks are not allowed. */
  public static class AsInstalled implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("heard.webhooks.allow-private-networks", "false");
    }
  }

  @Inject DataSource dataSource;

  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.1/,private-network",
    "https://localhost:8083/v1/alerts,private-network",
    "https://[::1]/,private-network",
    "https://169.254.169.254/latest/meta-data,private-network",
    "https://10.0.0.1/,private-network",
    "http://8.8.8.8/,https-required",
  })
  void creation_isRefused(String url, String code) {
    Calls.ops()
        .contentType("application/json")
        .body(Map.of("url", url, "events", List.of("heard.ticket.*")))
        .post("/v1/subscriptions")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/url"))
        .body("errors[0].code", equalTo(code));
  }

  @Test
  void allThatIsWrong_isNamedAtOnce() {
    Calls.ops()
        .contentType("application/json")
        .body(Map.of("url", "http://8.8.8.8/", "events", List.of()))
        .post("/v1/subscriptions")
        .then()
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/url", "/events"));
  }

  /** The name led elsewhere when the subscription was made, or more was allowed then. */
  @Test
  void connection_isRefusedAsWell() throws Exception {
    try (Receiver receiver = Receiver.answering(200);
        Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO webhook_subscription (id, url, events, state, secret, created_by, created_at, changed_at)"
                    + " VALUES (gen_random_uuid(), ?, '{heard.ticket.*}', 'ACTIVE', 'whsec_AAAA', 'olga', now(), now())")) {
      insert.setString(1, receiver.url().replace("http:", "https:"));
      insert.executeUpdate();
      Story.of(null, "zhang", "mei").happens("logged");

      await()
          .untilAsserted(
              () ->
                  Calls.ops()
                      .queryParam("state", "PARKED")
                      .get("/v1/deliveries")
                      .then()
                      .body("items.size()", equalTo(1)));
      String error = Calls.ops().get("/v1/deliveries?state=PARKED").path("items[0].error");
      assertThat(error).contains("private");
      assertThat(receiver.got).isEmpty();
    }
  }
}
