package io.heard.systemtests;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Receivers saw every notice at least once, and no notice twice under one id. */
final class NoticeChecks {
  private final Outcome outcome;

  NoticeChecks(Outcome outcome) {
    this.outcome = outcome;
  }

  void everyNoticeIsMailedAndNoneTwiceUnderOneName() throws Exception {
    List<JsonNode> deliveries =
        outcome.operations().all("/v1/deliveries").stream()
            .filter(delivery -> delivery.get("channel").asText().equals("EMAIL"))
            .filter(delivery -> delivery.get("purpose").asText().equals("NOTICE"))
            .toList();
    List<MailBox.Mail> mails = outcome.mailBox().read();
    Map<String, Set<MailBox.Mail>> contents =
        mails.stream().collect(groupingBy(MailBox.Mail::id, toSet()));
    System.out.printf(
        "%d notices by mail, %d mails, %d of them sent again%n",
        deliveries.size(), mails.size(), mails.size() - contents.size());

    assertThat(contents)
        .as("one content a Message-ID")
        .allSatisfy((id, same) -> assertThat(same).hasSize(1));
    Map<String, Long> raised = outcome.raised();
    Map<String, JsonNode> alerts = new HashMap<>();
    outcome
        .operations()
        .all("/v1/alerts")
        .forEach(alert -> alerts.put(alert.get("id").asText(), alert));
    for (JsonNode delivery : deliveries) {
      String carrier = delivery.get(delivery.get("digest").isNull() ? "id" : "digest").asText();
      boolean mailed = contents.containsKey("<" + carrier + "@heard>");
      switch (delivery.get("state").asText()) {
        case "DELIVERED" -> assertThat(mailed).as("mail of %s", delivery).isTrue();
        case "CANCELLED" ->
            assertThat(
                    isOver(
                        alerts.get(delivery.get("alert").asText()),
                        raised.get(delivery.get("alert").asText()),
                        delivery))
                .as("called off: %s", delivery)
                .isTrue();
        default -> throw new AssertionError("neither sent nor called off: " + delivery);
      }
    }
    assertThat(deliveries.stream().map(delivery -> delivery.get("alert").asText()).collect(toSet()))
        .as("somebody is told of every breach")
        .containsAll(
            outcome.alerts("CLOCK_BREACHED").stream()
                .map(alert -> alert.get("id").asText())
                .toList());
  }

  /**
   * The occasion it tells of is over: the alert is, or it has come back since.
   *
   * @param raised how often the alert was raised
   */
  private static boolean isOver(JsonNode alert, long raised, JsonNode notice) {
    int occasion = notice.get("occasion").asInt();
    return occasion < raised
        || (occasion == raised && alert.get("state").asText().equals("RESOLVED"));
  }

  /**
   * @param secret of the subscription
   */
  void everySubscribedEventReachesItsReceiver(String secret) {
    List<WebhookReceiver.Call> calls = outcome.webhooks();
    assertThat(calls).as("signed").allMatch(call -> call.isSignedWith(secret));
    Map<String, Set<String>> bodies =
        calls.stream()
            .collect(
                groupingBy(WebhookReceiver.Call::id, mapping(WebhookReceiver.Call::body, toSet())));
    assertThat(bodies)
        .as("one content a webhook-id")
        .allSatisfy((id, same) -> assertThat(same).hasSize(1));
    assertThat(bodies.values().stream().map(same -> clockIn(same.iterator().next())))
        .as("webhooks of breaches")
        .containsExactlyInAnyOrderElementsOf(outcome.clocksThat(ClockStory::isBreached));
    System.out.printf("%d webhooks, %d sent again%n", bodies.size(), calls.size() - bodies.size());
  }

  private static ClockStory.Key clockIn(String webhook) {
    try {
      JsonNode event = Client.JSON.readTree(webhook).get("data");
      return new ClockStory.Key(
          event.at("/ticket/id").asText(),
          event.at("/clock/kind").asText(),
          event.at("/clock/round").asInt());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
