package io.heard.customers.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.customers.ServiceTest;
import io.heard.customers.customer.Customers;
import io.heard.kit.ledger.Ledger;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PrivacyTest extends ServiceTest {

  @Inject Customers customers;
  @Inject Ledger ledger;
  @Inject DataSource dataSource;

  private static RequestSpecification admin() {
    return as("root", "admin").contentType(ContentType.JSON);
  }

  private static Response erase(UUID id) {
    return admin().body("{\"reason\": \"case 2026-114\"}").post("/v1/customers/{id}/erase", id);
  }

  private static void act(UUID id, String what, String body) {
    as("wang", "agent")
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/customers/{id}/" + what, id)
        .then()
        .statusCode(200);
  }

  /** Every row of every table of the database, as text. */
  private String everything() throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet row = statement.executeQuery("SELECT t::text FROM \"" + table + "\" t")) {
          while (row.next()) {
            all.append(row.getString(1)).append('\n');
          }
        }
      }
    }
    return all.toString();
  }

  /**
   * Columns that say nothing about customers; a new one belongs here, or is filled and erased
   * below.
   */
  private static final Pattern NOT_ABOUT_CUSTOMERS =
      Pattern.compile(
          String.join(
              "|",
              "(access_log|demand_clock|relay_bucket|flyway_schema_history|inbox|lease.*|heartbeat.*|journal.*|audit_.*|republication|outbox.*|contact|inbox_parked|inbox_discarded|erasure|imported_row)\\..*",
              ".*\\.(state|kind|number|priority|owner_team|owner_person|receiver|tier|scope|value_kinds|engagement|account_owner|type|actor"
                  + "|request_id|trace_parent|traceparent|hash|previous_hash|head_hash|digest|salt|channel|client|next_due_kind|merged_by|undone_by"
                  + "|key|request|location|etag|topic|source|kinds|registered_by|organisations|phones|emails|organisation_roles|language|time_zone|undo_reason)"));

  private List<String> columnsWithout(String secret) throws SQLException {
    List<String> without = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> columns = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
                  + " USING (table_schema, table_name) WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.udt_name IN"
                  + " ('text', '_text', 'varchar', 'json', 'jsonb', 'bytea', 'tsvector') ORDER BY 1")) {
        while (row.next()) {
          columns.add(row.getString(1));
        }
      }
      for (String column : columns) {
        String[] parts = column.split("\\.");
        try (ResultSet row =
            statement.executeQuery(
                "SELECT 1 FROM \"%s\" WHERE strpos(lower(\"%s\"::text), lower('%s')) > 0 LIMIT 1"
                    .formatted(parts[0], parts[1], secret))) {
          if (!row.next() && !NOT_ABOUT_CUSTOMERS.matcher(column).matches()) {
            without.add(column);
          }
        }
      }
    }
    return without;
  }

  /** What happens to the ticket of {@link #logged}: its golden example with a word of our own. */
  private static void happens(
      UUID ticket, int sequence, String what, String inside, String name, String words) {
    String type = "heard.ticket." + what + ".v1";
    ObjectNode data = (ObjectNode) EventContract.example(type).get("data");
    ObjectNode summary = (ObjectNode) data.get("ticket");
    summary.put("id", ticket.toString()).put("subject", "The filter of " + words);
    ((ObjectNode) summary.get("customer")).putNull("id").put("link", "NONE");
    var place = inside == null ? data : data.get(inside);
    ((ObjectNode) (place.isArray() ? place.get(0) : place)).put(name, words);
    Events.send("heard.tickets", type, ticket, sequence, Instant.now(), "mei", data.toString());
  }

  private static UUID logged(UUID customer, String subject, String words) {
    UUID ticket = UUID.randomUUID();
    var data =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            EventContract.example("heard.ticket.logged.v1").get("data");
    data.put("statedRequest", words);
    var summary = (com.fasterxml.jackson.databind.node.ObjectNode) data.get("ticket");
    summary.put("id", ticket.toString()).put("version", 1).put("subject", subject);
    summary
        .putObject("customer")
        .put("id", customer.toString())
        .put("name", "x")
        .putNull("tier")
        .put("link", "LINKED");
    Events.send(
        "heard.tickets",
        "heard.ticket.logged.v1",
        ticket,
        1,
        Instant.now(),
        "mei",
        data.toString());
    Awaitility.await()
        .until(
            () ->
                mei()
                    .get("/v1/customers/{id}/overview", customer)
                    .<List<String>>path("open.id")
                    .contains(ticket.toString()));
    return ticket;
  }

  @Test
  void erase_nothingIsLeftAnywhereAndTheChainHolds() throws SQLException {
    String secret = "Zyxwvut" + UUID.randomUUID();
    String phone = phone();
    String mobile = phone();
    String email = email();
    String key = UUID.randomUUID().toString();
    String body =
        "{\"name\": \"%s\", \"phones\": [\"%s\"], \"emails\": [\"%s\"], \"language\": \"zh\"}"
            .formatted(secret, phone, email);
    UUID id =
        UUID.fromString(
            mei()
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/customers")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    UUID merged = registerWithPhone(secret + " too", mobile);
    act(merged, "merge", "{\"into\": \"%s\", \"reason\": \"%s said so\"}".formatted(id, secret));
    UUID ticket = logged(id, "The filter of " + secret, secret + " wants a filter");
    happens(ticket, 2, "promised", "promise", "what", secret + " gets it");
    happens(ticket, 3, "clarified", "openQuestions", "text", "why, " + secret + "?");
    happens(ticket, 4, "confirmed", null, "comment", secret + " is glad");
    Awaitility.await()
        .until(
            () ->
                mei()
                    .get("/v1/customers/{id}/overview", id)
                    .<String>path("lastVerdict.comment")
                    .contains("glad"));
    assertThat(everything()).contains(secret, phone, mobile, email);
    assertThat(columnsWithout(secret))
        .as("every column that can hold words of a customer does")
        .isEmpty();

    erase(id)
        .then()
        .statusCode(200)
        .body("customer", equalTo(id.toString()))
        .body("ids", hasSize(2))
        .body("erasedBy", equalTo("root"));

    assertThat(everything()).doesNotContain(secret, phone, mobile, email);
    for (UUID each : List.of(id, merged)) {
      for (String place : List.of("", "/overview", "/export", "/people", "/mergers")) {
        as("root", "admin").get("/v1/customers/" + each + place).then().statusCode(410);
      }
      assertThat(ledger.verify(each, customers.findById(each).headHash()).findings()).isEmpty();
      as("root", "admin")
          .get("/v1/customers/{id}/history", each)
          .then()
          .statusCode(200)
          .body("items[0].erased", equalTo(true))
          .body("items[0].data.customer.name", equalTo("[erased]"))
          .body("items[0].data.customer.tier", equalTo("STANDARD"));
    }
    patch(id, "{\"tier\": \"GOLD\"}").then().statusCode(410);
    mei().queryParam("phone", phone).get("/v1/customers").then().body("items", empty());
    mei().queryParam("q", secret).get("/v1/customers").then().body("items", empty());
    Events.Seen last = published(id, 3).get(2);
    assertThat(last.type()).isEqualTo("heard.customer.erased.v1");
    assertThat(last.data().toString()).doesNotContain(secret, phone, mobile, email);
    mei()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/customers")
        .then()
        .statusCode(410);
    assertThat(everything()).doesNotContain(secret);
  }

  @Test
  void eraseAgain_sameAnswerAndNothingMore() {
    UUID id = registerWithPhone("A", phone());
    String first = erase(id).then().statusCode(200).extract().asString();
    assertThat(erase(id).then().statusCode(200).extract().asString()).isEqualTo(first);
    assertThat(published(id, 2)).hasSize(2);
  }

  @Test
  void erase_onlyByAdmins_onlyTheSurvivor_onlyWithAGround() {
    UUID id = registerWithPhone("A", phone());
    UUID survivor = registerWithPhone("B", phone());
    mei()
        .contentType(ContentType.JSON)
        .body("{\"reason\": \"x\"}")
        .post("/v1/customers/{id}/erase", id)
        .then()
        .statusCode(403);
    admin()
        .body("{}")
        .post("/v1/customers/{id}/erase", id)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/reason"));
    admin()
        .header("If-Match", "\"7\"")
        .body("{\"reason\": \"x\"}")
        .post("/v1/customers/{id}/erase", id)
        .then()
        .statusCode(412);
    act(id, "merge", "{\"into\": \"%s\", \"reason\": \"x\"}".formatted(survivor));
    erase(id).then().statusCode(409).body("mergedInto", equalTo(survivor.toString()));
    erase(UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void afterwards_theSamePhoneIsSomebodyNew() {
    String phone = phone();
    UUID id = registerWithPhone("A", phone);
    erase(id).then().statusCode(200);
    UUID again = registerWithPhone("A", phone);
    assertThat(again).isNotEqualTo(id);
  }

  @Test
  void whoWasOneWithThemForATime_forgetsTheirContacts() throws SQLException {
    String mobile = phone();
    UUID survivor = registerWithPhone("Mrs Chen", phone());
    UUID merged = registerWithPhone("Chen Li", mobile);
    act(merged, "merge", "{\"into\": \"%s\", \"reason\": \"x\"}".formatted(survivor));
    act(merged, "unmerge", "{\"reason\": \"y\"}");
    erase(merged).then().statusCode(200);
    assertThat(everything()).doesNotContain(mobile);
    mei()
        .get("/v1/customers/{id}", survivor)
        .then()
        .statusCode(200)
        .body("name", equalTo("Mrs Chen"));
    assertThat(ledger.verify(survivor, customers.findById(survivor).headHash()).findings())
        .isEmpty();
  }

  @Test
  void parkedMessages_loseWhatIsPersonalAndStayApplicable() throws SQLException {
    String phone = phone();
    UUID id = registerWithPhone("A", phone);
    UUID ticket = UUID.randomUUID();
    var data =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            EventContract.example("heard.ticket.contacted.v1").get("data");
    data.put("text", "call me at " + phone);
    ((com.fasterxml.jackson.databind.node.ObjectNode) data.get("ticket"))
        .put("id", ticket.toString());
    Events.send(
        "heard.tickets",
        "heard.ticket.contacted.v1",
        ticket,
        5,
        Instant.now(),
        "mei",
        data.toString());
    Awaitility.await().until(() -> parked(ticket).contains(phone));
    erase(id).then().statusCode(200);
    assertThat(parked(ticket)).doesNotContain(phone).contains("\"text\":\"[erased]\"");
  }

  private String parked(UUID ticket) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT convert_from(payload, 'UTF8') FROM inbox_parked WHERE aggregate_id = '"
                    + ticket
                    + "'")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Test
  void export_everythingUnderEveryId_andWrittenDown() {
    String phone = phone();
    String mobile = phone();
    UUID id = registerWithPhone("Mrs Chen", phone);
    UUID merged = registerWithPhone("Chen Li", mobile);
    act(merged, "merge", "{\"into\": \"%s\", \"reason\": \"same\"}".formatted(id));
    UUID ticket = logged(id, "Filter", "wants a filter");
    admin()
        .get("/v1/customers/{id}/export", id)
        .then()
        .statusCode(200)
        .header("Content-Disposition", containsString("attachment"))
        .body("customers", hasSize(2))
        .body("customers.phones.flatten()", hasItem(mobile))
        .body("mergers", hasSize(1))
        .body("demands.ticket_id", contains(ticket.toString()))
        .body("exchanges.text", contains("wants a filter"))
        .body("history", org.hamcrest.Matchers.aMapWithSize(2));
    admin()
        .queryParam("customer", id)
        .get("/v1/access-log")
        .then()
        .body("items.action", contains("EXPORTED"))
        .body("items.caller", everyItem(equalTo("root")));
    mei().get("/v1/customers/{id}/export", id).then().statusCode(403);
    admin()
        .redirects()
        .follow(false)
        .get("/v1/customers/{id}/export", merged)
        .then()
        .statusCode(308)
        .body("mergedInto", not(equalTo(null)));
  }
}
