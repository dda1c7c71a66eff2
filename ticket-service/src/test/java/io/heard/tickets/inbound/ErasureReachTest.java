package io.heard.tickets.inbound;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMailUtil;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.heard.testkit.TestClock;
import io.heard.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody who has gone through everything is erased: nothing in this database says who it was. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(Mailboxes.class)
class ErasureReachTest {

  private static final String JSON = "application/json";
  private static final String MEI = Tokens.of("mei", "frontline", "agent");
  private static final String LEAD = Tokens.of("zhang", "frontline", "agent", "lead");
  private static final String ADMIN = Tokens.of("root", "admin");

  private final UUID customer = UUID.randomUUID();
  private final String name = "Zyx" + UUID.randomUUID().toString().replace("-", "");
  private final String digits =
      "138" + (10_000_000 + ThreadLocalRandom.current().nextInt(89_999_999));
  private final String phone = "+86" + digits;
  private String email = "zyx-" + UUID.randomUUID() + "@customer.test";
  private int version;

  @Inject MailDesk desk;
  @Inject InboundMessages messages;

  @AfterEach
  void thePresent() {
    TestClock.get().reset();
  }

  private static RequestSpecification as(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(JSON)
        .header("Idempotency-Key", UUID.randomUUID().toString());
  }

  private void publish(String what, boolean erased, String ground) {
    String type = "heard.customer." + what + ".v1";
    ObjectNode data = (ObjectNode) EventContract.example(type).get("data");
    ObjectNode state = (ObjectNode) data.get("customer");
    state.put("id", customer.toString()).put("version", ++version).put("erased", erased);
    state.put("tier", "STANDARD").putNull("mergedInto");
    state.put("name", erased ? null : name);
    ArrayNode phones = state.putArray("phones");
    ArrayNode emails = state.putArray("emails");
    if (!erased) {
      phones.add(phone);
      emails.add(email);
    }
    data.putNull("ticketId");
    if (ground != null) {
      data.putObject("erasure").put("ground", ground);
    }
    Events.send("heard.customers", type, customer, version, Instant.now(), "x", data.toString());
  }

