package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.notifications.deliveries.Channel;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.webhooks.WebhookChannel;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks reach real receivers, well-behaved and otherwise. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class WebhooksTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DataSource dataSource;
  @Inject WebhookChannel webhooks;
  private final List<String> subscriptions = new ArrayList<>();

  /** A subscription as its creator sees it. */
  private record Subscribed(String id, String secret) {}

  @AfterEach
  void unsubscribe() {
    subscriptions.forEach(id -> Calls.ops().delete("/v1/subscriptions/{id}", id));
  }

  private Subscribed subscribe(Receiver receiver, String... events) {
    var created =
        Calls.ops()
            .contentType("application/json")
            .body(Map.of("url", receiver.url(), "events", List.of(events)))
            .post("/v1/subscriptions")
            .then()
            .statusCode(201)
            .header("Location", containsString("/v1/subscriptions/"))
            .body("secret", startsWith("whsec_"))
            .body("state", equalTo("ACTIVE"))
            .extract();
    subscriptions.add(created.path("id"));
    return new Subscribed(created.path("id"), created.path("secret"));
  }

  private static List<Receiver.Got> about(Receiver receiver, Story story) {
    return receiver.got.stream().filter(got -> got.body().contains(story.id.toString())).toList();
  }

  private static Story quiet() {
    String mei = Story.staff("mei");
    return Story.of(null, mei, mei);
  }

  private List<Map<String, Object>> to(Subscribed subscription) {
    return Calls.ops()
        .queryParam("subscription", subscription.id())
        .get("/v1/deliveries")
        .then()
        .statusCode(200)
        .extract()
        .path("items");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String sql) throws SQLException {
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

  @Test
  void ticketAndAlertEvents_arriveSignedOnceAndInOrder() throws Exception {
    try (Receiver receiver = Receiver.answering(204)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.*", "heard.alert.raised.v1");
      Story story = quiet();
      story.happens("logged").happens("acknowledged").happens("noted").breached("FIRST_FEEDBACK");

      await().untilAsserted(() -> assertThat(about(receiver, story)).hasSize(5));
      List<String> ticketTypes = new ArrayList<>();
      for (Receiver.Got got : about(receiver, story)) {
        assertThat(got.signedWith(subscription.secret())).isTrue();
        assertThat(got.contentType()).isEqualTo("application/json");
        assertThat(UUID.fromString(got.id())).isNotNull();
        assertThat(Long.parseLong(got.timestamp()))
            .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 1);
        JsonNode body = JSON.readTree(got.body());
        assertThat(body.fieldNames()).toIterable().containsExactly("type", "timestamp", "data");
        assertThat(Instant.parse(body.get("timestamp").asText())).isBefore(Instant.now());
        if (body.get("type").asText().startsWith("heard.ticket.")) {
          ticketTypes.add(body.get("type").asText());
          assertThat(body.at("/data/ticket/id").asText()).isEqualTo(story.id.toString());
        } else {
          assertThat(body.get("type").asText()).isEqualTo("heard.alert.raised.v1");
          assertThat(body.at("/data/alert/cause").asText()).isEqualTo("CLOCK_BREACHED");
        }
      }
      assertThat(ticketTypes)
          .containsExactly(
              "heard.ticket.logged.v1",
              "heard.ticket.acknowledged.v1",
              "heard.ticket.noted.v1",
              "heard.ticket.clock-breached.v1");
    }
  }

  @Test
  void whatHappenedBeforeTheSubscription_orBeforeDeliveriesAreForgotten_isNotSent()
      throws Exception {
    try (Receiver receiver = Receiver.answering(204);
        Receiver former = Receiver.answering(204)) {
      subscribe(receiver, "heard.ticket.*");
      execute(
          "UPDATE webhook_subscription SET created_at = now() - interval '1 year' WHERE id = '"
              + subscribe(former, "heard.ticket.*").id()
              + "'");
      Story story = quiet();
      Instant now = Instant.now();
      story.at = now.minus(Duration.ofDays(181));
      story.happens("logged");
      story.at = now.minus(Duration.ofDays(179));
      story.happens("acknowledged");
      // the clock of another service may be behind: what is from this moment must not be lost
      story.at = now.minusSeconds(60);
      story.happens("started");
      await().untilAsserted(() -> assertThat(about(receiver, story)).isNotEmpty());
      await().untilAsserted(() -> assertThat(about(former, story)).hasSize(2));
      assertThat(about(receiver, story)).extracting(Receiver.Got::body).hasSize(1);
      assertThat(about(receiver, story).get(0).body()).contains("heard.ticket.started.v1");
      assertThat(about(former, story).get(0).body()).contains("heard.ticket.acknowledged.v1");
    }
  }

  /** The statements of docs/operations.md that forget the copies, for this ticket only. */
  private static List<String> documentedRebuild(Story story) throws Exception {
    String page = Files.readString(Path.of("../docs/operations.md"));
    Matcher block =
        Pattern.compile(
                "```sql\n-- notification-service: forget the copies\n(.*?)```", Pattern.DOTALL)
            .matcher(page);
    assertThat(block.find()).isTrue();
    Map<String, String> columns =
        Map.of(
            "ticket_copy", "id",
            "ended_clock", "ticket_id",
            "action_person", "ticket_id",
            "inbox", "aggregate_id");
    List<String> statements = new ArrayList<>();
    Matcher delete = Pattern.compile("DELETE FROM (\\w+)( WHERE [^;]+)?;").matcher(block.group(1));
    while (delete.find()) {
      String condition = delete.group(2) == null ? " WHERE " : delete.group(2) + " AND ";
      statements.add(
          "DELETE FROM %s%s%s = '%s'"
              .formatted(
                  delete.group(1),
                  condition,
                  Objects.requireNonNull(columns.get(delete.group(1)), delete.group(1)),
                  story.id));
    }
    assertThat(statements).hasSize(columns.size());
    return statements;
  }

  /** What was and will be sent about a ticket. */
  private List<String> sendings(Story story) throws Exception {
    return rows(
        ("SELECT concat_ws(' ', d.id, d.purpose, d.recipient, '#' || d.sequence, d.repetition,"
                + " CASE WHEN d.purpose = 'NEWS' THEN d.payload END) FROM delivery d WHERE"
                + " d.aggregate_id = '%s' OR d.alert_id IN (SELECT id FROM alert WHERE book_id = '%s')"
                + " OR d.purpose = 'NEWS' AND d.payload LIKE '%%%s%%' ORDER BY d.id")
            .formatted(story.id, story.id, story.id));
  }

  /** What is known of a ticket from its events. */
  private List<String> copies(Story story) throws Exception {
    return rows(
        ("SELECT concat_ws(' ', number, state, subject, owner_person, receiver) FROM ticket_copy WHERE id = '%s'"
                + " UNION ALL SELECT concat_ws(' ', kind, round) FROM ended_clock WHERE ticket_id = '%s'"
                + " UNION ALL SELECT concat_ws(' ', round, person) FROM action_person WHERE ticket_id = '%s'")
            .formatted(story.id, story.id, story.id));
  }

  @Test
  void rebuiltAsTheOperationsGuideSays_copiesAreBack_andNobodyIsToldTwice() throws Exception {
    try (Receiver receiver = Receiver.answering(204);
        Receiver later = Receiver.answering(204)) {
      subscribe(receiver, "heard.ticket.*");
      Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
      story.happens("logged").happens("acknowledged").warned("RESOLUTION");
      story.send(
          "action-planned",
          "zhang",
          ",\"action\":{\"id\":\"%s\",\"what\":\"x\",\"person\":\"wang\",\"responsibleFor\":\"x\",\"due\":\"2026-03-06T09:00:00Z\",\"round\":1}"
              .formatted(UUID.randomUUID()));
      story.breached("FIRST_FEEDBACK").breached("RESOLUTION").breached("NEXT_FEEDBACK");
      story.met("NEXT_FEEDBACK");
      story.send("contacted", "system:mail", ",\"chasing\":true");
      story.send("ping-pong", "zhang", ",\"pattern\":\"RETURNED\",\"count\":2");
      await().untilAsserted(() -> assertThat(about(receiver, story)).hasSize(10));
      Map<String, Object> byClock = new HashMap<>();
      Calls.alerts(story.id)
          .forEach(
              alert -> byClock.put(alert.get("cause") + " " + alert.get("clock"), alert.get("id")));
      Calls.ops()
          .post("/v1/alerts/{id}/acknowledge", byClock.get("CLOCK_BREACHED FIRST_FEEDBACK"))
          .then()
          .statusCode(200);
      Calls.ops()
          .contentType("application/json")
          .body(Map.of("reason", "known"))
          .post("/v1/alerts/{id}/resolve", byClock.get("CHASED null"))
          .then()
          .statusCode(200);
      Calls.ops()
          .contentType("application/json")
          .body(Map.of("for", "PT2H"))
          .post("/v1/alerts/{id}/snooze", byClock.get("PING_PONG null"))
          .then()
          .statusCode(200);
      subscribe(later, "heard.ticket.*");
      List<Map<String, Object>> alerts = Calls.alerts(story.id);
      assertThat(alerts)
          .extracting("state")
          .contains("OPEN", "ACKNOWLEDGED", "SNOOZED", "RESOLVED");
      List<String> sendings = sendings(story);
      List<String> copies = copies(story);
      assertThat(copies).hasSize(3);

      for (String statement : documentedRebuild(story)) {
        execute(statement);
      }
      assertThat(copies(story)).isEmpty();
      // a ladder does not go on while it is not known whom the ticket concerns
      String open = "FROM alert WHERE id = '" + byClock.get("CLOCK_BREACHED RESOLUTION") + "'";
      execute("UPDATE alert SET next_notice_at = now() WHERE id IN (SELECT id " + open + ")");
      await()
          .untilAsserted(
              () ->
                  assertThat(rows("SELECT (next_notice_at > clock_timestamp())::text " + open))
                      .containsExactly("true"));
      story.retold().happens("noted");

      await().untilAsserted(() -> assertThat(about(later, story)).isNotEmpty());
      await().untilAsserted(() -> assertThat(about(receiver, story)).hasSize(11));
      assertThat(about(later, story)).hasSize(1);
      assertThat(about(later, story).get(0).body()).contains("heard.ticket.noted.v1");
      assertThat(copies(story)).isEqualTo(copies);
      assertThat(Calls.alerts(story.id)).isEqualTo(alerts);
      List<String> since = new ArrayList<>(sendings(story));
      assertThat(since).containsAll(sendings);
      since.removeAll(sendings);
      assertThat(since).hasSize(2).allMatch(one -> one.endsWith(" #11"));
      assertThat(
              rows("SELECT ticket_id::text FROM taken_before WHERE ticket_id = '" + story.id + "'"))
          .isEmpty();

      story.clock("clock-breached", "NEXT_FEEDBACK", 2, "BREACHED");
      await().untilAsserted(() -> assertThat(Calls.alerts(story.id)).hasSize(alerts.size() + 1));
      story.happens("closed");
      await()
          .untilAsserted(
              () ->
                  assertThat(Calls.alerts(story.id)).extracting("state").containsOnly("RESOLVED"));
    }
  }

  @Test
  void secret_isShownOnceAndRotatesWithoutAGap() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.logged.v1");
      Calls.ops()
          .get("/v1/subscriptions/{id}", subscription.id())
          .then()
          .statusCode(200)
          .body(not(containsString("whsec_")));
      Calls.ops().get("/v1/subscriptions").then().body(not(containsString("whsec_")));
      String next =
          Calls.ops()
              .post("/v1/subscriptions/{id}/rotate-secret", subscription.id())
              .then()
              .statusCode(200)
              .extract()
              .path("secret");
      Story story = quiet().happens("logged");

      await().untilAsserted(() -> assertThat(about(receiver, story)).hasSize(1));
      Receiver.Got got = about(receiver, story).get(0);
      assertThat(next).isNotEqualTo(subscription.secret());
      assertThat(got.signedWith(next)).isTrue();
      assertThat(got.signedWith(subscription.secret())).isTrue();
    }
  }

  @Test
  void failingReceiver_isTriedAgainWithTheSameId() throws Exception {
    try (Receiver receiver = Receiver.answering(503)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.logged.v1");
      Story story = quiet().happens("logged");
      await().untilAsserted(() -> assertThat(about(receiver, story)).hasSizeGreaterThan(2));
      receiver.behave(request -> 200);

      await()
          .untilAsserted(
              () -> assertThat(to(subscription)).extracting("state").containsExactly("DELIVERED"));
      assertThat(about(receiver, story))
          .extracting(Receiver.Got::id)
          .containsOnly((String) to(subscription).get(0).get("id"));
    }
  }

  @Test
  void retryAfter_isHonoured() throws Exception {
    try (Receiver receiver = Receiver.answering(429)) {
      receiver.answerHeaders.put("Retry-After", "3600");
      Subscribed subscription = subscribe(receiver, "heard.ticket.logged.v1");
      quiet().happens("logged");

      Map<String, Object> waiting =
          Calls.eventually(
              () ->
                  to(subscription).stream()
                      .filter(d -> Integer.valueOf(429).equals(d.get("status")))
                      .findFirst()
                      .orElse(null));
      assertThat(Instant.parse((String) waiting.get("nextAttemptAt")))
          .isAfter(Instant.now().plusSeconds(3000));
    }
  }

  @Test
  void redirect_isNotFollowed() throws Exception {
    try (Receiver elsewhere = Receiver.answering(200);
        Receiver receiver = Receiver.answering(302)) {
      receiver.answerHeaders.put("Location", elsewhere.url());
      Subscribed subscription = subscribe(receiver, "heard.ticket.logged.v1");
      quiet().happens("logged");

      await().untilAsserted(() -> assertThat(receiver.got).hasSizeGreaterThan(1));
      assertThat(elsewhere.got).isEmpty();
      assertThat(to(subscription)).extracting("state").containsExactly("PENDING");
    }
  }

  @Test
  void gone_endsTheSubscription() throws Exception {
    try (Receiver receiver = Receiver.answering(410)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.*");
      Story story = quiet().happens("logged");

      Calls.eventually(
          () ->
              Calls.ops()
                      .get("/v1/subscriptions/{id}", subscription.id())
                      .path("state")
                      .equals("GONE")
                  ? true
                  : null);
      story.happens("noted").breached("RESOLUTION");
      Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
      assertThat(receiver.got).hasSize(1);
      assertThat(to(subscription)).extracting("state").containsExactly("PARKED");
    }
  }

  @Test
  void givenUp_isParkedAlertsOnceAndIsDeliveredOnRequest() throws Exception {
    try (Receiver receiver = Receiver.answering(500)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.*", "heard.alert.*");
      Story story = quiet().happens("logged");
      await().untilAsserted(() -> assertThat(about(receiver, story)).isNotEmpty());
      update(
          "UPDATE delivery SET patience_from = now() - interval '25 hours', due_at = now() WHERE target = ?",
          "WEBHOOK " + subscription.id());

      Map<String, Object> parked =
          Calls.eventually(
              () ->
                  to(subscription).stream()
                      .filter(d -> d.get("state").equals("PARKED"))
                      .findFirst()
                      .orElse(null));
      List<Map<String, Object>> failures = openFailures(subscription);
      assertThat(failures).hasSize(1);
      assertThat(failures.get(0)).containsEntry("ticket", null).containsEntry("clock", null);

      // the alert about the failure goes to the same dead receiver: giving that up raises nothing
      await()
          .untilAsserted(
              () -> assertThat(to(subscription)).extracting("state").contains("PENDING", "PARKED"));
      // alerts that other tests have left behind may still tell that their mails arrived
      await()
          .untilAsserted(
              () -> {
                update(
                    "UPDATE delivery SET patience_from = now() - interval '25 hours', due_at = now() WHERE state = 'PENDING' AND lease IS NULL AND target = ?",
                    "WEBHOOK " + subscription.id());
                assertThat(to(subscription)).extracting("state").containsOnly("PARKED");
              });
      assertThat(openFailures(subscription)).hasSize(1).extracting("count").containsExactly(1);

      receiver.behave(request -> 200);
      Calls.ops().post("/v1/deliveries/{id}/retry", parked.get("id")).then().statusCode(200);
      await()
          .untilAsserted(
              () ->
                  Calls.ops()
                      .get("/v1/deliveries/{id}", parked.get("id"))
                      .then()
                      .body("state", equalTo("DELIVERED")));
      await().untilAsserted(() -> assertThat(openFailures(subscription)).isEmpty());
      Calls.ops()
          .post("/v1/deliveries/{id}/retry", parked.get("id"))
          .then()
          .statusCode(409)
          .body("type", equalTo("urn:heard:problem:not-retryable"));
    }
  }

  private List<Map<String, Object>> openFailures(Subscribed subscription) throws Exception {
    List<Map<String, Object>> all =
        Calls.ops()
            .queryParam("state", "OPEN")
            .queryParam("cause", "DELIVERY_FAILED")
            .queryParam("limit", 200)
            .get("/v1/alerts")
            .path("items");
    List<Map<String, Object>> mine = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT id FROM alert WHERE about LIKE ?")) {
      select.setString(1, "webhook " + subscription.id() + "%");
      try (var row = select.executeQuery()) {
        while (row.next()) {
          String id = row.getString(1);
          all.stream().filter(alert -> alert.get("id").equals(id)).forEach(mine::add);
        }
      }
    }
    return mine;
  }

  private void update(String sql, String parameter) throws Exception {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, parameter);
      update.executeUpdate();
    }
  }

  @Test
  void slowReceiver_holdsUpNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Receiver slow =
            new Receiver(
                request -> {
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return 200;
                });
        Receiver quick = Receiver.answering(200)) {
      subscribe(slow, "heard.ticket.logged.v1");
      subscribe(quick, "heard.ticket.logged.v1");
      List<Story> stories = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        stories.add(Story.of(null, "zhang", "mei").happens("logged"));
      }

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(stories)
                      .allSatisfy(story -> assertThat(about(quick, story)).hasSize(1)));
      assertThat(slow.got).hasSizeLessThan(40);
    } finally {
      release.countDown();
    }
  }

  @Test
  void whatHasArrived_neverCountsAsFailed() throws Exception {
    Thread[] busy = new Thread[2 * Runtime.getRuntime().availableProcessors()];
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < busy.length; i++) {
      busy[i] = new Thread(() -> spinUntil(over));
      busy[i].start();
    }
    try (Receiver receiver = Receiver.answering(200)) {
      UUID subscription = UUID.fromString(subscribe(receiver, "heard.ticket.none.v1").id());
      for (int round = 0; round < 300; round++) {
        List<CompletableFuture<Channel.Outcome>> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          sent.add(webhooks.send(message(subscription, receiver.url())).toCompletableFuture());
        }
        assertThat(sent)
            .allSatisfy(
                one ->
                    assertThat(one.get(10, TimeUnit.SECONDS).verdict())
                        .isEqualTo(Channel.Outcome.Verdict.DELIVERED));
      }
      assertThat(receiver.got).hasSize(1200);
    } finally {
      over.set(true);
      for (Thread one : busy) {
        one.join();
      }
    }
  }

  private static void spinUntil(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  private static Delivery message(UUID subscription, String url) {
    UUID id = UUID.randomUUID();
    return new Delivery(
        id,
        Delivery.Purpose.EVENT,
        Channel.Kind.WEBHOOK,
        url,
        "WEBHOOK " + subscription,
        null,
        0,
        0,
        0,
        subscription,
        null,
        null,
        false,
        false,
        "{}",
        null,
        1,
        false,
        id);
  }

  @Test
  void crashBetweenSendAndMark_isSentAgainWithTheSameId() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.logged.v1");
      Story story = quiet().happens("logged");
      await()
          .untilAsserted(
              () -> assertThat(to(subscription)).extracting("state").containsExactly("DELIVERED"));
      // as it was after the sending and before the mark: leased, and then the lease ran out
      update(
          "UPDATE delivery SET state = 'PENDING', settled_at = NULL, lease = gen_random_uuid(), payload = '{\"type\":\"again\"}',"
              + " due_at = now() + interval '300 ms' WHERE target = ?",
          "WEBHOOK " + subscription.id());

      await().untilAsserted(() -> assertThat(receiver.got).hasSize(2));
      assertThat(receiver.got.get(0).id()).isEqualTo(receiver.got.get(1).id());
      assertThat(receiver.got.get(1).signedWith(subscription.secret())).isTrue();
      await()
          .untilAsserted(
              () -> assertThat(to(subscription)).extracting("state").containsExactly("DELIVERED"));
      assertThat(about(receiver, story)).hasSize(1);
    }
  }

  @Test
  void laterEventsOfATicket_waitForTheFirst() throws Exception {
    try (Receiver receiver = Receiver.answering(500)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.*");
      Story story = quiet().happens("logged").happens("noted");
      await().untilAsserted(() -> assertThat(to(subscription)).hasSize(2));
      receiver.behave(request -> 200);

      await()
          .untilAsserted(
              () -> assertThat(to(subscription)).extracting("state").containsOnly("DELIVERED"));
      List<Receiver.Got> all = about(receiver, story);
      assertThat(all.get(all.size() - 1).body()).contains("heard.ticket.noted.v1");
      assertThat(all.subList(0, all.size() - 1))
          .allSatisfy(got -> assertThat(got.body()).contains("heard.ticket.logged.v1"));
    }
  }

  @Test
  void deactivated_getsNothingMore() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      Subscribed subscription = subscribe(receiver, "heard.ticket.*");
      Calls.ops().delete("/v1/subscriptions/{id}", subscription.id()).then().statusCode(204);
      Story story = quiet().happens("logged").breached("RESOLUTION");
      Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");

      assertThat(to(subscription)).isEmpty();
      assertThat(receiver.got).isEmpty();
      Calls.ops()
          .post("/v1/subscriptions/{id}/activate", subscription.id())
          .then()
          .statusCode(200)
          .body("state", equalTo("ACTIVE"));
    }
  }
}
