package io.heard.customers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without a broker the service starts, is ready, and takes everything in. */
@QuarkusTest
@TestProfile(BrokerDownTest.NoBroker.class)
class BrokerDownTest {

  /** Nobody listens on that port. */
  public static class NoBroker implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("kafka.bootstrap.servers", "localhost:1");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(Database.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }
  }

  @Test
  void worksAndIsReady() {
    String location =
        given()
            .auth()
            .oauth2(Tokens.of("mei", "frontline"))
            .contentType(ContentType.JSON)
            .header("Idempotency-Key", "broker-down")
            .body("{\"name\": \"Mrs Chen\", \"phones\": [\"+8675523456789\"]}")
            .post("/v1/customers")
            .then()
            .statusCode(201)
            .extract()
            .header("Location");
    given()
        .auth()
        .oauth2(Tokens.of("mei", "frontline"))
        .contentType(ContentType.JSON)
        .body("{\"tier\": \"GOLD\"}")
        .patch(location)
        .then()
        .statusCode(200);
    given()
        .auth()
        .oauth2(Tokens.of("mei", "frontline"))
        .get("/v1/customers?phone=075523456789")
        .then()
        .body("items[0].tier", equalTo("GOLD"));
    for (String check : List.of("ready", "live", "started")) {
      given().get("/q/health/" + check).then().statusCode(200).body("status", equalTo("UP"));
    }
  }
}
