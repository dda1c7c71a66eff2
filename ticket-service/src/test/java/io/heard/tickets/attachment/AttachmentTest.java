package io.heard.tickets.attachment;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files over HTTP. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class AttachmentTest {

  private static final String MEI = Tokens.of("mei", "frontline");

  private static String ticket() {
    return logged(MEI);
  }

  private static Response add(String ticket, String name, String type, byte[] content, String key) {
    return given()
        .auth()
        .oauth2(MEI)
        .header("Idempotency-Key", key)
        .contentType(type)
        .queryParam("name", name)
        .body(content)
        .post("/v1/tickets/" + ticket + "/attachments");
  }

  @Test
  void aFileOfManyPieces_onceAlsoWhenSentTwice_comesBackWhole() {
    String ticket = ticket();
    byte[] content = new byte[5_000_000];
    new Random(7).nextBytes(content);
    String key = UUID.randomUUID().toString();
    Response added = add(ticket, "C:\\fakepath\\漏水.html", "text/html", content, key);
    added.then().statusCode(201).body("name", equalTo("漏水.html")).body("size", equalTo(5_000_000));
    assertThat(add(ticket, "C:\\fakepath\\漏水.html", "text/html", content, key).asString())
        .isEqualTo(added.asString());
    Response file =
        given().auth().oauth2(MEI).get(added.header("Location").replaceFirst("https?://[^/]+", ""));
    file.then()
        .statusCode(200)
        .contentType("application/octet-stream")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Disposition", "attachment; filename*=UTF-8''%E6%BC%8F%E6%B0%B4.html");
    assertThat(file.asByteArray()).isEqualTo(content);
    String list = "/v1/tickets/" + ticket + "/attachments";
    assertThat(given().auth().oauth2(MEI).get(list).jsonPath().getList("items")).hasSize(1);
    given().auth().oauth2(Tokens.ofClient("crm", "integration")).get(list).then().statusCode(404);
    await()
        .untilAsserted(
            () ->
                assertThat(Events.of("heard.tickets", UUID.fromString(ticket)))
                    .filteredOn(event -> event.type().equals("heard.ticket.attached.v1"))
                    .hasSize(1)
                    .allSatisfy(
                        event ->
                            assertThat(EventContract.violations(event.type(), event.data()))
                                .isEmpty()));
  }

  @Test
  void ofAMergedTicket_theyAreOnTheSurvivorAsWell_forWhoMaySeeThem() {
    String crm = Tokens.ofClient("crm", "integration");
    String first = logged(MEI);
    String merged = logged(MEI);
    String survivor = logged(crm);
    byte[] content = "a leak".getBytes(UTF_8);
    String early = added(first, "early.txt", content);
    String mine = added(survivor, "mine.txt", content);
    String late = added(merged, "late.txt", content);
    merge(first, merged);
    merge(merged, survivor);
    for (String ticket : List.of(survivor, number(survivor))) {
      Response list = seen(MEI, ticket, "");
      list.then()
          .statusCode(200)
          .body("items.id", equalTo(List.of(early, mine, late)))
          .body("items.ticket", equalTo(List.of(first, survivor, merged)));
    }
    assertThat(seen(MEI, survivor, "/" + early).asByteArray()).isEqualTo(content);
    seen(MEI, merged, "").then().body("items.id", equalTo(List.of(early, late)));
    seen(MEI, first, "/" + early).then().statusCode(200);
    seen(MEI, first, "/" + mine).then().statusCode(404);
    seen(crm, survivor, "").then().statusCode(200).body("items.id", equalTo(List.of(mine)));
    seen(crm, survivor, "/" + mine).then().statusCode(200);
    seen(crm, survivor, "/" + late).then().statusCode(404);
    seen(crm, merged, "/" + late).then().statusCode(404);
  }

  private static String logged(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType("application/json")
        .body(Map.of("subject", "with a file"))
        .post("/v1/tickets")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String added(String ticket, String name, byte[] content) {
    return add(ticket, name, "text/plain", content, UUID.randomUUID().toString())
        .then()
        .statusCode(201)
        .body("ticket", equalTo(ticket))
        .extract()
        .path("id");
  }

  private static void merge(String ticket, String into) {
    given()
        .auth()
        .oauth2(Tokens.of("zhang", "agent"))
        .contentType("application/json")
        .body(Map.of("into", into, "reason", "same"))
        .post("/v1/tickets/" + ticket + "/merge")
        .then()
        .statusCode(200);
  }

  private static String number(String ticket) {
    return given().auth().oauth2(MEI).get("/v1/tickets/" + ticket).path("number");
  }

  private static Response seen(String token, String ticket, String file) {
    return given().auth().oauth2(token).get("/v1/tickets/" + ticket + "/attachments" + file);
  }

  /** Nobody says how long it is, and it is longer than may be. */
  @Test
  void moreThanAnnounced_isBrokenOff() throws Exception {
    String ticket = ticket();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:"
                                + io.restassured.RestAssured.port
                                + "/v1/tickets/"
                                + ticket
                                + "/attachments?name=endless.bin"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Authorization", "Bearer " + MEI)
                    .header("Content-Type", "image/png")
                    .POST(
                        HttpRequest.BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(new byte[7 * 1024 * 1024])))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("too-large");
    given()
        .auth()
        .oauth2(MEI)
        .get("/v1/tickets/" + ticket + "/attachments")
        .then()
        .body("items.size()", equalTo(0));
  }

  @Test
  void whatCannotBeTakenIsRefused() {
    String ticket = ticket();
    String key = UUID.randomUUID().toString();
    add(ticket, "run.EXE", "application/pdf", new byte[] {1}, key).then().statusCode(415);
    add(ticket, "run.exe. ", "application/pdf", new byte[] {1}, key).then().statusCode(415);
    add(ticket, "empty.txt", "text/plain", new byte[0], key).then().statusCode(400);
    add(ticket, " ", "text/plain", new byte[] {1}, key).then().statusCode(400);
    add(ticket, "p.jpg", "application/x-msdownload", new byte[] {1}, key).then().statusCode(415);
    byte[] windows = new byte[100];
    windows[0] = 'M';
    windows[1] = 'Z';
    for (byte[] program :
        List.of(windows, "#!/bin/sh".getBytes(UTF_8), "\u007fELF\2".getBytes(UTF_8))) {
      add(ticket, "holiday.jpg", "image/jpeg", program, key)
          .then()
          .statusCode(415)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:heard:problem:refused-file"));
    }
    add(ticket, "large.bin", "image/png", new byte[6 * 1024 * 1024 + 1], key)
        .then()
        .statusCode(413)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:heard:problem:too-large"));
    given()
        .auth()
        .oauth2(MEI)
        .contentType("application/json")
        .body("{\"subject\": \"" + "x".repeat(5_000_000) + "\"}")
        .post("/v1/tickets")
        .then()
        .statusCode(413);
    add(UUID.randomUUID().toString(), "x.txt", "text/plain", new byte[] {1}, key)
        .then()
        .statusCode(404);
    assertThat(
            given()
                .auth()
                .oauth2(MEI)
                .get("/v1/tickets/" + ticket + "/attachments")
                .jsonPath()
                .getList("items"))
        .isEmpty();
  }
}
