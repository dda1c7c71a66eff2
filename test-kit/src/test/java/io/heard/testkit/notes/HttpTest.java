package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.heard.testkit.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class HttpTest extends KitTest {

  @Inject MeterRegistry metrics;

  @TestHTTPResource("/")
  URI root;

  // ---- who may

  @Test
  void noToken_is401WithChallenge() {
    problem(RestAssured.get("/v1/notes").then(), 401, "unauthenticated")
        .header("WWW-Authenticate", startsWith("Bearer"));
  }

  @Test
  void badTokens_are401() {
    String good = Tokens.of("mei", "frontline");
    for (String token :
        new String[] {
          Tokens.expired("mei", "frontline"),
          Tokens.forged("mei", "frontline"),
          Tokens.unsigned("mei", "frontline"),
          good.substring(0, good.length() - 8) + "AAAAAAAA",
          "nonsense",
          "a.b.c"
        }) {
      problem(
              RestAssured.given().auth().oauth2(token).get("/v1/notes").then(),
              401,
              "unauthenticated")
          .header("WWW-Authenticate", startsWith("Bearer"));
    }
    problem(
        RestAssured.given().header("Authorization", "Basic bWVpOm1laQ==").get("/v1/notes").then(),
        401,
        "unauthenticated");
  }

  @Test
  void wrongRole_is403_rightOneIs200_noneNeededIs200() {
    problem(mei().get("/v1/notes/ops").then(), 403, "forbidden");
    problem(as("mei").get("/v1/notes").then(), 403, "forbidden");
    ops().get("/v1/notes/ops").then().statusCode(200);
    RestAssured.get("/v1/notes/open").then().statusCode(200);
  }

  @Test
  void caller_isReadFromTheToken() {
    RestAssured.given()
        .auth()
        .oauth2(Tokens.ofClient("crm", "integration"))
        .get("/v1/notes/me")
        .then()
        .statusCode(200)
        .body("name", equalTo("crm"))
        .body("client", equalTo("crm"))
        .body("email", equalTo("crm@heard.test"))
        .body("roles", hasItems("integration"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"system:sweep", "a\nb", "nul\0", " "})
  void nameThatMayNotBe_is403(String name) {
    problem(as(name, "frontline").get("/v1/notes/me").then(), 403, "nameless-token");
  }

  @Test
  void tokenSeenBefore_isNotVerifiedAgain_butEndsWhenItEnds() {
    String token =
        Jwt.issuer(Tokens.ISSUER)
            .upn("brief")
            .groups("frontline")
            .expiresAt(Instant.now().plusSeconds(3))
            .sign(Tokens.privateKey());
    RestAssured.given().auth().oauth2(token).get("/v1/notes").then().statusCode(200);
    double verified = verified();
    for (int i = 0; i < 5; i++) {
      RestAssured.given().auth().oauth2(token).get("/v1/notes").then().statusCode(200);
    }
    assertThat(verified()).isEqualTo(verified);
    String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
    RestAssured.given().auth().oauth2(forged).get("/v1/notes").then().statusCode(401);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> RestAssured.given().auth().oauth2(token).get("/v1/notes").then().statusCode(401));
  }

  @Test
  void tokenBoundToItsSender_isVerifiedEachTime() {
    String token =
        Jwt.issuer(Tokens.ISSUER)
            .upn("bound")
            .groups("frontline")
            .claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))
            .expiresAt(Instant.now().plusSeconds(60))
            .sign(Tokens.privateKey());
    double verified = verified();
    for (int i = 0; i < 3; i++) {
      RestAssured.given().auth().oauth2(token).get("/v1/notes").then().statusCode(200);
    }
    assertThat(verified()).isEqualTo(verified + 3);
  }

  private double verified() {
    return metrics.counter("heard.security.tokens.verified").count();
  }

  @Test
  void noContentType_isTakenAsJson() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve("/v1/notes"))
            .header("Authorization", "Bearer " + Tokens.of("mei", "frontline"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[0]))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"required\"");
  }

  /** As Java's client does unless told otherwise: every first request of a connection offers it. */
  @Test
  void offerToUpgradeToHttp2InClearText_isAnsweredInHttp1() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve("/v1/notes"))
            .header("Authorization", "Bearer " + Tokens.of("mei", "frontline"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"over HTTP/2\"}"))
            .build();
    for (int i = 0; i < 200; i++) {
      HttpClient newcomer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      HttpResponse<String> answer = newcomer.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  // ---- what comes back when it goes wrong

  @Test
  void unknownAddress_is404() {
    problem(mei().get("/v1/nowhere").then(), 404, "http-404")
        .body("instance", equalTo("/v1/nowhere"));
    problem(mei().get("/").then(), 404, "http-404");
    problem(mei().get("/v1/notes/no-uuid").then(), 404, "http-404");
    problem(mei().get("/v1/notes/" + UUID.randomUUID()).then(), 404, "not-found");
  }

  @Test
  void wrongMethod_is405_withThoseThatAreRight() {
    problem(mei().delete("/v1/notes").then(), 405, "http-405")
        .header("Allow", "GET, HEAD, OPTIONS, POST");
    problem(mei().body("{}").put("/v1/notes/" + UUID.randomUUID()).then(), 405, "http-405")
        .header("Allow", "GET, HEAD, OPTIONS, PATCH");
    problem(mei().get("/v1/notes/" + UUID.randomUUID() + "/nothing").then(), 405, "http-405")
        .header("Allow", "OPTIONS, POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/notes/%zz",
        "/v1/notes/a%",
        "/v1/notes/%2",
        "/%%",
        "/v1/notes?limit=%zz",
        "/v1/notes?limit={1}",
        "/v1/notes/a|b"
      })
  void anAddressThatCannotBeRead_is400(String address) throws IOException {
    String answer = raw("GET " + address + " HTTP/1.1", "Host: x");
    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("content-type: application/problem+json")
        .containsIgnoringCase("x-request-id: ")
        .contains("\"type\":\"urn:heard:problem:malformed-address\"");
  }

  @Test
  void anAddressThatIsTooLong_is414() throws IOException {
    String long8192 = "/v1/notes/" + "a".repeat(8_192 - 10);
    assertThat(raw("GET " + long8192 + " HTTP/1.1", "Host: x")).startsWith("HTTP/1.1 401 ");
    for (int more : new int[] {1, 40_000}) {
      assertThat(raw("GET " + long8192 + "a".repeat(more) + " HTTP/1.1", "Host: x"))
          .startsWith("HTTP/1.1 414 ")
          .containsIgnoringCase("content-type: application/problem+json")
          .contains("\"type\":\"urn:heard:problem:address-too-long\"");
    }
  }

  @Test
  void aHostThatIsNone_is400() throws IOException {
    assertThat(raw("GET /v1/notes HTTP/1.1", "Host: a b"))
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("content-type: application/problem+json")
        .contains("\"type\":\"urn:heard:problem:malformed-request\"");
  }

  /** What no client library sends. */
  private String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(root.getHost(), root.getPort())) {
      socket.setSoTimeout(20_000);
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void wrongContentType_is415() {
    problem(
        mei().contentType(ContentType.XML).body("<text/>").post("/v1/notes").then(),
        415,
        "http-415");
  }

  /** The framework would make an object of any text, past every check. */
  @Test
  void anObjectIsNotMadeOfPlainText() {
    for (String body : List.of("a note", "a\0b", "{\"text\": \"a note\"}", "")) {
      problem(
          mei().contentType(ContentType.TEXT).body(body).post("/v1/notes").then(), 415, "http-415");
    }
  }

  @Test
  void notAcceptable_is406() {
    problem(mei().accept("text/csv").get("/v1/notes").then(), 406, "http-406");
  }

  @Test
  void unexpected_is500_withoutDetail() {
    problem(
            mei().header("X-Request-Id", "oops-1").get("/v1/notes/boom").then(),
            500,
            "internal-error")
        .body("detail", containsString("oops-1"))
        .body(not(containsString("hunter2")))
        .body(not(containsString("Exception")));
  }

  @Test
  void wrappedProblem_isTheProblem() {
    problem(mei().get("/v1/notes/boom-wrapped").then(), 409, "inner");
  }

  @Test
  void databaseGoneInMidRequest_is503() {
    problem(mei().get("/v1/notes/terminated").then(), 503, "unavailable")
        .header("Retry-After", equalTo("2"));
  }

  @Test
  void nulInTheAddress_isRefused() {
    problem(mei().urlEncodingEnabled(false).get("/v1/notes?q=a%00b").then(), 400, "invalid-request")
        .body("errors[0].pointer", equalTo("/query/q"));
    problem(mei().urlEncodingEnabled(false).get("/v1/notes/%00").then(), 404, "not-found");
  }

  @RepeatedTest(5)
  void bodyOverTheLimit_is413_announcedOrChunked() throws Exception {
    byte[] body =
        ("{\"text\": \"" + "x".repeat(5_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    for (HttpRequest.BodyPublisher publisher :
        new HttpRequest.BodyPublisher[] {
          HttpRequest.BodyPublishers.ofByteArray(body),
          HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
        }) {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(
                  HttpRequest.newBuilder(root.resolve("/v1/notes"))
                      .header("Authorization", "Bearer " + Tokens.of("mei", "frontline"))
                      .header("Content-Type", "application/json")
                      .POST(publisher)
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
      assertThat(response.body()).contains("urn:heard:problem:too-large");
      assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
    }
    mei().body("{\"text\": \"still there\"}").post("/v1/notes").then().statusCode(201);
  }

  @Test
  void bodyBrokenOff_harmsNobody() throws IOException {
    try (Socket socket = new Socket(root.getHost(), root.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nAuthorization: Bearer "
                      + Tokens.of("mei", "frontline")
                      + "\r\n\r\n{\"text\"")
                  .getBytes(StandardCharsets.US_ASCII));
    }
    mei().get("/v1/notes").then().statusCode(200);
  }

  // ---- request ids

  @Test
  void requestId_isTakenOver_orMade_everywhere() {
    mei()
        .header("X-Request-Id", "given-1")
        .get("/v1/notes")
        .then()
        .header("X-Request-Id", "given-1");
    for (String path :
        new String[] {
          "/v1/notes",
          "/v1/nowhere",
          "/v1/notes/boom",
          "/v1/notes/open",
          "/q/health",
          "/q/openapi",
          "/nowhere/at/all"
        }) {
      mei().get(path).then().header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    }
    RestAssured.get("/v1/notes").then().header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "", "umläut"})
  void requestIdThatIsJunk_isReplaced(String junk) {
    mei()
        .header("X-Request-Id", junk)
        .get("/v1/notes")
        .then()
        .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
  }

  @Test
  void requestIdTooLong_isReplaced() {
    mei()
        .header("X-Request-Id", "x".repeat(129))
        .get("/v1/notes")
        .then()
        .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
  }

  // ---- versions

  @Test
  void etag_ifNoneMatch_ifMatch() {
    UUID id = desk.write("v1").id();
    mei().get("/v1/notes/" + id).then().statusCode(200).header("ETag", "\"1\"");
    mei()
        .header("If-None-Match", "\"1\"")
        .get("/v1/notes/" + id)
        .then()
        .statusCode(304)
        .header("ETag", "\"1\"");
    mei().header("If-None-Match", "\"9\"").get("/v1/notes/" + id).then().statusCode(200);
    patch(id, "\"1\"").statusCode(200).body("version", equalTo(2));
    problem(patch(id, "\"1\""), 412, "stale-version").body("currentVersion", equalTo(2));
    problem(patch(id, "2"), 400, "invalid-request")
        .body("errors[0].pointer", equalTo("/header/If-Match"));
    patch(id, "*").statusCode(200);
  }

  private static ValidatableResponse patch(UUID id, String ifMatch) {
    return mei()
        .contentType("application/merge-patch+json")
        .header("If-Match", ifMatch)
        .body("{\"text\": \"changed\"}")
        .patch("/v1/notes/" + id)
        .then();
  }

  // ---- what operations look at

  @Test
  void healthMetricsAndOpenApi_areOpen() {
    for (String path :
        new String[] {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"}) {
      RestAssured.get(path).then().statusCode(200).body("status", equalTo("UP"));
    }
    RestAssured.get("/q/health/live").then().body("checks.name", hasItems("consumers", "relay"));
    RestAssured.get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("heard_outbox_oldest_seconds"))
        .body(containsString("kafka_consumer"));
    RestAssured.get("/q/openapi").then().statusCode(200).body(containsString("/v1/notes"));
    RestAssured.get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger"));
  }

  @Test
  void tokenOfAnotherIssuer_is401() {
    assertThat(Tokens.ISSUER).isNotEqualTo("https://elsewhere.test");
    String token =
        Jwt.issuer("https://elsewhere.test")
            .upn("mei")
            .groups("frontline")
            .sign(Tokens.privateKey());
    problem(
        RestAssured.given().auth().oauth2(token).get("/v1/notes").then(), 401, "unauthenticated");
  }

  private static ValidatableResponse problem(
      ValidatableResponse response, int status, String code) {
    return response
        .statusCode(status)
        .contentType("application/problem+json")
        .header("X-Request-Id", matchesPattern("[!-~]{1,128}"))
        .body("status", equalTo(status))
        .body("type", equalTo("urn:heard:problem:" + code))
        .body("title", not(equalTo(null)))
        .body("detail", not(equalTo(null)))
        .body("instance", startsWith("/"));
  }
}