  private String log(Map<String, ?> by) {
    return as(MEI)
        .body(
            Map.of(
                "subject", "Filter for " + name, "statedRequest", "wants " + name, "customer", by))
        .post("/v1/tickets")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private void post(String ticket, String what, Map<String, ?> body, int status) {
    as(LEAD).body(body).post("/v1/tickets/" + ticket + "/" + what).then().statusCode(status);
  }

  private static List<String> column(String sql) {
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

  private static void execute(String sql) throws SQLException {
    try (Connection connection = Database.server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Columns that say nothing about customers: configuration, staff, states, digests, and who did
   * something when. A new column belongs here, or is filled and erased by the test below.
   */
  private static final Pattern NOT_ABOUT_CUSTOMERS =
      Pattern.compile(
          String.join(
              "|",
              "(calendar|calendar_version|sla_policy|sla_policy_version|sla_reapplication|team|staff|macro|custom_field"
                  + "|team_assignment|staff_assignment|staff_turn|inbound_source|inbound_mailbox|relay_bucket|lease|heartbeat.*|report_.*"
                  + "|journal.*|audit_.*|republication|inbox_discarded|reconciliation.*|flyway_schema_history|requirement|requirement_change|requirement_standard|standard|access_log|open_work|overload|staff_absence|duty_stand_in"
                  + "|promise_count|promise_tally|ticket_clock|ticket_link|outbox.*|ticket_changed|replica.*)\\..*",
              ".*\\.(state|kind|channel|stage|impact|urgency|priority|owner_team|owner_person|receiver|receipt_hash|number|client"
                  + "|customer_tier|tier|customer_link|type|actor|request_id|trace_parent|hash|previous_hash|head_hash|digest|salt|sha256"
                  + "|made_by|team|planned_by|ended_by|asked_by|added_by|decided_by|offered_by|linked_by|changed_by|from_person|to_person|attempts)",
              "ticket\\.(product|tags)",
              "saved_view\\.owner",
              "(idempotency_key|requirement_ticket|ticket_import)\\.(?!body).*",
              // the contacts are there while they are looked for; why staff discarded something is
              // theirs
              "customer_erasure\\.(phones|emails)",
              "inbound_message\\.(way|scope|delivery_key|source|content_type|reason|error|message_id|decision)",
              "inbox.*\\.(topic|error|reason)",
              "(blob\\.(store|left_in)|planned_action\\.person|work_entry\\.person|ticket_import_row\\.errors|inbox\\..*)",
              "clarification\\.(dimensions|benefits)",
              "customer_copy\\.(language|time_zone)"));

  /** Columns that can hold words, of tables that tell of customers, and that say none of these. */
  private static List<String> columnsWithout(String... secrets) {
    List<String> without = new ArrayList<>();
    for (String column :
        column(
            "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
                + " USING (table_schema, table_name) WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.udt_name IN"
                + " ('text', '_text', 'varchar', 'json', 'jsonb', 'bytea', 'tsvector') ORDER BY 1")) {
      if (!NOT_ABOUT_CUSTOMERS.matcher(column).matches()
          && Arrays.stream(secrets).noneMatch(secret -> says(column, secret))) {
        without.add(column);
      }
    }
    return without;
  }

  private static boolean says(String column, String secret) {
    String[] parts = column.split("\\.");
    String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
    return !column(
            "SELECT 1 FROM \"%s\" WHERE strpos(lower(\"%s\"::text), lower('%s')) > 0 OR strpos(\"%s\"::text, '%s') > 0 LIMIT 1"
                .formatted(parts[0], parts[1], secret, parts[1], hex))
        .isEmpty();
  }

  /** Where any row of any table says one of them, as text or as bytes. */
  private static List<String> placesThatSay(String... secrets) {
    List<String> places = new ArrayList<>();
    for (String table :
        column(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")) {
      for (String secret : secrets) {
        String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
        for (String row :
            column(
                "SELECT left(t::text, 300) FROM \"%s\" t WHERE strpos(lower(t::text), lower('%s')) > 0 OR strpos(t::text, '%s') > 0"
                    .formatted(table, secret, hex))) {
          places.add(table + " says " + secret + ": " + row);
        }
      }
    }
    return places;
  }

  private void mail(String headers, String text) {
    String raw =
        headers
            + "To: "
            + Mailboxes.ADDRESS
            + "\r\nMessage-ID: <"
            + UUID.randomUUID()
            + "@customer.test>\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n\r\n"
            + text
            + "\r\n";
    Mailboxes.user()
        .deliver(
            GreenMailUtil.newMimeMessage(
                new java.io.ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8))));
  }

  private static void forms(String source, String body, int status) {
    String secret =
        as(ADMIN)
            .body(
                Map.of(
                    "name",
                    source,
                    "auth",
                    "URL_TOKEN",
                    "team",
                    "web",
                    "receiver",
                    "mei",
                    "mapping",
                    Map.of("tel", "customer.phone", "message", "statedRequest")))
            .post("/v1/inbound/sources")
            .then()
            .statusCode(201)
            .extract()
            .path("secret");
    given()
        .contentType(JSON)
        .body(body)
        .post("/v1/inbound/forms/" + source + "/" + secret)
        .then()
        .statusCode(status);
  }

  private static String imported(String type, String file, int failed) {
    String id =
        given()
            .auth()
            .oauth2(LEAD)
            .contentType(type + "; charset=UTF-8")
            .body(file.getBytes(StandardCharsets.UTF_8))
            .post("/v1/tickets/imports")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                given()
                    .auth()
                    .oauth2(LEAD)
                    .get("/v1/tickets/imports/" + id)
                    .<String>path("state")
                    .equals("DONE"));
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/imports/" + id)
        .then()
        .body("rows.failed", org.hamcrest.Matchers.equalTo(failed));
    return id;
  }

  private void awaitCustomer() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> column("SELECT 1 FROM customer_copy WHERE id = '" + customer + "'").size() == 1);
  }

