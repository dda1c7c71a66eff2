package io.heard.tickets.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.Tokens;
import io.heard.tickets.ticket.Holding;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files of demands, row by row. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ImportTest {

  private static final String MEI = Tokens.of("mei", "frontline", "agent");
  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";

  @Inject ImportWorker worker;
  @Inject FailedRows failedRows;

  private static Response send(String token, String type, String body, String query) {
    return send(token, type, body.getBytes(StandardCharsets.UTF_8), query);
  }

  /** With this Content-Type and no charset added to it. */
  private static Response send(String token, String type, byte[] body, String query) {
    return given()
        .config(
            RestAssuredConfig.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .auth()
        .oauth2(token)
        .contentType(type)
        .body(body)
        .post("/v1/tickets/imports" + query);
  }

  private static String accepted(String type, String body) {
    return send(MEI, type, body, "").then().statusCode(202).extract().path("id");
  }

  private static JsonPath get(String path) {
    return given().auth().oauth2(MEI).get("/v1/tickets/imports/" + path).jsonPath();
  }

  private static JsonPath done(String id) {
    await().atMost(Duration.ofSeconds(30)).until(() -> get(id).getString("state").equals("DONE"));
    return get(id);
  }

  private static String unique(String text) {
    return text + " " + UUID.randomUUID();
  }

  private static List<String> texts(String sql) {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFileWithGoodAndBadRows() {
    String marker = unique("import");
    String file =
        "\uFEFFsubject,statedRequest,customer.name,customer.phone,kind,tags,customFields.branch\r\n"
            + marker
            + ",\"says: \"\"now\"\", and\nsoon\",Mrs Chen,0755 2345 6789,COMPLAINT,filter; urgent ,Futian\r\n"
            + "净水器 "
            + marker
            + ",,,,,,\r\n"
            + marker
            + ",,,12,NONSENSE,,\r\n"
            + marker
            + ",a,b,,REQUEST,,,too,many\r\n";
    String id = accepted(CSV, file);

    JsonPath import_ = done(id);

    assertThat(import_.getMap("rows"))
        .containsEntry("total", 4)
        .containsEntry("done", 2)
        .containsEntry("failed", 2)
        .containsEntry("pending", 0);
    JsonPath rows = get(id + "/rows?limit=1");
    assertThat(rows.getString("items[0].state")).isEqualTo("DONE");
    String ticket = rows.getString("items[0].ticketId");
    given()
        .auth()
        .oauth2(MEI)
        .get("/v1/tickets/" + ticket)
        .then()
        .statusCode(200)
        .body("statedRequest", equalTo("says: \"now\", and\nsoon"))
        .body("customer.phone", equalTo("+8675523456789"))
        .body("kind", equalTo("COMPLAINT"))
        .body("tags", equalTo(List.of("filter", "urgent")))
        .body("customFields.branch", equalTo("Futian"))
        .body("receiver", equalTo("mei"));
    JsonPath failed = get(id + "/rows?state=FAILED");
    assertThat(failed.getList("items.row")).containsExactly(3, 4);
    assertThat(failed.getList("items.line")).containsExactly(5, 6);
    assertThat(failed.getList("items[0].errors.column")).contains("kind");
    assertThat(failed.getString("items[1].errors[0].code")).isEqualTo("too-many-cells");
  }

  @Test
  void failedRowsAreCorrectedAndImportedAgain() {
    String marker = unique("corrected");
    String id =
        accepted(
            CSV,
            "subject,kind,customer.phone\n"
                + marker
                + ",WISH,+86 755 2345 6789\n"
                + marker
                + " ok,REQUEST,\n");
    done(id);
    Response file = given().auth().oauth2(MEI).get("/v1/tickets/imports/" + id + "/failed");
    file.then().statusCode(200).contentType(CSV);
    String text = file.asString();
    assertThat(text)
        .startsWith("subject,kind,customer.phone,heard.errors\r\n")
        .contains("kind must be one of");
    String again = accepted(CSV, text.replace("WISH", "SUGGESTION"));
    assertThat(done(again).getMap("rows")).containsEntry("done", 1).containsEntry("failed", 0);
    assertThat(texts("SELECT kind FROM ticket WHERE subject = '" + marker + "'"))
        .containsExactly("SUGGESTION");
  }

  @Test
  void theSameFileAgainIsSaid_andDoubledOnlyWhenAsked() {
    String marker = unique("same");
    String file = "subject\n" + marker + "\n";
    String id = accepted(CSV, file);
    done(id);
    send(MEI, CSV, file, "")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:heard:problem:already-imported"))
        .body("import", equalTo(id));
    String again = send(MEI, CSV, file, "?again=true").then().statusCode(202).extract().path("id");
    done(again);
    assertThat(texts("SELECT id FROM ticket WHERE subject = '" + marker + "'")).hasSize(2);
    // another caller has not sent it before, and sees nothing of this one
    String other = Tokens.ofClient("crm", "integration");
    send(other, CSV, file, "").then().statusCode(202);
    given().auth().oauth2(other).get("/v1/tickets/imports/" + id).then().statusCode(404);
  }

  @Test
  void theSameFileFiveTimesAtOnceIsOneImport() {
    String file = "subject\n" + unique("at once") + "\n";
    List<Integer> statuses =
        IntStream.range(0, 5)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> send(MEI, CSV, file, "").statusCode()))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(statuses).containsExactlyInAnyOrder(202, 409, 409, 409, 409);
  }

  @Test
  void theDeclaredCharsetIsTheOneItIsReadIn() {
    Charset windows = Charset.forName("windows-1252");
    String words = unique("Zähler – 30 € „kaputt“");
    for (String type : List.of(CSV, NDJSON)) {
      String file =
          type.equals(CSV) ? "subject\n" + words + "\n" : "{\"subject\": \"" + words + "\"}\n";
      byte[] bytes = file.getBytes(windows);
      String declared = type + "; charset=Windows-1252";
      String id = send(MEI, declared, bytes, "").then().statusCode(202).extract().path("id");
      assertThat(done(id).getInt("rows.done")).isEqualTo(1);
      String ticket = get(id + "/rows").getString("items[0].ticketId");
      given()
          .auth()
          .oauth2(MEI)
          .get("/v1/tickets/" + ticket)
          .then()
          .body("subject", equalTo(words));
      send(MEI, type + "; charset=UTF-8", file, "")
          .then()
          .statusCode(409)
          .body("import", equalTo(id));

      send(MEI, type, bytes, "")
          .then()
          .statusCode(400)
          .body("errors[0].code", equalTo("malformed-text"))
          .body("errors[0].message", equalTo("is not valid UTF-8"));
      send(MEI, type + "; charset=US-ASCII", bytes, "")
          .then()
          .statusCode(400)
          .body("errors[0].message", equalTo("is not valid US-ASCII"));
      for (String none : List.of("klingon", "\"no such\"")) {
        send(MEI, type + "; charset=" + none, bytes, "")
            .then()
            .statusCode(400)
            .contentType("application/problem+json")
            .body("errors[0].pointer", equalTo("/header/Content-Type"))
            .body("errors[0].code", equalTo("unknown-charset"));
      }
    }
  }

  @Test
  void aFileThatWasReadInAnotherCharsetThanItsOwn_isTakenInItsOwn() {
    byte[] file = ("subject\n" + unique("净水器") + "\n").getBytes(Charset.forName("GBK"));
    send(MEI, CSV + "; charset=ISO-8859-1", file, "").then().statusCode(202);
    send(MEI, CSV + "; charset=GBK", file, "").then().statusCode(202);
  }

  @Test
  void ndjson() {
    String marker = unique("lines");
    String id =
        accepted(
            NDJSON,
            "{\"subject\": \""
                + marker
                + "\", \"urgency\": \"HIGH\"}\n\nno json\n{\"subject\": \""
                + marker
                + "\", \"colour\": 1}\n");
    assertThat(done(id).getMap("rows")).containsEntry("done", 1).containsEntry("failed", 2);
    JsonPath failed = get(id + "/rows?state=FAILED");
    assertThat(failed.getList("items.line")).containsExactly(3, 4);
    assertThat(failed.getString("items[1].errors[0].column")).isEqualTo("colour");
    assertThat(given().auth().oauth2(MEI).get("/v1/tickets/imports/" + id + "/failed").asString())
        .isEqualTo("no json\n{\"subject\": \"" + marker + "\", \"colour\": 1}\n");
  }

  /** Two more workers beside the one that runs, as other replicas would work. */
  @Test
  void manyWorkersShareARowEach() {
    String marker = unique("shared");
    String rows =
        IntStream.range(0, 300).mapToObj(i -> marker + "\n").collect(Collectors.joining());
    String id = accepted(CSV, "subject\n" + rows);
    ImportWorker proxy = worker;
    List<CompletableFuture<Void>> others =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (proxy.round()) {
                            continue;
                          }
                        }))
            .toList();
    others.forEach(CompletableFuture::join);
    assertThat(done(id).getMap("rows")).containsEntry("done", 300).containsEntry("failed", 0);
    assertThat(texts("SELECT id FROM ticket WHERE subject = '" + marker + "'")).hasSize(300);
  }

  /**
   * Killed between the ticket and the mark of its row: there is no between, the database takes both
   * or neither.
   */
  @Test
  void cutOffBeforeTheRowIsMarked_noTicketIsLeftBehind() throws SQLException {
    String marker = unique("killed");
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION refuse_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " IF NEW.state = 'DONE' AND OLD.source LIKE '%"
              + marker
              + "%' THEN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END IF; RETURN NEW; END $$");
      statement.execute(
          "CREATE TRIGGER refuse_mark BEFORE UPDATE ON ticket_import_row FOR EACH ROW EXECUTE FUNCTION refuse_mark()");
      String id;
      try {
        id = accepted(CSV, "subject\n" + marker + "\n");
        await().during(Duration.ofSeconds(2)).until(() -> get(id).getInt("rows.pending") == 1);
        assertThat(texts("SELECT id FROM ticket WHERE subject = '" + marker + "'")).isEmpty();
      } finally {
        statement.execute("DROP TRIGGER refuse_mark ON ticket_import_row");
        statement.execute("DROP FUNCTION refuse_mark()");
      }
      assertThat(done(id).getInt("rows.done")).isEqualTo(1);
      assertThat(texts("SELECT id FROM ticket WHERE subject = '" + marker + "'")).hasSize(1);
    }
  }

  @Test
  void aRowOfMillionsOfLettersHoldsUpNoErasure() {
    String words = "call +86 139 4444 2211 " + "x".repeat(3_000_000);
    String id = accepted(CSV, "subject,statedRequest\n" + unique("long") + "," + words + "\n");
    assertThat(done(id).getMap("rows")).containsEntry("failed", 1);
    Set<String> phones = new HashSet<>(Set.of("+8613944442211"));
    Set<String> emails = new HashSet<>();
    for (int i = 10; i < 29; i++) {
      phones.add("+86139555566" + i);
      emails.add("somebody-" + i + "@customer.test");
    }
    Holding.Whose whose = new Holding.Whose(Set.of(), phones, emails);
    assertThat(QuarkusTransaction.requiringNew().call(() -> failedRows.of(whose)))
        .extracting(FailedRows.Failed::importId)
        .contains(UUID.fromString(id));
  }

  @Test
  void whatIsNoSuchFileIsRefusedAsAWhole() {
    send(MEI, CSV, "colour,size\nred,1\n", "")
        .then()
        .statusCode(400)
        .body("errors.pointer", equalTo(List.of("/header/colour", "/header/size", "/header")));
    send(MEI, CSV, "subject\n", "").then().statusCode(400);
    for (String row : List.of("\"never closed\n", "\"closed\" and more\n")) {
      send(MEI, CSV, "subject\nfine\n" + row, "")
          .then()
          .statusCode(400)
          .body("errors[0].code", equalTo("malformed"))
          .body(
              "errors[0].message",
              equalTo(
                  "is no CSV (RFC 4180): from line 3 on a quotation mark is not closed, or text follows a closing one"));
    }
    send(MEI, NDJSON, " \n", "").then().statusCode(400);
    send(MEI, CSV, new byte[] {'s', (byte) 0xC3, '\n'}, "")
        .then()
        .statusCode(400)
        .body("errors[0].code", equalTo("malformed-text"))
        .body("errors[0].message", equalTo("is not valid UTF-8"));
    send(MEI, "application/json", "{}", "").then().statusCode(415);
    send(Tokens.of("root", "admin"), CSV, "subject\nx\n", "").then().statusCode(403);
    assertThat(texts("SELECT id::text FROM ticket_import WHERE rows_total = 0")).isEmpty();
  }
}
