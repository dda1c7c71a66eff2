package io.heard.tickets.inbound;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Forms from elsewhere. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class FormTest {

  private static final String ADMIN = Tokens.of("root", "admin");
  private static final String LEAD = Tokens.of("zhang", "lead");
  private static final String JSON = "application/json";

  private static Map<String, Object> settings(
      String name, String auth, Map<String, String> mapping) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", name);
    settings.put("auth", auth);
    settings.put("team", "web-team");
    settings.put("receiver", "mei");
    settings.put("mapping", mapping);
    settings.put("defaults", Map.of("kind", "QUESTION", "tags", List.of("web")));
    return settings;
  }

  private static JsonPath source(String name, String auth) {
    return given()
        .auth()
        .oauth2(ADMIN)
        .contentType(JSON)
        .body(
            settings(
                name,
                auth,
                Map.of(
                    "contact.tel",
                    "customer.phone",
                    "message",
                    "statedRequest",
                    "type",
                    "kind",
                    "ref",
                    "deliveryId",
                    "title",
                    "subject")))
        .post("/v1/inbound/sources")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private static String name() {
    return "form-" + UUID.randomUUID();
  }

  private static JsonPath ticket(Response delivered) {
    return given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + delivered.then().statusCode(201).extract().path("ticketId"))
        .jsonPath();
  }

  private static Response signed(String name, String secret, String id, Instant at, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
      String content = id + "." + at.getEpochSecond() + "." + body;
      String signature =
          "v1,"
              + Base64.getEncoder()
                  .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
      return given()
          .contentType(JSON)
          .header("webhook-id", id)
          .header("webhook-timestamp", at.getEpochSecond())
          .header("webhook-signature", "v1,bm8= " + signature)
          .body(body)
          .post("/v1/inbound/forms/" + name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSignedForm_itsUnknownFieldsKept() {
    String name = name();
    JsonPath source = source(name, "SIGNATURE");
    assertThat(source.getString("secret")).startsWith("whsec_");
    Instant now = io.heard.testkit.TestClock.get().instant();
    String body =
        "{\"message\": \"滤芯要换\", \"contact\": {\"tel\": \"0755 2345 6789\", \"city\": \"Shenzhen\"}, \"boxes\": [\"a\", \"b\"], \"type\": \"complaint\", \"empty\": \"\"}";
    JsonPath ticket = ticket(signed(name, source.getString("secret"), "evt_1", now, body));
    assertThat(ticket.getString("statedRequest")).isEqualTo("滤芯要换");
    assertThat(ticket.getString("customer.phone")).isEqualTo("+8675523456789");
    assertThat(ticket.getString("kind")).isEqualTo("COMPLAINT");
    assertThat(ticket.getString("channel")).isEqualTo("WEB");
    assertThat(ticket.getString("receiver")).isEqualTo("mei");
    assertThat(ticket.getString("owner.team")).isEqualTo("web-team");
    assertThat(ticket.getMap("customFields"))
        .isEqualTo(Map.of("contact.city", "Shenzhen", "boxes", "a, b"));
    // again, and wrongly
    signed(name, source.getString("secret"), "evt_1", now, body)
        .then()
        .statusCode(201)
        .header("Idempotent-Replay", "true")
        .body("ticketId", equalTo(ticket.getString("id")))
        .body("number", equalTo(ticket.getString("number")));
    signed(name, source.getString("secret"), "evt_2", now.minusSeconds(600), body)
        .then()
        .statusCode(401);
    signed(name, "whsec_" + Base64.getEncoder().encodeToString(new byte[32]), "evt_3", now, body)
        .then()
        .statusCode(401);
    given().contentType(JSON).body(body).post("/v1/inbound/forms/" + name).then().statusCode(401);
    given().contentType(JSON).body(body).post("/v1/inbound/forms/unknown").then().statusCode(401);
    given()
        .auth()
        .oauth2(ADMIN)
        .get("/v1/inbound/sources/" + name)
        .then()
        .statusCode(200)
        .body("secret", nullValue());
  }

  @Test
  void aPlainFormWithATokenInThePath_whatDoesNotFitIsKept() {
    String name = name();
    String token = source(name, "URL_TOKEN").getString("secret");
    String path = "/v1/inbound/forms/" + name + "/" + token;
    Response delivered =
        given()
            .contentType("application/x-www-form-urlencoded")
            .body("message=H%C3%A4ngt&contact.tel=none&type=wish&ref=77&colour=red")
            .post(path);
    JsonPath ticket = ticket(delivered);
    assertThat(ticket.getString("statedRequest")).isEqualTo("Hängt");
    assertThat(ticket.getString("kind")).isEqualTo("QUESTION");
    assertThat(ticket.getList("tags")).containsExactly("web");
    assertThat(ticket.getMap("customFields"))
        .isEqualTo(Map.of("customer.phone", "none", "kind", "wish", "colour", "red"));
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("message=other&ref=77")
        .post(path)
        .then()
        .header("Idempotent-Replay", "true")
        .body("ticketId", equalTo(ticket.getString("id")));
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("message=x")
        .post("/v1/inbound/forms/" + name + "/wrong")
        .then()
        .statusCode(401);
  }

  @Test
  void tooMuchForTheFieldsGoesAlongAsAFile() {
    String name = name();
    String token = source(name, "URL_TOKEN").getString("secret");
    StringBuilder form =
        new StringBuilder("{\"title\": \"" + "t".repeat(400) + "\", \"message\": \"m\"");
    IntStream.range(0, 80)
        .forEach(i -> form.append(", \"field" + i + "\": \"" + "v".repeat(100) + "\""));
    String body = form + "}";
    JsonPath ticket =
        ticket(
            given().contentType(JSON).body(body).post("/v1/inbound/forms/" + name + "/" + token));
    assertThat(ticket.getString("subject")).hasSize(300).endsWith("…");
    String files = "/v1/tickets/" + ticket.getString("id") + "/attachments";
    String file =
        given()
            .auth()
            .oauth2(LEAD)
            .get(files)
            .then()
            .body("items[0].name", equalTo("form.json"))
            .extract()
            .path("items[0].id");
    assertThat(given().auth().oauth2(LEAD).get(files + "/" + file).asString()).isEqualTo(body);
  }

  @Test
  void whatSaysNothingIsParked_andTakenOnceTheMappingOrAPersonAllows() {
    String name = name();
    String token = source(name, "URL_TOKEN").getString("secret");
    String path = "/v1/inbound/forms/" + name + "/" + token;
    String parked =
        given()
            .contentType(JSON)
            .body("{\"contact\": {\"tel\": \"+86 755 2345 6789\"}}")
            .post(path)
            .then()
            .statusCode(202)
            .body("state", equalTo("PARKED"))
            .extract()
            .path("id");
    String broken =
        given()
            .contentType(JSON)
            .body("{no json")
            .post(path)
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    JsonPath all = given().auth().oauth2(LEAD).get("/v1/inbound/parked?limit=200").jsonPath();
    assertThat(all.getString("items.find{it.id=='" + parked + "'}.reason")).isEqualTo("EMPTY");
    assertThat(all.getString("items.find{it.id=='" + broken + "'}.reason")).isEqualTo("UNREADABLE");
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/inbound/parked/" + broken + "/source")
        .then()
        .statusCode(200)
        .body(equalTo("{no json"));
    String retry = "/v1/inbound/parked/" + parked + "/retry";
    given().auth().oauth2(LEAD).contentType(JSON).post(retry).then().statusCode(409);
    given()
        .auth()
        .oauth2(ADMIN)
        .contentType(JSON)
        .header("If-Match", "\"1\"")
        .body(settings(name, "URL_TOKEN", Map.of("contact.tel", "customFields.phone")))
        .put("/v1/inbound/sources/" + name)
        .then()
        .statusCode(200);
    String ticketId =
        given()
            .auth()
            .oauth2(LEAD)
            .contentType(JSON)
            .post(retry)
            .then()
            .statusCode(200)
            .body("state", equalTo("TAKEN"))
            .extract()
            .path("ticketId");
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + ticketId)
        .then()
        .body("statedRequest", equalTo("phone: +86 755 2345 6789"));
    given().auth().oauth2(LEAD).contentType(JSON).post(retry).then().statusCode(409);
  }

  @Test
  void halfASurrogatePairIsReplaced_theDemandIsKept() {
    String name = name();
    String path = "/v1/inbound/forms/" + name + "/" + source(name, "URL_TOKEN").getString("secret");
    JsonPath cut =
        ticket(
            given()
                .contentType(JSON)
                .body(
                    "{\"message\": \"a\\ud83db \\ud83d\\ude00\", \"city\": [\"\\ude00\", \"x\\u0000y\"], \"na\\ud83d\": 1}")
                .post(path));
    assertThat(cut.getString("statedRequest")).isEqualTo("a\uFFFDb \uD83D\uDE00");
    assertThat(cut.getString("customFields.city")).isEqualTo("\uFFFD, x\uFFFDy");
    assertThat(cut.<String, Object>getMap("customFields")).containsEntry("na\uFFFD", "1");
    for (String half : List.of("%ED%A0%BD", "%ed%b8%80")) {
      JsonPath ticket =
          ticket(
              given()
                  .contentType("application/x-www-form-urlencoded")
                  .body("message=a" + half + "b%F0%9F%98%80")
                  .post(path));
      assertThat(ticket.getString("statedRequest")).matches("a\uFFFD+b\uD83D\uDE00");
    }
  }

  @Test
  void theSameDeliveryTenTimesAtOnceIsOneTicket() {
    String name = name();
    String token = source(name, "URL_TOKEN").getString("secret");
    List<CompletableFuture<String>> ids =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            given()
                                .contentType(JSON)
                                .header("webhook-id", "one")
                                .body("{\"message\": \"x\"}")
                                .post("/v1/inbound/forms/" + name + "/" + token)
                                .then()
                                .statusCode(201)
                                .body("number", startsWith("D-"))
                                .extract()
                                .<String>path("ticketId")))
            .toList();
    assertThat(ids.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  @Test
  void tooManyAMinute_areRefusedUntilTheNext() {
    io.heard.testkit.TestClock clock = io.heard.testkit.TestClock.get();
    clock.freeze(clock.instant().plus(java.time.Duration.ofMinutes(2)));
    try {
      String name = name();
      String token = source(name, "URL_TOKEN").getString("secret");
      String path = "/v1/inbound/forms/" + name + "/";
      int guesses = 0;
      int status = 401;
      while (status == 401 && guesses < 700) {
        status = given().contentType(JSON).body("{}").post(path + "guess").statusCode();
        guesses++;
      }
      assertThat(guesses).isEqualTo(601);
      String body = "{\"message\": \"late\"}";
      given()
          .contentType(JSON)
          .body(body)
          .post(path + token)
          .then()
          .statusCode(429)
          .header("Retry-After", org.hamcrest.Matchers.matchesPattern("[1-9]\\d?"))
          .body("type", equalTo("urn:heard:problem:too-many-requests"));
      clock.advance(java.time.Duration.ofMinutes(1));
      given().contentType(JSON).body(body).post(path + token).then().statusCode(201);
    } finally {
      clock.reset();
    }
  }

  @Test
  void badConfigurationIsRefused() {
    Map<String, Object> bad =
        settings("Bad Name", "SIGNATURE", Map.of("a", "colour", "b", "subject", "c", "subject"));
    bad.remove("team");
    given()
        .auth()
        .oauth2(ADMIN)
        .contentType(JSON)
        .body(bad)
        .post("/v1/inbound/sources")
        .then()
        .statusCode(400)
        .body("errors.pointer", org.hamcrest.Matchers.containsInAnyOrder("/name", "/team"));
    given()
        .auth()
        .oauth2(ADMIN)
        .contentType(JSON)
        .body(settings(name(), null, Map.of("a", "colour")))
        .post("/v1/inbound/sources")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/mapping/a"));
    given().auth().oauth2(LEAD).get("/v1/inbound/sources").then().statusCode(403);
    String name = name();
    source(name, "SIGNATURE");
    given()
        .auth()
        .oauth2(ADMIN)
        .contentType(JSON)
        .body(settings(name, null, Map.of()))
        .post("/v1/inbound/sources")
        .then()
        .statusCode(409);
    given()
        .auth()
        .oauth2(ADMIN)
        .contentType(JSON)
        .post("/v1/inbound/sources/" + name + "/secret")
        .then()
        .statusCode(200)
        .body("secret", startsWith("whsec_"));
  }
}
