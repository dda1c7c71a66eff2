package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class ErasureTest {

  @Inject DataSource dataSource;
  @Inject Ledger ledger;

  /**
   * Columns that say nothing about customers; a new one belongs here, or is filled and erased
   * below.
   */
  private static final Pattern NOT_ABOUT_CUSTOMERS =
      Pattern.compile(
          String.join(
              "|",
              "(team|staff|escalation_policy|webhook_subscription|quiet.*|oncall.*|digest.*|schedule.*|replica.*|heartbeat.*|flyway_schema_history"
                  + "|calendar_feed|relay_bucket|journal.*|audit_.*|republication|inbox|inbox_discarded|taken_before|ended_clock|action_person|watchdog.*|alert_feed|outbox.*|lease.*)\\..*",
              ".*\\.(state|kind|cause|clock|number|priority|owner_team|owner_person|receiver|customer_tier|type|actor|request_id|trace_parent"
                  + "|hash|previous_hash|head_hash|digest|salt|purpose|channel|recipient|target|topic|meant_for|acknowledged_by|resolved_by"
                  + "|scope|key|request|location|etag|reason|error|source|why|about|traceparent|hands|handed_off_by)"));

  private List<String> column(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    }
  }

  /** Every column, of every table, that holds a text, as such or as bytes. */
  private List<String> places(String text) throws SQLException {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    List<String> places = new ArrayList<>();
    for (String place : places()) {
      String[] parts = place.split("\\.");
      if (!column(
              "SELECT 1 FROM \"%s\" WHERE strpos(\"%s\"::text, '%s') > 0 OR strpos(\"%s\"::text, '%s') > 0 LIMIT 1"
                  .formatted(parts[0], parts[1], text, parts[1], hex))
          .isEmpty()) {
        places.add(place);
      }
    }
    return places;
  }

  private List<String> places() throws SQLException {
    return column(
        "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
            + " USING (table_schema, table_name) WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.udt_name IN"
            + " ('text', '_text', 'varchar', 'json', 'jsonb', 'bytea', 'tsvector') ORDER BY 1");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A webhook that was given up and waits to be sent again. */
  private void parkedWebhook(Story story, int sequence, String data) throws SQLException {
    execute(
        ("INSERT INTO delivery (id, purpose, channel, recipient, target, state, topic, aggregate_id, sequence, about_failure, payload, created_at)"
                + " VALUES ('%s', 'EVENT', 'WEBHOOK', 'https://x.test', 'x.test', 'PARKED', 'heard.tickets', '%s', %d, false, '%s', now())")
            .formatted(
                UUID.randomUUID(),
                story.id,
                sequence,
                "{\"type\": \"x\", \"data\": {" + data + "}}"));
  }

  /** A mail that may have arrived, and was given up. */
  private void parkedMail(Story story, String alert, String words) throws SQLException {
    execute(
        "INSERT INTO delivery (id, purpose, channel, recipient, target, state, alert_id, about_failure, letter, created_at)"
            + " VALUES ('%s', 'NOTICE', 'EMAIL', '%s', 'EMAIL', 'PARKED', '%s', false, 'Subject: %s', now())"
                .formatted(UUID.randomUUID(), Story.address(story.receiver), alert, words));
  }

  @Test
  void wordsOfAnErasedTicket_areForgotten_andTheChainHolds() throws SQLException {
    String secret = "Zyx" + UUID.randomUUID();
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.subject = "Filter for " + secret;
    story.customer = secret;
    story.happens("logged").breached("FIRST_FEEDBACK");
    String alert = (String) Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
    await()
        .untilAsserted(
            () ->
                assertThat(Calls.deliveries(alert)).extracting("state").containsOnly("DELIVERED"));
    Calls.ops()
        .contentType("application/json")
        .header("Idempotency-Key", secret.substring(3))
        .post("/v1/alerts/{id}/acknowledge", alert)
        .then()
        .statusCode(200);
    byHand(story, secret);
    parkedWebhook(story, 900, "\"ticket\": {\"subject\": \"" + secret + "\"}");
    execute(
        "INSERT INTO inbox_parked (id, topic, partition, record_offset, aggregate_id, type, payload, reason, error, parked_at) VALUES"
            + " ('%s', 'heard.tickets', 0, %d, '%s', 'x', convert_to('{\"ticket\": {\"id\": \"%s\", \"subject\": \"%s\"}}', 'UTF8'), 'POISON', 'x', now())"
                .formatted(
                    UUID.randomUUID(),
                    ThreadLocalRandom.current().nextLong(1L << 40),
                    story.id,
                    story.id,
                    secret));
    parkedMail(story, alert, secret);
    story.send("reopened", "zhang", ",\"reason\":\"" + secret + "\"");
    awaitNewsOf(secret);
    List<String> filled = places(secret);
    assertThat(places())
        .filteredOn(place -> !NOT_ABOUT_CUSTOMERS.matcher(place).matches())
        .as("every column that can hold words of a customer does")
        .isSubsetOf(filled);

    story.subject = "[erased]";
    story.customer = null;
    story.happens("erased");

    await().untilAsserted(() -> assertThat(places(secret)).isEmpty());
    Calls.ops()
        .contentType("application/json")
        .header("Idempotency-Key", secret.substring(3))
        .post("/v1/alerts/{id}/acknowledge", alert)
        .then()
        .statusCode(410);
    assertThat(ledger.verify(story.id, null).findings()).isEmpty();
    assertThat(ledger.read(story.id, 0, 100)).anyMatch(LedgerEntry::erased);
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "ACKNOWLEDGED").toString())
        .contains("[erased]");
  }

  /** News that wait for somebody and say this. */
  private void awaitNewsOf(String words) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        column(
                            "SELECT state FROM delivery WHERE purpose = 'NEWS' AND strpos(payload, '"
                                + words
                                + "') > 0"))
                    .isNotEmpty());
  }

  /** Somebody ends another alert of it, and says why. */
  private static void byHand(Story story, String secret) {
    story.warned("RESOLUTION");
    Object other = Calls.alert(story.id, "CLOCK_WARNED", "OPEN").get("id");
    Calls.ops()
        .contentType("application/json")
        .body(Map.of("reason", secret + " called"))
        .post("/v1/alerts/{id}/resolve", other)
        .then()
        .statusCode(200);
  }

  /** A merged ticket's customer is erased; the survivor's is not. */
  @Test
  void wordsOfPromisesThatCameFromAnErasedTicket_areForgotten_andNothingElse() throws SQLException {
    String secret = "Zyx" + UUID.randomUUID();
    String promise = UUID.randomUUID().toString();
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.subject = "Of Mr Li " + UUID.randomUUID();
    String words =
        "\"ticket\": {\"subject\": \"%s\"}, \"promise\": {\"id\": \"%s\", \"what\": \"%s\"}";
    parkedWebhook(story, 900, words.formatted(story.subject, promise, secret));
    parkedWebhook(story, 901, words.formatted(story.subject, UUID.randomUUID(), "for Mr Li"));
    String planned =
        ",\"action\":{\"id\":\"%s\",\"what\":\"%s\",\"person\":\"%s\",\"responsibleFor\":\"x\",\"due\":\"2026-03-06T09:00:00Z\",\"round\":%d}";
    String wang = Story.staff("wang");
    String other = "of Mr Li " + UUID.randomUUID();
    story.send("action-planned", "zhang", planned.formatted(promise, secret, wang, 1));
    story.send("action-planned", "zhang", planned.formatted(UUID.randomUUID(), other, wang, 2));
    awaitNewsOf(secret);
    awaitNewsOf(other);
    story.send("changed", "system:erasure", ",\"changes\":{},\"forgotten\":[\"" + promise + "\"]");
    await().untilAsserted(() -> assertThat(places(secret)).isEmpty());
    awaitNewsOf(other);
    assertThat(
            column(
                "SELECT payload FROM delivery WHERE aggregate_id = '"
                    + story.id
                    + "' ORDER BY sequence"))
        .allSatisfy(payload -> assertThat(payload).contains(story.subject))
        .satisfiesExactly(
            payload -> assertThat(payload).contains("[erased]"),
            payload -> assertThat(payload).contains("for Mr Li"));
  }
}
