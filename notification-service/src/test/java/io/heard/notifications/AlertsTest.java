package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When alerts are raised, and what ends them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class AlertsTest {

  @Test
  void breach_oneAlertAlsoWhenRedelivered() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("logged").breached("FIRST_FEEDBACK").redelivered().redelivered();
    story.happens("noted");

    Map<String, Object> alert = Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    assertThat(alert)
        .containsEntry("clock", "FIRST_FEEDBACK")
        .containsEntry("dueAt", story.dueAt.toString())
        .containsEntry("step", 1)
        .containsEntry("count", 1)
        .containsEntry("acknowledgedBy", null)
        .containsEntry("resolvedBy", null)
        .containsEntry(
            "ticket",
            Map.of(
                "id",
                story.id.toString(),
                "number",
                story.number,
                "subject",
                story.subject,
                "priority",
                "P1"));
    assertThat(Calls.alerts(story.id)).hasSize(1);
    await()
        .untilAsserted(
            () ->
                assertThat(types(story))
                    .containsExactly(
                        "heard.alert.raised.v1",
                        "heard.alert.delivered.v1",
                        "heard.alert.delivered.v1",
                        "heard.alert.delivered.v1"));
    assertThat(Events.of("heard.alerts", story.id))
        .extracting(Events.Seen::sequence)
        .containsExactly(1, 2, 3, 4);
    assertThat(Events.of("heard.alerts", story.id))
        .allSatisfy(
            event -> assertThat(EventContract.violations(event.type(), event.data())).isEmpty());
  }

  private static List<String> types(Story story) {
    return Events.of("heard.alerts", story.id).stream().map(Events.Seen::type).toList();
  }
}
