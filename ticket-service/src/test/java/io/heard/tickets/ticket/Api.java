package io.heard.tickets.ticket;

import static io.restassured.RestAssured.given;

import io.heard.testkit.Tokens;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** The requests the tests make, as users would make them. */
final class Api {

  static final String MEI = Tokens.of("mei", "frontline", "agent");
  static final String ZHANG = Tokens.of("zhang", "frontline", "agent", "lead");
  static final String ADMIN = Tokens.of("root", "admin");

  private Api() {}

  static RequestSpecification as(String token) {
    return given().auth().oauth2(token).contentType(ContentType.JSON);
  }

  static JsonPath log(String body) {
    return as(MEI).body(body).post("/v1/tickets").then().statusCode(201).extract().jsonPath();
  }

  static String logged() {
    return log("{\"subject\": \"Filter change for the water purifier\", \"team\": \"field-service\"}")
        .getString("id");
  }

  /** A command on a ticket, with a key of its own. */
  static Response post(String token, String id, String command, Map<String, ?> body) {
    return as(token)
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .body(body)
        .post("/v1/tickets/" + id + "/" + command);
  }

  static JsonPath get(String id) {
    return as(MEI).get("/v1/tickets/" + id).then().statusCode(200).extract().jsonPath();
  }

  /** A ticket whose work is going on. */
  static String started() {
    String id = logged();
    post(MEI, id, "acknowledge", Map.of()).then().statusCode(200);
    post(MEI, id, "start", Map.of()).then().statusCode(200);
    return id;
  }
}
