package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.notifications.alerts.SecondLadders;
import io.heard.notifications.deliveries.SecondReplica;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two climbers of ladders and two senders on one database, as two replicas are. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class TwoReplicasTest {

  private static final int ALERTS = 12;

  @TestHTTPResource("/")
  URI base;

  private SecondReplica sender;
  private SecondLadders ladders;
  private boolean mailDown;

  @BeforeEach
  void second() {
    sender = SecondReplica.start();
    ladders = SecondLadders.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (mailDown) {
      MailServer.up();
      mailDown = false;
    }
    ladders.close();
    sender.close();
  }

  /** Owner and a webhook at once and twice again a second apart, then the lead. */
  private static String policy(String team, Object subscription, String owner) {
    Calls.ops()
        .contentType("application/json")
        .body(
            """
            {"name":"race of %s","order":5,"when":{"teams":["%s"]},"steps":[
             {"after":"PT0S","notify":[{"person":"%s"},{"webhook":"%s"}],"repeat":"PT1S","times":2},
             {"after":"PT4S","notify":[{"role":"LEAD"},{"webhook":"%s"}]}]}"""
                .formatted(team, team, owner, subscription, subscription))
        .post("/v1/escalation-policies")
        .then()
        .statusCode(201);
    return team;
  }

  private static Object subscribe(Receiver receiver) {
    return Calls.as("ada", "admin")
        .contentType("application/json")
        .body(Map.of("url", receiver.url(), "events", List.of("heard.alert.snoozed.v1")))
        .post("/v1/subscriptions")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  @Test
  void outageOfReceivers_everyNoticeIsSentOnce_andNoneAfterSomebodyTookIt() throws Exception {
    String lead = Story.staff("li");
    String team = Story.team("race", lead, null);
    List<Story> stories = new ArrayList<>();
    List<Story> taken = new ArrayList<>();
    Map<Object, Instant> takenAt = new ConcurrentHashMap<>();
    try (Receiver receiver = Receiver.answering(503)) {
      Object subscription = subscribe(receiver);
      policy(team, subscription, Story.staff("mei"));
      MailServer.down();
      mailDown = true;
      for (int i = 0; i < ALERTS; i++) {
        Story story = Story.of(team, null, lead);
        story.priority = "P2";
        stories.add(story.breached("FIRST_FEEDBACK"));
      }
      for (Story story : stories) {
        Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
      }
      SecondReplica.takeAndDie(Duration.ofSeconds(2));
      ExecutorService people = Executors.newFixedThreadPool(4);
      List<Future<?>> acknowledging = new ArrayList<>();
      for (int i = 0; i < ALERTS; i += 3) {
        Story story = stories.get(i);
        taken.add(story);
        // while its second notice fires
        acknowledging.add(
            people.submit(
                () -> {
                  Object alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN").get("id");
                  Calls.ops().post("/v1/alerts/{id}/acknowledge", alert).then().statusCode(200);
                  takenAt.put(alert, Instant.now());
                }));
      }
      for (Future<?> one : acknowledging) {
        one.get();
      }
      people.shutdown();
      receiver.behave(request -> 200);
      MailServer.up();
      mailDown = false;

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                for (Story story : stories) {
                  List<Map<String, Object>> all = deliveries(story);
                  assertThat(all).isNotEmpty().extracting("state").doesNotContain("PENDING");
                  if (!taken.contains(story)) {
                    assertThat(all)
                        .filteredOn(each -> each.get("step").equals(1))
                        .as("three notices, by mail and webhook")
                        .hasSize(6);
                    assertThat(all).filteredOn(each -> each.get("step").equals(2)).hasSize(2);
                  }
                }
              });

      for (Story story : stories) {
        List<Map<String, Object>> all = deliveries(story);
        assertThat(all)
            .extracting(
                each ->
                    List.of(
                        each.get("step"),
                        each.get("repetition"),
                        each.get("channel"),
                        each.get("recipient")))
            .doesNotHaveDuplicates();
        if (!taken.contains(story)) {
          assertThat(all).extracting("state").containsOnly("DELIVERED");
        }
      }
      takenAt.forEach(
          (alert, at) ->
              assertThat(Calls.deliveries(alert))
                  .as("taken at %s", at)
                  .allSatisfy(
                      each -> {
                        assertThat(Instant.parse((String) each.get("createdAt"))).isBefore(at);
                        assertThat(each.get("step")).isEqualTo(1);
                        if (each.get("state").equals("DELIVERED")) {
                          assertThat(Instant.parse((String) each.get("settledAt")))
                              .isBefore(at.plusSeconds(1));
                        }
                      }));
      mailsAndWebhooksCameOnce(stories, receiver);
    }
  }

  private static void mailsAndWebhooksCameOnce(List<Story> stories, Receiver receiver)
      throws Exception {
    List<String> expectedMails = new ArrayList<>();
    List<String> expectedHooks = new ArrayList<>();
    List<String> recipients = new ArrayList<>();
    for (Story story : stories) {
      for (Map<String, Object> each : deliveries(story)) {
        if (each.get("state").equals("DELIVERED")) {
          Object carrier = each.get("digest") == null ? each.get("id") : each.get("digest");
          if (each.get("channel").equals("EMAIL")) {
            expectedMails.add("<" + carrier + "@heard>");
            recipients.add((String) each.get("recipient"));
          } else {
            expectedHooks.add((String) each.get("id"));
          }
        }
      }
    }
    List<String> came = new ArrayList<>();
    for (String recipient : recipients.stream().distinct().toList()) {
      for (MimeMessage mail : MailServer.to(recipient)) {
        came.add(mail.getMessageID());
      }
    }
    assertThat(came)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(expectedMails.stream().distinct().toList());
    Map<String, Long> answered =
        receiver.got.stream()
            .collect(Collectors.groupingBy(Receiver.Got::id, Collectors.counting()));
    assertThat(answered.keySet()).containsAll(expectedHooks);
    assertThat(expectedHooks).doesNotHaveDuplicates();
  }

  private static List<Map<String, Object>> deliveries(Story story) {
    return Calls.deliveries(Calls.alerts(story.id).get(0).get("id"));
  }

  @Test
  void breach_isAnAlertWithinASecond() throws Exception {
    String mei = Story.staff("mei");
    List<Long> millis = new ArrayList<>();
    try (Listener listener = new Listener(base, null)) {
      for (int i = 0; i < 9; i++) {
        Story story = Story.of(null, mei, mei);
        long sent = System.nanoTime();
        story.breached("FIRST_FEEDBACK");
        await()
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> !listener.about(story).isEmpty());
        millis.add((listener.about(story).get(0).atNanos() - sent) / 1_000_000);
      }
    }
    Collections.sort(millis);
    System.out.println("From the breach to the alert on the stream, in ms: " + millis);
    assertThat(millis.get(millis.size() / 2)).as("the median of %s", millis).isLessThan(1_000);
  }
}
