package io.heard.notifications;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Tokens;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

/** What clients ask of the service. */
final class Calls {

  private Calls() {}

  static RequestSpecification as(String user, String... roles) {
    return given().auth().oauth2(Tokens.of(user, roles));
  }

  static RequestSpecification ops() {
    return as("olga", "ops");
  }

  static List<Map<String, Object>> alerts(UUID ticket) {
    return ops()
        .queryParam("ticket", ticket.toString())
        .get("/v1/alerts")
        .then()
        .statusCode(200)
        .extract()
        .path("items");
  }

  /** The one alert of a cause, once it is in a state. */
  static Map<String, Object> alert(UUID ticket, String cause, String state) {
    return eventually(
        () ->
            alerts(ticket).stream()
                .filter(alert -> alert.get("cause").equals(cause))
                .filter(alert -> alert.get("state").equals(state))
                .findFirst()
                .orElse(null));
  }

  static List<Map<String, Object>> deliveries(Object alert) {
    return ops()
        .queryParam("alert", alert.toString())
        .get("/v1/deliveries")
        .then()
        .statusCode(200)
        .extract()
        .path("items");
  }

  static Response post(RequestSpecification who, String path, Object... parameters) {
    return who.contentType("application/json").post(path, parameters);
  }

  /** What becomes non-null in time. */
  static <T> T eventually(Callable<T> what) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(what, found -> found != null);
  }
}