  @Test
  void nothingIsLeftAnywhere_andEveryChainHolds() throws SQLException {
    publish("registered", false, null);
    awaitCustomer();
    String stranger = "+86139" + (10_000_000 + ThreadLocalRandom.current().nextInt(89_999_999));

    String byPhone = log(Map.of("name", name, "phone", phone));
    String byId = log(Map.of("id", customer.toString()));
    post(byPhone, "contacts", Map.of("text", name + " called from " + phone), 201);
    post(byPhone, "notes", Map.of("text", name + " is angry"), 201);
    post(byPhone, "feedbacks", Map.of("text", "told " + name), 201);
    for (String ticket : List.of(byPhone, byId)) {
      given()
          .auth()
          .oauth2(MEI)
          .contentType("text/plain")
          .body(name + " " + phone)
          .post("/v1/tickets/" + ticket + "/attachments?name=" + name + ".txt")
          .then()
          .statusCode(201);
    }
    String inAnHour = Instant.now().plus(Duration.ofHours(1)).toString();
    for (String ticket : List.of(byPhone, byId)) {
      post(ticket, "promises", Map.of("what", name + " gets it", "due", inAnHour), 201);
      post(
          ticket,
          "actions",
          Map.of(
              "what",
              "ring at " + name,
              "person",
              "zhang",
              "responsibleFor",
              "that " + name + " smiles",
              "due",
              inAnHour),
          201);
      post(
          ticket,
          "clarifications",
          Map.of("need", name + " wants peace", "questions", List.of("Why, " + name + "?")),
          201);
      post(ticket, "work", Map.of("spent", "PT5M", "note", "with " + name), 201);
    }
    String asked =
        as(MEI)
            .body(Map.of("text", "Whose is " + name + "?"))
            .post("/v1/tickets/" + byPhone + "/questions")
            .path("id");
    post(byPhone, "questions/" + asked + "/answer", Map.of("answer", "of " + name), 200);
    String offered =
        as(MEI)
            .body(Map.of("to", "zhang", "reason", "knows " + name))
            .post("/v1/tickets/" + byPhone + "/receiver-transfers")
            .path("id");
    post(
        byPhone, "receiver-transfers/" + offered + "/refuse", Map.of("reason", "not " + name), 200);
    String cancelled =
        as(LEAD)
            .body(Map.of("what", "x", "person", "zhang", "responsibleFor", "x", "due", inAnHour))
            .post("/v1/tickets/" + byPhone + "/actions")
            .path("id");
    post(byPhone, "actions/" + cancelled + "/cancel", Map.of("reason", name + " does not"), 200);
    String repeat = log(Map.of("name", name, "phone", phone));
    post(repeat, "repeat-of", Map.of("ticket", byPhone), 200);
    // merged into a stranger's, which was merged into another stranger's
    String survivor =
        as(MEI)
            .body(Map.of("subject", "A flood", "customer", Map.of("phone", stranger)))
            .post("/v1/tickets")
            .path("id");
    String last = as(MEI).body(Map.of("subject", "Another flood")).post("/v1/tickets").path("id");
    String strangers = "pumps for " + stranger;
    post(survivor, "promises", Map.of("what", strangers, "due", inAnHour), 201);
    post(byId, "merge", Map.of("into", survivor, "reason", "the flood of " + name), 200);
    post(survivor, "merge", Map.of("into", last, "reason", "one flood"), 200);
    List<Map<String, ?>> carried =
        given().auth().oauth2(LEAD).get("/v1/tickets/" + last + "/promises").path("items");
    assertThat(carried).hasSize(2);
    String moved = (String) carried.get(0).get("id");
    post(
        last,
        "promises/" + moved + "/renegotiate",
        Map.of(
            "due",
            Instant.now().plus(Duration.ofHours(2)).toString(),
            "what",
            name + " gets it later",
            "agreedWithCustomer",
            Map.of("channel", "PHONE", "text", name + " agrees")),
        200);
    as(MEI)
        .body(
            Map.of(
                "tickets",
                List.of(
                    Map.of("subject", name, "customer", Map.of("phone", phone)),
                    Map.of("subject", "other"))))
        .post("/v1/tickets/batch")
        .then()
        .statusCode(207);
    execute(
        "UPDATE ticket SET external_ref = 'of %s', customer_email = '%s', custom_fields = '{\"met\": \"%s\"}' WHERE id = '%s'"
            .formatted(name, email, name, byPhone));
    String failedFile =
        imported(
            "text/csv",
            "subject,customer.name,customer.phone,customer.email,kind\n"
                + name
                + " in a file,"
                + name
                + ","
                + phone
                + ",,FAULT\n"
                + name
                + " in vain,"
                + name
                + ",086 "
                + digits.substring(0, 3)
                + "-"
                + digits.substring(3)
                + ",,NONSENSE\n"
                + name
                + " in vain,"
                + name
                + ",,"
                + email.toUpperCase(java.util.Locale.ROOT)
                + ",NONSENSE\nSomebody else,Li,"
                + stranger
                + ",,NONSENSE\n",
            3);
    imported(
        "application/x-ndjson",
        "{\"subject\": \"%s\", \"nonsense\": 1, \"customer\": {\"email\": \"%s\"}}\n"
            .formatted(name, email),
        1);
    forms(
        "taken-" + UUID.randomUUID(),
        "{\"tel\": \"" + phone + "\", \"message\": \"" + name + "\"}",
        201);
    forms("parked-" + UUID.randomUUID(), "{\"tel\": \"" + phone + "\"}", 202);
    mail("From: " + name + " <" + email + ">\r\nSubject: about " + name + "\r\n", name);
    mail("From: " + email + "\r\nSubject: away\r\nAuto-Submitted: auto-replied\r\n", name);
    mail(
        "From: mailer-daemon@customer.test\r\nReturn-Path: <>\r\nSubject: undeliverable\r\n",
        "to " + email + " of " + name);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                column(
                            "SELECT 1 FROM inbound_message WHERE lower(sender) = '"
                                + email
                                + "' OR subject = 'undeliverable'")
                        .size()
                    >= 3);
    execute(
        "INSERT INTO inbox_parked (id, topic, partition, record_offset, aggregate_id, type, payload, reason, error, parked_at) VALUES"
            + " ('%s', 'heard.customers', 0, %d, '%s', 'x', convert_to('{\"customer\": {\"id\": \"%s\", \"name\": \"%s\"}}', 'UTF8'), 'POISON', 'x', now())"
                .formatted(
                    UUID.randomUUID(),
                    ThreadLocalRandom.current().nextLong(1L << 40),
                    customer,
                    customer,
                    name));
    as(MEI)
        .body(Map.of("name", "calls of " + email, "query", "sort=due&q=" + digits))
        .post("/v1/views")
        .then()
        .statusCode(201);
    String other =
        as(MEI)
            .body(Map.of("name", "another's " + stranger, "query", "q=" + stranger.substring(1)))
            .post("/v1/views")
            .path("id");
    String[] secrets = {name, phone, digits, digits.substring(3), email};
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + last + "/attachments")
        .then()
        .body("items.ticket", org.hamcrest.Matchers.contains(byId))
        .body("items.name", org.hamcrest.Matchers.contains(name + ".txt"));
    given()
        .auth()
        .oauth2(ADMIN)
        .get("/v1/tickets/export?customer=" + customer)
        .then()
        .statusCode(200)
        .body("beside.attachments.ticket", org.hamcrest.Matchers.containsInAnyOrder(byPhone, byId));
    assertThat(placesThatSay(secrets)).hasSizeGreaterThan(30);
    assertThat(columnsWithout(secrets))
        .as("every column that can hold words of a customer does")
        .isEmpty();

    publish("erased", true, "REQUEST");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                column(
                            "SELECT 1 FROM customer_erasure WHERE next_at = last_at AND customer_id = '"
                                + customer
                                + "'")
                        .size()
                    == 1);
    // what was on its way in is looked for once more, then the search itself is forgotten
    TestClock.get().advance(Duration.ofMinutes(6));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                column("SELECT 1 FROM customer_erasure WHERE customer_id = '" + customer + "'")
                    .isEmpty());
    assertThat(placesThatSay(secrets)).isEmpty();
    as(MEI).get("/v1/views/" + other).then().statusCode(200);

    for (String ticket : List.of(byPhone, byId, repeat, survivor, last)) {
      given()
          .auth()
          .oauth2(LEAD)
          .get("/v1/tickets/" + ticket + "/timeline/verification")
          .then()
          .body("intact", org.hamcrest.Matchers.equalTo(true));
    }
    // the others have lost nothing
    assertThat(placesThatSay(stranger)).isNotEmpty();
    assertThat(
            given()
                .auth()
                .oauth2(LEAD)
                .get("/v1/tickets/" + last + "/promises")
                .<List<String>>path("items.what"))
        .containsExactlyInAnyOrder("[erased]", strangers);
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + last)
        .then()
        .body("subject", org.hamcrest.Matchers.equalTo("Another flood"));
    assertThat(
            Events.of("heard.tickets", UUID.fromString(last)).stream()
                .filter(event -> event.type().equals("heard.ticket.changed.v1"))
                .map(event -> event.data().path("forgotten"))
                .filter(forgotten -> forgotten.isArray()))
        .as("whoever keeps a copy is told")
        .anySatisfy(forgotten -> assertThat(forgotten.toString()).contains(moved));
    assertThat(
            given()
                .auth()
                .oauth2(LEAD)
                .get("/v1/tickets/imports/" + failedFile + "/failed")
                .asString())
        .contains("Somebody else")
        .doesNotContain("in vain");
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + last)
        .then()
        .body(
            "merged.customerName",
            org.hamcrest.Matchers.everyItem(org.hamcrest.Matchers.nullValue()));
    for (String ticket : List.of(byPhone, last)) {
      String files = "/v1/tickets/" + ticket + "/attachments";
      JsonPath shown = given().auth().oauth2(LEAD).get(files).jsonPath();
      assertThat(shown.getList("items.name")).as(ticket).containsExactly("[erased]");
      given()
          .auth()
          .oauth2(LEAD)
          .get(files + "/" + shown.getString("items[0].id"))
          .then()
          .statusCode(410);
    }

    // heard of once more: harmless
    publish("erased", true, "REQUEST");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                column("SELECT sequence FROM inbox WHERE aggregate_id = '" + customer + "'")
                    .equals(List.of("3")));
    assertThat(placesThatSay(secrets)).isEmpty();
  }

  /** What came in and nobody else sent, and that mentions them. */
  @Test
  void whatIsParkedAboutThemIsExported() {
    publish("registered", false, null);
    awaitCustomer();
    forms("parked-" + UUID.randomUUID(), "{\"tel\": \"" + phone + "\"}", 202);
    forms("parked-" + UUID.randomUUID(), "{\"tel\": \"" + phone + "0\"}", 202);
    String bounce = "undeliverable " + UUID.randomUUID();
    mail(
        "From: mailer-daemon@customer.test\r\nReturn-Path: <>\r\nSubject: " + bounce + "\r\n",
        "to " + email);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                column("SELECT 1 FROM inbound_message WHERE subject = '" + bounce + "'").size()
                    == 1);

    List<Map<String, Object>> came = exported();

    assertThat(came).extracting(each -> each.get("way")).containsExactlyInAnyOrder("FORM", "MAIL");
    assertThat(came).extracting(each -> each.get("subject")).contains(bounce);
  }

  /** A domain has two spellings; contacts are kept in one of them, people read the other. */
  @Test
  void parkedMailOfADomainInItsOwnScript_isExportedAndErased() throws Exception {
    String local = "zyx-" + UUID.randomUUID();
    email = local + "@xn--bcher-kva.example";
    publish("registered", false, null);
    awaitCustomer();
    UUID now = parkedOf("Zyx-" + local.substring(4) + "@Bücher.example");
    UUID before = parkedOf("older-" + local + "@bücher.example");
    execute(
        "UPDATE inbound_message SET sender = '%s@bücher.example' WHERE id = '%s'"
            .formatted(local.toUpperCase(java.util.Locale.ROOT), before));

    assertThat(column("SELECT sender FROM inbound_message WHERE id = '" + now + "'"))
        .containsExactly(email);
    assertThat(
            messages
                .parkedAfter(
                    new UUID(now.getMostSignificantBits(), now.getLeastSignificantBits() - 1), 1)
                .get(0)
                .sender())
        .isEqualTo(local + "@bücher.example");
    assertThat(exported())
        .extracting(each -> each.get("id"))
        .containsExactlyInAnyOrder(now.toString(), before.toString());

    publish("erased", true, "REQUEST");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                column(
                        "SELECT 1 FROM inbound_message WHERE sender IS NULL AND id IN ('%s', '%s')"
                            .formatted(now, before))
                    .size(),
            org.hamcrest.Matchers.is(2));
  }

  private UUID parkedOf(String from) throws java.io.IOException {
    String subject = "away " + UUID.randomUUID();
    Path file = Files.createTempFile("heard-test-", ".eml");
    Files.writeString(
        file,
        "From: "
            + from
            + "\r\nSubject: "
            + subject
            + "\r\nAuto-Submitted: auto-replied\r\n\r\nback on Monday\r\n");
    assertThat(desk.take("support", file)).isEqualTo(MailDesk.Outcome.PARKED);
    Files.delete(file);
    return UUID.fromString(
        column("SELECT id FROM inbound_message WHERE subject = '" + subject + "'").get(0));
  }

  private List<Map<String, Object>> exported() {
    return given()
        .auth()
        .oauth2(ADMIN)
        .get("/v1/tickets/export?customer=" + customer)
        .then()
        .statusCode(200)
        .extract()
        .path("beside.inboundMessages");
  }

  /** Killed in the middle: what is done is done, what is not is done afterwards. */
  @Test
  void brokenOffInTheMiddle_itGoesOn() throws SQLException {
    publish("registered", false, null);
    awaitCustomer();
    List<Map<String, Object>> demands = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      demands.add(Map.of("subject", name + " " + i, "customer", Map.of("phone", phone)));
    }
    as(MEI).body(Map.of("tickets", demands)).post("/v1/tickets/batch").then().statusCode(207);
    String erased = "SELECT count(*) FROM ticket WHERE erased AND customer_id = '" + customer + "'";
    execute(
        "CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.erased AND NEW.customer_id = '"
            + customer
            + "' AND ("
            + erased
            + ") >= 55 THEN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END IF; RETURN NEW; END $$");
    execute(
        "CREATE TRIGGER break_off BEFORE UPDATE ON ticket FOR EACH ROW EXECUTE FUNCTION break_off()");
    try {
      publish("erased", true, "REQUEST");
      await().atMost(Duration.ofSeconds(20)).until(() -> column(erased).equals(List.of("50")));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(6))
          .until(() -> column(erased).equals(List.of("50")));
      assertThat(placesThatSay(name)).isNotEmpty();
    } finally {
      execute("DROP TRIGGER break_off ON ticket");
      execute("DROP FUNCTION break_off()");
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> column(erased).equals(List.of("60")));
    await().atMost(Duration.ofSeconds(20)).until(() -> placesThatSay(name).isEmpty());
    for (String ticket :
        column("SELECT id FROM ticket WHERE customer_id = '" + customer + "' ORDER BY id")) {
      given()
          .auth()
          .oauth2(LEAD)
          .get("/v1/tickets/" + ticket + "/timeline/verification")
          .then()
          .body("intact", org.hamcrest.Matchers.equalTo(true));
    }
  }

  /** Nobody asked for it: what is open after all is not dropped. */
  @Test
  void byARule_theOpenGoesOnUntilItIsClosed() {
    publish("registered", false, null);
    awaitCustomer();
    String open = log(Map.of("id", customer.toString()));
    String declined = log(Map.of("phone", phone));
    post(declined, "decline", Map.of("reason", "no"), 200);

    publish("erased", true, "RETENTION");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                given()
                    .auth()
                    .oauth2(LEAD)
                    .get("/v1/tickets/" + declined)
                    .<String>path("subject")
                    .equals("[erased]"));
    given()
        .auth()
        .oauth2(LEAD)
        .get("/v1/tickets/" + open)
        .then()
        .body("subject", org.hamcrest.Matchers.equalTo("Filter for " + name))
        .body("customer.name", org.hamcrest.Matchers.equalTo(name))
        .body("customer.phone", org.hamcrest.Matchers.equalTo(phone));
    post(open, "decline", Map.of("reason", "no"), 200);
    TestClock.get().advance(Duration.ofMinutes(11));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                given()
                    .auth()
                    .oauth2(LEAD)
                    .get("/v1/tickets/" + open)
                    .<String>path("subject")
                    .equals("[erased]"));
    assertThat(placesThatSay(phone, email)).isEmpty();
  }
}
