package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The main job, from end to end, by people over HTTP. */
class MainJobIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path data;

  private static RunningSystem system;
  private static Client mei;
  private static Client li;
  private static Client admin;
  private static Client ops;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
    mei = system.tickets("mei", "frontline");
    li = system.tickets("li", "frontline", "agent");
    admin = system.tickets("root", "admin");
    ops = system.notifications("olga", "ops");
  }

  @AfterAll
  static void stop() throws Exception {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void aDemandIsFollowedUntilTheCustomerSaysItIsDone() throws Exception {
    Answer logged =
        mei.post(
                "/v1/tickets",
                """
                {"customer": {"name": "Mrs Chen", "phone": "+86 755 2345 6789"}, "channel": "PHONE",
                 "kind": "REQUEST", "subject": "Filter change for the water purifier",
                 "statedRequest": "Wants somebody to come, third call this month", "product": "WP-300",
                 "team": "front-desk"}
                """)
            .expect(201);
    String id = logged.at("/id");
    String ticket = "/v1/tickets/" + id;
    assertThat(logged.at("/state")).isEqualTo("LOGGED");
    assertThat(logged.at("/receiver")).isEqualTo("mei");

    String customer = awaitLinked(ticket);
    Answer chen = system.customers("mei", "frontline").get("/v1/customers/" + customer).expect(200);
    assertThat(chen.at("/name")).isEqualTo("Mrs Chen");
    assertThat(chen.at("/phones/0")).isEqualTo("+8675523456789");
    await("the demand in the customer's overview")
        .atMost(SOON)
        .until(
            () ->
                system
                    .customers("mei", "frontline")
                    .get("/v1/customers/" + customer + "/overview")
                    .expect(200)
                    .text()
                    .contains(id));

    li.post(ticket + "/acknowledge", "{\"note\": \"I look after it\"}").expect(200);
    li.post(ticket + "/start", "{}").expect(200);
    Answer handed =
        li.post(
                ticket + "/handoffs",
                "{\"to\": {\"team\": \"field-service\", \"person\": \"zhang\"}, \"reason\": \"Needs a visit\"}")
            .expect(201);
    assertThat(handed.at("/owner/person")).isEqualTo("zhang");
    assertThat(handed.at("/receiver")).as("the first receiver keeps the duty").isEqualTo("mei");
    Answer fedBack =
        mei.post(ticket + "/feedbacks", "{\"text\": \"Somebody comes on Tuesday\"}").expect(201);
    assertThat(clock(fedBack, "FIRST_FEEDBACK").get("state").asText()).isEqualTo("MET");
    Client zhang = system.tickets("zhang", "agent");
    zhang
        .post(ticket + "/wait", "{\"for\": \"CUSTOMER\", \"reason\": \"Which door?\"}")
        .expect(200);
    Answer contacted = mei.post(ticket + "/contacts", "{\"text\": \"The blue door\"}").expect(201);
    assertThat(contacted.at("/state")).as("the customer has answered").isEqualTo("IN_PROGRESS");
    zhang.post(ticket + "/resolve", "{\"outcome\": \"Filter changed\"}").expect(200);

    URI status = URI.create(logged.at("/receipt/statusUrl"));
    Client customerHerself = system.somebody();
    assertThat(customerHerself.get(status.getPath()).expect(200).at("/progress"))
        .isEqualTo("DONE_PLEASE_CONFIRM");
    Answer confirmed =
        customerHerself
            .post(status.getPath() + "/confirmation", "{\"satisfied\": true}")
            .expect(200);
    assertThat(confirmed.at("/progress")).isEqualTo("CLOSED");
    assertThat(mei.get(ticket).expect(200).at("/state")).isEqualTo("CLOSED");

    historyIsWhole(id, logged.at("/receipt/hash"));
    assertThat(ops.all("/v1/alerts?ticket=" + id)).as("nothing was late").isEmpty();
  }

  @Test
  void aBrokenDeadlineIsAnnouncedOnceAndEndsWithTheDeed() throws Exception {
    admin.put("/v1/staff/mei", "{\"name\": \"Mei\", \"email\": \"mei@heard.test\"}").expect(200);
    admin
        .post(
            "/v1/sla-policies",
            """
            {"name": "hurried", "order": 10, "calendar": "24x7", "when": {"tags": ["hurry"]},
             "targets": {"FIRST_FEEDBACK": "PT3S"}}
            """)
        .expect(201);
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      Answer subscription =
          ops.post(
                  "/v1/subscriptions",
                  """
                  {"url": "%s", "events": ["heard.ticket.clock-breached.v1", "heard.alert.raised.v1"]}
                  """
                      .formatted(receiver.url()))
              .expect(201);
      awaitKnownToNotifications("mei@heard.test");

      Answer logged =
          mei.post("/v1/tickets", "{\"subject\": \"Nobody came\", \"tags\": [\"hurry\"]}")
              .expect(201);
      String id = logged.at("/id");
      Instant due = Instant.parse(clock(logged, "FIRST_FEEDBACK").get("dueAt").asText());

      await("the alert").atMost(SOON).until(() -> breaches(id).size() == 1);
      JsonNode alert = breaches(id).get(0);
      Instant raised = Instant.parse(alert.get("raisedAt").asText());
      System.out.println("Raised " + Duration.between(due, raised) + " after the deadline");
      assertThat(raised).as("never before it is due").isAfterOrEqualTo(due);
      assertThat(alert.at("/clock").asText()).isEqualTo("FIRST_FEEDBACK");
      assertThat(alert.at("/state").asText()).isEqualTo("OPEN");
      String alertId = alert.get("id").asText();

      await("the mail to mei").atMost(SOON).until(() -> !mails(alertId).isEmpty());
      assertThat(mails(alertId)).hasSize(1);
      assertThat(mails(alertId).get(0).subject()).contains("first feedback", logged.at("/number"));
      await("the webhooks of breach and alert")
          .atMost(SOON)
          .until(() -> about(receiver, id).size() == 2);
      assertThat(about(receiver, id))
          .as("signed after Standard Webhooks")
          .allMatch(call -> call.isSignedWith(subscription.at("/secret")))
          .noneMatch(call -> call.isSignedWith("whsec_" + "A".repeat(43) + "="));

      Answer taken = ops.post("/v1/alerts/" + alertId + "/acknowledge", "{}").expect(200);
      assertThat(taken.at("/state")).isEqualTo("ACKNOWLEDGED");
      assertThat(taken.at("/acknowledgedBy")).isEqualTo("olga");

      mei.post("/v1/tickets/" + id + "/feedbacks", "{\"text\": \"We are sorry\"}").expect(201);
      await("the deed to end the alert")
          .atMost(SOON)
          .until(() -> breaches(id).get(0).get("state").asText().equals("RESOLVED"));
      assertThat(breaches(id)).hasSize(1).allMatch(one -> one.get("count").asInt() == 1);
      assertThat(about(receiver, id)).as("announced once").hasSize(2);
      historyIsWhole(id, logged.at("/receipt/hash"));
    }
  }

  /** The ledger as REST shows it, recomputed; and the events, which must be the same story. */
  private static void historyIsWhole(String id, String receipt) throws Exception {
    Timeline timeline = Timeline.read(mei, id);
    assertThat(timeline.findings()).as("hash chain, recomputed").isEmpty();
    assertThat(timeline.entries().get(0).text("hash")).as("the receipt").isEqualTo(receipt);
    assertThat(mei.get("/v1/tickets/" + id + "/timeline/verification").expect(200).at("/intact"))
        .isEqualTo("true");
    List<String> data = timeline.entries().stream().map(Timeline.Entry::data).toList();
    await("every entry as an event")
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        system.topic("heard.tickets").read().stream()
                            .filter(event -> event.subject().equals(id))
                            .map(Topic.Message::data))
                    .as("events of " + timeline.story())
                    .containsExactlyElementsOf(data));
  }

  private static String awaitLinked(String ticket) {
    await("the customer to be linked")
        .atMost(SOON)
        .until(() -> mei.get(ticket).expect(200).at("/customer/link").equals("LINKED"));
    try {
      return mei.get(ticket).expect(200).at("/customer/id");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void awaitKnownToNotifications(String email) {
    await("the notification service to know " + email)
        .atMost(SOON)
        .until(
            () ->
                system
                        .database("notifications")
                        .count("select count(*) from staff where email = '" + email + "'")
                    == 1);
  }

  private static List<JsonNode> breaches(String id) throws IOException, InterruptedException {
    return ops.all("/v1/alerts?cause=CLOCK_BREACHED&ticket=" + id);
  }

  /** Those to mei; operations stands in for the lead whom her team does not have. */
  private static List<MailBox.Mail> mails(String alert) throws Exception {
    return system.mailBox().read().stream()
        .filter(mail -> alert.equals(mail.alert()) && mail.to().equals("mei@heard.test"))
        .toList();
  }

  private static List<WebhookReceiver.Call> about(WebhookReceiver receiver, String ticket) {
    return receiver.calls().stream()
        .filter(call -> call.body().contains(ticket) && call.body().contains("BREACHED"))
        .toList();
  }

  private static JsonNode clock(Answer ticket, String kind) {
    for (JsonNode clock : ticket.body().get("clocks")) {
      if (clock.get("kind").asText().equals(kind)) {
        return clock;
      }
    }
    throw new AssertionError("no clock " + kind + " in " + ticket.text());
  }
}
