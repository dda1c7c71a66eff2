package io.heard.customers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.heard.testkit.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be refused, and how: by name, changing nothing, never with a 500. */
@QuarkusTest
class BadInputTest extends ServiceTest {

  private static ValidatableResponse refused(io.restassured.response.Response response) {
    return response.then().statusCode(400).contentType("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | /name",
        "{} | /name",
        "{\"name\": null} | /name",
        "{\"name\": \"  \"} | /name",
        "{\"name\": 7} | /name",
        "{\"name\": \"a\\nb\"} | /name",
        "{\"name\": \"a\\u0000b\"} | /name",
        "{\"name\": \"a\\uD800b\"} | /name",
        "{\"name\": \"a\", \"colour\": \"red\"} | /colour",
        "{\"name\": \"a\", \"id\": \"x\"} | /id",
        "{\"name\": \"a\", \"kind\": \"ROBOT\"} | /kind",
        "{\"name\": \"a\", \"kind\": 0} | /kind",
        "{\"name\": \"a\", \"values\": [\"MONEY\"]} | /values/0",
        "{\"name\": \"a\", \"values\": \"REACH\"} | /values",
        "{\"name\": \"a\", \"phones\": [\"12\"]} | /phones/0",
        "{\"name\": \"a\", \"phones\": [\"+8613800138000\", \"call me\"]} | /phones/1",
        "{\"name\": \"a\", \"phones\": [\"+86 755 2345 6789 ext. 5\"]} | /phones/0",
        "{\"name\": \"a\", \"phones\": [null]} | /phones/0",
        "{\"name\": \"a\", \"phones\": [13800138000]} | /phones/0",
        "{\"name\": \"a\", \"emails\": [\"chen\"]} | /emails/0",
        "{\"name\": \"a\", \"emails\": [\"a b@example.com\"]} | /emails/0",
        "{\"name\": \"a\", \"tier\": \"gold!\"} | /tier",
        "{\"name\": \"a\", \"language\": \"klingon language\"} | /language",
        "{\"name\": \"a\", \"timeZone\": \"Mars/Olympus\"} | /timeZone",
        "{\"name\": \"a\", \"accountOwner\": \" \"} | /accountOwner",
        "[] | ~~",
        "\"name\" | ~~",
        "null | ~~",
        "{\"name\": | ~~",
        "{\"name\": \"a\", \"name\": \"b\"} | ~~",
      })
  void register_refused(String body, String pointer) {
    refused(post(body == null ? "" : body))
        .body("errors.pointer", hasItem(equalTo(pointer == null ? "" : pointer)));
  }

  @Test
  void register_everyErrorAtOnce() {
    refused(
            post(
                "{\"kind\": \"ROBOT\", \"phones\": [\"1\", \"+8613800138000\", \"x\"], \"emails\": [\"@\"], \"tier\": \"\", \"x\": 1}"))
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/name", "/kind", "/phones/0", "/phones/2", "/emails/0", "/tier", "/x"));
  }

  @Test
  void register_brokenUtf8() {
    byte[] body = "{\"name\": \"M\u00fcller\"}".getBytes(StandardCharsets.ISO_8859_1);
    refused(mei().contentType(ContentType.JSON).body(body).post("/v1/customers"))
        .body("errors.code", hasItem("malformed-utf8"));
  }

  @Test
  void register_tooLong() {
    refused(post("{\"name\": \"%s\"}".formatted("a".repeat(1_000_000))))
        .body("errors.pointer", hasItem("/name"));
    refused(post("{\"name\": \"a\", \"phones\": [\"%s\"]}".formatted("1".repeat(1_000_000))))
        .body("errors.pointer", hasItem("/phones/0"));
  }

  @Test
  void register_noJson() {
    mei().contentType("text/plain").body("name=Chen").post("/v1/customers").then().statusCode(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"id\": \"0195547a-9a31-7e08-8d15-6b2f4c9a0007\"} | /id | read-only",
        "{\"version\": 9} | /version | read-only",
        "{\"erased\": null} | /erased | read-only",
        "{\"colour\": null} | /colour | unknown-field",
        "{\"a/b~\": 1} | /a~1b~0 | unknown-field",
        "{\"name\": null} | /name | required",
        "{\"name\": {\"first\": \"Wei\"}} | /name | wrong-type",
        "{\"phones\": \"+8613800138000\"} | /phones | wrong-type",
        "{\"scope\": \"SOMEBODY\"} | /scope | not-one-of",
        "{\"name\": \"a\\u0000\"} | /name | unstorable-character",
        "[] | ~~ | wrong-type",
        "7 | ~~ | wrong-type",
        "null | ~~ | required",
      })
  void change_refused(String body, String pointer, String code) {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    refused(patch(id, body))
        .body("errors.pointer", hasItem(pointer == null ? "" : pointer))
        .body("errors.code", hasItem(code));
    assertThat(read(id).get("version").intValue()).isEqualTo(1);
  }

