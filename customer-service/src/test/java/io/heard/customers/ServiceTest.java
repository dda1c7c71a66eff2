package io.heard.customers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/**
 * What the tests of this service share: a real database, a real broker, and customers to try on.
 */
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
public abstract class ServiceTest {

  protected static final String CUSTOMERS = "heard.customers";
  protected static final ObjectMapper JSON = new ObjectMapper();

  protected static RequestSpecification as(String user, String... roles) {
    return given().auth().oauth2(Tokens.of(user, roles));
  }

  protected static RequestSpecification mei() {
    return as("mei", "frontline");
  }

  /** Nobody else has this number. */
  protected static String phone() {
    return "+86138" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  }

  protected static String email() {
    return "c" + UUID.randomUUID().toString().replace("-", "") + "@example.com";
  }

  protected static Response post(String body) {
    return mei().contentType(ContentType.JSON).body(body).post("/v1/customers");
  }

  /** Registers a customer. */
  protected static UUID register(String body) {
    return UUID.fromString(post(body).then().statusCode(201).extract().path("id"));
  }

  protected static UUID registerWithPhone(String name, String phone) {
    return register("{\"name\": \"%s\", \"phones\": [\"%s\"]}".formatted(name, phone));
  }

  protected static Response patch(UUID id, String body) {
    return mei()
        .contentType("application/merge-patch+json")
        .body(body)
        .patch("/v1/customers/{id}", id);
  }

  protected static JsonNode read(UUID id) {
    return json(mei().get("/v1/customers/{id}", id).then().statusCode(200).extract().asString());
  }

  protected static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The events published about a customer once there are as many; each holds to the contract. */
  protected static List<Events.Seen> published(UUID customer, int count) {
    List<Events.Seen> events =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> Events.of(CUSTOMERS, customer), seen -> seen.size() >= count);
    for (int i = 0; i < events.size(); i++) {
      Events.Seen event = events.get(i);
      assertThat(event.sequence()).isEqualTo(i + 1);
      assertThat(EventContract.violations(event.type(), event.data())).isEmpty();
      assertThat(event.data().at("/customer/version").intValue()).isEqualTo(event.sequence());
    }
    assertThat(events).hasSize(count);
    return events;
  }
}
