package io.heard.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void breachThenMet_resolvedByWhoeverDidTheDeed() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.breached("FIRST_FEEDBACK");
    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");

    story.met("FIRST_FEEDBACK");

    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "RESOLVED"))
        .containsEntry("resolvedBy", "zhang");
  }

  @Test
  void brokenPromise_oneAlertOfItsOwnCause_endedByTheDeed() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.warned("PROMISE");
    Calls.alert(story.id, "CLOCK_WARNED", "OPEN");

    story.breached("PROMISE").redelivered().happens("promise-broken");

    assertThat(Calls.alert(story.id, "PROMISE_BROKEN", "OPEN"))
        .containsEntry("clock", "PROMISE")
        .containsEntry("count", 1);
    assertThat(Calls.alert(story.id, "CLOCK_WARNED", "RESOLVED"))
        .containsEntry("resolvedBy", "system:breach");
    assertThat(Calls.alerts(story.id)).hasSize(2);

    story.happens("promise-kept").met("PROMISE");

    assertThat(Calls.alert(story.id, "PROMISE_BROKEN", "RESOLVED"))
        .containsEntry("resolvedBy", "zhang");
  }

  @Test
  void pingPong_oneAlertAPattern_endedByWork() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.send("ping-pong", "zhang", ",\"pattern\":\"RETURNED\",\"count\":2");
    story.redelivered();
    story.send("ping-pong", "zhang", ",\"pattern\":\"HOPS\",\"count\":4");
    await()
        .untilAsserted(
            () ->
                assertThat(Calls.alerts(story.id))
                    .extracting("cause", "state", "count")
                    .containsExactlyInAnyOrder(
                        tuple("PING_PONG", "OPEN", 1), tuple("PING_PONG", "OPEN", 1)));
    story.happens("noted").happens("action-done");
    await()
        .untilAsserted(
            () -> assertThat(Calls.alerts(story.id)).extracting("state").containsOnly("RESOLVED"));
  }

  @Test
  void metBeforeItWasLate_neverAlerts() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.met("FIRST_FEEDBACK").warned("FIRST_FEEDBACK").breached("FIRST_FEEDBACK");
    story.breached("RESOLUTION");

    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");

    assertThat(Calls.alerts(story.id)).extracting("clock").containsExactly("RESOLUTION");
  }

  @Test
  void customerCameBackOnAClosedTicket_alertLivesUntilTheAnswer() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.state = "CLOSED";
    story.happens("closed").happens("contacted").breached("NEXT_FEEDBACK").happens("noted");
    story.breached("RESOLUTION");
    await()
        .untilAsserted(
            () ->
                assertThat(Calls.alerts(story.id))
                    .extracting("clock", "state")
                    .containsExactlyInAnyOrder(
                        tuple("NEXT_FEEDBACK", "OPEN"), tuple("RESOLUTION", "OPEN")));

    story.met("NEXT_FEEDBACK");
    assertThat(Calls.alert(story.id, "CLOCK_BREACHED", "RESOLVED"))
        .containsEntry("clock", "NEXT_FEEDBACK");
  }

  @Test
  void warnedThenBreached_breachTakesTheWarningsPlace() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.warned("FIRST_FEEDBACK");
    Calls.alert(story.id, "CLOCK_WARNED", "OPEN");

    story.breached("FIRST_FEEDBACK");

    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    assertThat(Calls.alert(story.id, "CLOCK_WARNED", "RESOLVED"))
        .containsEntry("resolvedBy", "system:breach");
  }

  @Test
  void warnedAgain_addsToTheSameAlert() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.warned("RESOLUTION").warned("RESOLUTION").happens("noted");

    await()
        .untilAsserted(
            () -> assertThat(Calls.alerts(story.id)).extracting("count").containsExactly(2));
  }

  @Test
  void deadlineMovedAway_warningEndsAndComesBackWhenItIsDueAgain() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.warned("RESOLUTION");
    Object id = Calls.alert(story.id, "CLOCK_WARNED", "OPEN").get("id");
    Instant later = Instant.now().plusSeconds(86_400);

    story.clock("clock-set", "RESOLUTION", 1, "RUNNING", later, later.minusSeconds(3600));
    Calls.alert(story.id, "CLOCK_WARNED", "RESOLVED");
    story.clock("clock-warned", "RESOLUTION", 1, "RUNNING", later, later.minusSeconds(3600));

    Map<String, Object> back = Calls.alert(story.id, "CLOCK_WARNED", "OPEN");
    assertThat(back).containsEntry("id", id).containsEntry("count", 2);
    assertThat(back).containsEntry("resolvedBy", null);
    await()
        .untilAsserted(
            () -> assertThat(types(story)).filteredOn("heard.alert.raised.v1"::equals).hasSize(2));
  }

  @Test
  void roundsOfAClock_areAlertsOfTheirOwn() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.clock("clock-breached", "NEXT_FEEDBACK", 1, "BREACHED");
    story.clock("clock-met", "NEXT_FEEDBACK", 1, "MET");
    story.clock("clock-breached", "NEXT_FEEDBACK", 2, "BREACHED");

    await()
        .untilAsserted(
            () ->
                assertThat(Calls.alerts(story.id))
                    .extracting("state")
                    .containsExactly("OPEN", "RESOLVED"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "merged", "declined"})
  void ticketEnds_allItsAlertsEnd(String how) {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.warned("RESOLUTION").breached("FIRST_FEEDBACK");
    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");

    story.state = how.toUpperCase(Locale.ROOT);
    story.happens(how);

    Calls.alert(story.id, "CLOCK_BREACHED", "RESOLVED");
    assertThat(Calls.alerts(story.id)).extracting("state").containsOnly("RESOLVED");
  }

  @Test
  void handedOff_alertIsFoundWithItsNewOwner() {
    String team = Story.unique("purifiers");
    Story story = Story.of("somewhere-else", null, Story.staff("mei"));
    story.breached("FIRST_FEEDBACK");
    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");

    story.team = team;
    story.person = "wang";
    story.happens("handed-off");

    Calls.eventually(
        () -> {
          List<Object> found =
              Calls.ops().queryParam("team", team).get("/v1/alerts").path("items.id");
          return found.size() == 1 ? found : null;
        });
    Calls.ops()
        .queryParam("person", "wang")
        .queryParam("ticket", story.number)
        .get("/v1/alerts")
        .then()
        .body("items", hasSize(1));
  }

  @Test
  void unknownType_isKeptAndHoldsNothingUp() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.happens("abducted-by-aliens").breached("FIRST_FEEDBACK");

    Calls.alert(story.id, "CLOCK_BREACHED", "OPEN");
    List<String> parked = Calls.ops().get("/v1/parked?limit=200").path("incoming.aggregateId");
    assertThat(parked).contains(story.id.toString());
  }

  private static List<String> types(Story story) {
    return Events.of("heard.alerts", story.id).stream().map(Events.Seen::type).toList();
  }

  @Test
  void chased_oneAlertHoweverOften_untilTheCustomerIsToldSomething() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    story.send("contacted", "mei", ",\"contacts\":2,\"chasing\":false");
    story.send("contacted", "mei", ",\"contacts\":3,\"chasing\":true");
    story.send("contacted", "mei", ",\"contacts\":4,\"chasing\":true").redelivered();
    story.happens("noted");

    await()
        .untilAsserted(
            () ->
                assertThat(Calls.alert(story.id, "CHASED", "OPEN"))
                    .containsEntry("count", 2)
                    .containsEntry("clock", null));
    assertThat(Calls.alerts(story.id)).hasSize(1);

    story.send("fed-back", "zhang", ",\"channel\":\"PHONE\",\"text\":\"On Tuesday\"");
    assertThat(Calls.alert(story.id, "CHASED", "RESOLVED")).containsEntry("resolvedBy", "zhang");
  }

  @Test
  void overload_oneAlertForWhomItConcerns_untilThereIsRoom() {
    Story story = Story.of(null, Story.staff("zhang"), Story.staff("mei"));
    String zhang =
        ",\"overload\":{\"kind\":\"PERSON\",\"name\":\"zhang\",\"open\":3,\"capacity\":3,\"outcome\":\"REFUSED\"}";
    story.send("overloaded", "system:capacity", zhang).redelivered();
    story.send("overloaded", "system:capacity", zhang.replace("PERSON", "TEAM"));
    story.happens("noted");

    await().untilAsserted(() -> assertThat(Calls.alerts(story.id)).hasSize(2));
    assertThat(Calls.alert(story.id, "OVERLOAD", "OPEN")).containsEntry("clock", null);

    story.send("overload-ended", "system:capacity", zhang);
    assertThat(Calls.alert(story.id, "OVERLOAD", "RESOLVED"))
        .containsEntry("resolvedBy", "system:capacity");
  }
}