  @Test
  void change_everyErrorAtOnce() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    refused(patch(id, "{\"id\": 1, \"colour\": 1, \"name\": null, \"phones\": [\"1\"]}"))
        .body("errors.pointer", containsInAnyOrder("/id", "/colour", "/name", "/phones/0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "W/", "\"1\" \"2\"", "\"unfinished"})
  void change_malformedIfMatch(String ifMatch) {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    refused(
            mei()
                .contentType(ContentType.JSON)
                .header("If-Match", ifMatch)
                .body("{\"tier\": \"GOLD\"}")
                .patch("/v1/customers/{id}", id))
        .body("errors.pointer", hasItem("/header/If-Match"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1000000000", "201", "-1", "ten", "1.5"})
  void find_limitOutOfRange(String limit) {
    refused(mei().queryParam("limit", limit).get("/v1/customers"))
        .body("errors.pointer", hasItem("/query/limit"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "!!!", "Y3VzdG9tZXJzCm5vdC1hLXV1aWQ", "aGlzdG9yeQo3"})
  void find_invalidCursor(String after) {
    refused(mei().queryParam("after", after).get("/v1/customers"))
        .body("errors.pointer", hasItem("/query/after"));
  }

  @Test
  void find_invalidContactAndFragment() {
    refused(
            mei()
                .queryParam("phone", "12")
                .queryParam("email", "nobody")
                .queryParam("q", " ")
                .get("/v1/customers"))
        .body("errors.pointer", containsInAnyOrder("/query/phone", "/query/email", "/query/q"));
    refused(mei().queryParam("q", "a".repeat(201)).get("/v1/customers"))
        .body("errors.pointer", hasItem("/query/q"));
    refused(mei().urlEncodingEnabled(false).get("/v1/customers?q=a%00b&name=x&phone=%00&limit=0"))
        .body(
            "errors.pointer",
            containsInAnyOrder("/query/q", "/query/name", "/query/phone", "/query/limit"));
    refused(mei().get("/v1/customers?q=a&q=b"))
        .body("errors.pointer", contains("/query/q"))
        .body("errors.code", contains("repeated"));
    refused(mei().urlEncodingEnabled(false).get("/v1/customers?q=a%00b"))
        .body("errors.pointer", hasItem("/query/q"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0195547a-9a31-7e08-8d15-6b2f4c9a0007", "nobody", "1"})
  void unknownCustomer(String id) {
    for (String path : new String[] {"", "/history", "/overview"}) {
      mei()
          .get("/v1/customers/" + id + path)
          .then()
          .statusCode(404)
          .contentType("application/problem+json");
    }
    mei()
        .contentType(ContentType.JSON)
        .body("{}")
        .patch("/v1/customers/" + id)
        .then()
        .statusCode(404);
  }

  @Test
  void match_nothingToGoBy() {
    refused(
        mei().contentType(ContentType.JSON).body("{\"name\": \" \"}").post("/v1/customers/match"));
    refused(
            mei()
                .contentType(ContentType.JSON)
                .body("{\"phone\": \"1\", \"email\": \"x\", \"age\": 7}")
                .post("/v1/customers/match"))
        .body("errors.pointer", containsInAnyOrder("/phone", "/email", "/age"));
  }

  @Test
  void tokens() {
    for (String token :
        new String[] {
          Tokens.expired("mei", "frontline"),
          Tokens.forged("mei", "frontline"),
          Tokens.unsigned("mei", "frontline"),
          "nonsense"
        }) {
      given()
          .auth()
          .oauth2(token)
          .get("/v1/customers")
          .then()
          .statusCode(401)
          .contentType("application/problem+json");
    }
    given().get("/v1/customers").then().statusCode(401);
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/customers/match")
        .then()
        .statusCode(401);
  }

  @Test
  void roles() {
    UUID id = register("{\"name\": \"Mrs Chen\"}");
    as("mei", "visitor").get("/v1/customers").then().statusCode(403);
    as("mei", "visitor").get("/v1/customers/{id}/overview", id).then().statusCode(403);
    as("otto", "ops").get("/v1/customers/{id}", id).then().statusCode(200);
    as("otto", "ops").get("/v1/customers/{id}/overview", id).then().statusCode(200);
    as("otto", "ops")
        .contentType(ContentType.JSON)
        .body("{\"name\": \"x\"}")
        .post("/v1/customers")
        .then()
        .statusCode(403);
    as("otto", "ops")
        .contentType(ContentType.JSON)
        .body("{\"tier\": \"GOLD\"}")
        .patch("/v1/customers/{id}", id)
        .then()
        .statusCode(403);
    for (String role : new String[] {"frontline", "agent", "lead", "admin", "integration"}) {
      as("somebody", role)
          .contentType(ContentType.JSON)
          .body("{\"name\": \"Known to %s\"}".formatted(role))
          .post("/v1/customers")
          .then()
          .statusCode(201);
    }
  }
}
