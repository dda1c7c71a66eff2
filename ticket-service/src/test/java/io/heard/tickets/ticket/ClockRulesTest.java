package io.heard.tickets.ticket;

import static io.heard.tickets.ticket.Api.ADMIN;
import static io.heard.tickets.ticket.Api.MEI;
import static io.heard.tickets.ticket.Api.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule about clocks of DESIGN §5, through the whole service, on a clock that stands still. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class ClockRulesTest {

  @Inject Sweep sweep;

  private final String product = Sla.unique("pump");
  private String policy;
  private String id;

  /**
   * ACKNOWLEDGE 1 h, FIRST_FEEDBACK 4 h, NEXT_FEEDBACK 8 h, RESOLUTION 20 h, CUSTOMER_WAIT 10 h.
   */
  @BeforeEach
  void logged() {
    TestClock.get().freeze(Instant.now());
    policy = Sla.policy(product, 10, "24x7", 1, 4, 8, 20, 10);
    id = Sla.log(product);
  }

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private static void hours(long hours) {
    TestClock.get().advance(Duration.ofHours(hours));
  }

  private static Instant now() {
    return TestClock.get().instant();
  }

  private void started() {
    Sla.done(id, "acknowledge", Map.of());
    Sla.done(id, "start", Map.of());
  }

  private void feedback(Instant at) {
    Sla.done(id, "feedbacks", Map.of("text", "told", "at", at.toString()));
  }

  private Object left(String kind) {
    return Sla.clock(id, kind).get("remaining");
  }

  @Test
  void acknowledgeAndFirstFeedback_runFromLogging_andNeverPause() {
    started();
    Sla.done(id, "wait", Map.of());
    hours(3);
    assertThat(Sla.state(id, "ACKNOWLEDGE")).isEqualTo("MET");
    assertThat(left("FIRST_FEEDBACK")).isEqualTo("PT1H");
    hours(2);
    Sla.awaitTold(sweep, id, "breached FIRST_FEEDBACK");
  }

  @Test
  void pauseAndResume_moveTheDueTimeByThePauseExactly() {
    started();
    hours(2);
    Sla.done(id, "wait", Map.of());
    assertThat(Sla.clock(id, "RESOLUTION"))
        .containsEntry("state", "PAUSED")
        .containsEntry("dueAt", null);
    TestClock.get().advance(Duration.ofNanos(7_777_777_777_000L));
    assertThat(left("RESOLUTION")).isEqualTo("PT18H");
    Sla.done(id, "resume", Map.of());
    assertThat(Sla.target(id, "RESOLUTION"))
        .isEqualTo(Duration.ofHours(20).plusNanos(7_777_777_777_000L));
  }

  @Test
  void waitingForOthers_counts_unlessThePolicySaysOtherwise() {
    started();
    Sla.done(id, "wait", Map.of("for", "OTHERS"));
    hours(3);
    assertThat(left("RESOLUTION")).isEqualTo("PT17H");
    Sla.patchPolicy(policy, Map.of("pauseWhileWaitingForOthers", true));
    id = Sla.log(product);
    started();
    Sla.done(id, "wait", Map.of("for", "OTHERS"));
    hours(3);
    assertThat(left("RESOLUTION")).isEqualTo("PT20H");
    assertThat(Sla.state(id, "CUSTOMER_WAIT")).as("waiting ends").isEqualTo("RUNNING");
  }

  @Test
  void customerWait_isDueOnTheDateNamed_orAfterThePolicysTime() {
    started();
    Instant until = now().plus(Duration.ofDays(3));
    Sla.done(id, "wait", Map.of("until", until.toString()));
    assertThat(Sla.due(id, "CUSTOMER_WAIT")).isEqualTo(until);
    Sla.done(id, "resume", Map.of());
    Sla.done(id, "wait", Map.of());
    assertThat(Sla.target(id, "CUSTOMER_WAIT")).isEqualTo(Duration.ofHours(10));
    Sla.done(id, "feedbacks", Map.of("text", "please"));
    hours(11);
    Sla.awaitTold(sweep, id, "breached NEXT_FEEDBACK", "breached CUSTOMER_WAIT");
  }

  @Test
  void nextFeedback_runsFromEachFeedback_andFromTheOldestUnansweredContact() {
    started();
    feedback(now());
    assertThat(Sla.target(id, "NEXT_FEEDBACK")).isEqualTo(Duration.ofHours(8));
    Instant first = Sla.due(id, "NEXT_FEEDBACK");
    hours(2);
    Sla.done(id, "contacts", Map.of("text", "when?"));
    assertThat(Sla.due(id, "NEXT_FEEDBACK")).as("the older debt counts").isEqualTo(first);
    Sla.done(id, "feedbacks", Map.of("text", "tomorrow"));
    assertThat(Sla.due(id, "NEXT_FEEDBACK")).isEqualTo(first.plus(Duration.ofHours(2)));
    Sla.done(id, "resolve", Map.of("outcome", "tight again"));
    Sla.done(id, "feedbacks", Map.of("text", "done"));
    assertThat(Sla.state(id, "NEXT_FEEDBACK")).isEqualTo("MET");
    hours(1);
    Sla.done(id, "contacts", Map.of("text", "it drips"));
    Instant owed = Sla.due(id, "NEXT_FEEDBACK");
    hours(1);
    Sla.done(id, "contacts", Map.of("text", "it still drips"));
    assertThat(Sla.due(id, "NEXT_FEEDBACK")).isEqualTo(owed);
  }

  @Test
  void reopen_resumesWithWhatWasLeft_andCountsTheCycle() {
    started();
    hours(5);
    feedback(now().minus(Duration.ofHours(2)));
    Sla.done(id, "resolve", Map.of("outcome", "tight again"));
    hours(100);
    Sla.done(id, "reopen", Map.of("reason", "broken again"));
    assertThat(left("RESOLUTION")).isEqualTo("PT15H");
    assertThat(Api.get(id).getInt("cycle")).isEqualTo(2);
    hours(1);
    Sla.done(id, "feedbacks", Map.of("text", "told"));
    Sla.done(id, "resolve", Map.of("outcome", "tight again"));
    Sla.done(id, "close", Map.of("because", "CONFIRMED"));
    hours(50);
    Sla.done(id, "reopen", Map.of("reason", "and again"));
    assertThat(left("RESOLUTION")).isEqualTo("PT14H");
    assertThat(Api.get(id).getInt("cycle")).isEqualTo(3);
    assertThat(Sla.clock(id, "RESOLUTION")).containsEntry("round", 1);
  }

  @Test
  void priorityChangeWhilePaused_keepsThePause() {
    String quick = Sla.policy(product, 5, "24x7", 1, 1, 2, 6, 10);
    Sla.patchPolicy(
        quick, Map.of("when", Map.of("products", List.of(product), "priorities", List.of("P1"))));
    started();
    hours(2);
    Sla.done(id, "wait", Map.of());
    hours(30);
    as(MEI)
        .body(Map.of("impact", "HIGH", "urgency", "HIGH"))
        .patch("/v1/tickets/" + id)
        .then()
        .statusCode(200);
    assertThat(Sla.state(id, "RESOLUTION")).isEqualTo("PAUSED");
    assertThat(left("RESOLUTION")).isEqualTo("PT4H");
    hours(30);
    Sla.done(id, "resume", Map.of());
    assertThat(Sla.target(id, "RESOLUTION")).isEqualTo(Duration.ofHours(66));
    assertThat(Sla.told(id, "breached")).doesNotContain("breached RESOLUTION");
  }

  @Test
  void decline_isTheFeedback_andEndsEveryClock() {
    started();
    Sla.done(id, "decline", Map.of("reason", "not ours"));
    assertThat(Sla.state(id, "FIRST_FEEDBACK")).isEqualTo("MET");
    assertThat(Sla.state(id, "RESOLUTION")).isEqualTo("CANCELLED");
    hours(500);
    sweep.round();
    assertThat(Sla.told(id, "breached", "warned")).isEmpty();
    Sla.done(id, "reopen", Map.of("reason", "ours after all"));
    assertThat(left("RESOLUTION")).isEqualTo("PT20H");
  }

  @Test
  void answerAtTheVeryInstantItIsDue_isInTime_aMicrosecondLaterIsNot() {
    Instant due = Sla.due(id, "FIRST_FEEDBACK");
    TestClock.get().freeze(due);
    sweep.round();
    Sla.done(id, "feedbacks", Map.of("text", "just so"));
    assertThat(Sla.told(id, "breached", "met"))
        .containsExactly("breached ACKNOWLEDGE", "met FIRST_FEEDBACK");
    TestClock.get().freeze(due.minus(Duration.ofHours(4)));
    id = Sla.log(product);
    TestClock.get().freeze(due.plusNanos(1_000));
    Sla.done(id, "feedbacks", Map.of("text", "too late"));
    assertThat(Sla.told(id, "breached", "met"))
        .contains("breached FIRST_FEEDBACK", "met FIRST_FEEDBACK late");
    assertThat(Sla.state(id, "FIRST_FEEDBACK")).isEqualTo("BREACHED");
  }

  @Test
  void answerRecordedLateWithAnEarlierTime_withdrawsTheBreach() {
    Sla.done(id, "acknowledge", Map.of());
    Instant due = Sla.due(id, "FIRST_FEEDBACK");
    hours(6);
    Sla.awaitTold(sweep, id, "breached FIRST_FEEDBACK");
    feedback(due.minusSeconds(60));
    assertThat(Sla.state(id, "FIRST_FEEDBACK")).isEqualTo("MET");
    assertThat(Sla.told(id, "met")).containsExactly("met ACKNOWLEDGE", "met FIRST_FEEDBACK");
    Api.assertLedgerWhole(id);
  }

  @Test
  void answerInTimeRecordedAfterALateOne_withdrawsTheBreachAsWell() {
    Sla.done(id, "acknowledge", Map.of());
    Instant due = Sla.due(id, "FIRST_FEEDBACK");
    hours(6);
    Sla.done(id, "feedbacks", Map.of("text", "late"));
    assertThat(Sla.state(id, "FIRST_FEEDBACK")).isEqualTo("BREACHED");
    feedback(due.minusSeconds(60));
    assertThat(Sla.state(id, "FIRST_FEEDBACK")).isEqualTo("MET");
    assertThat(Sla.told(id, "met"))
        .containsExactly("met ACKNOWLEDGE", "met FIRST_FEEDBACK late", "met FIRST_FEEDBACK");
    Instant next = Sla.due(id, "NEXT_FEEDBACK");
    hours(9);
    Sla.done(id, "feedbacks", Map.of("text", "late again"));
    feedback(next);
    assertThat(Sla.told(id, "breached", "met"))
        .endsWith("breached NEXT_FEEDBACK", "met NEXT_FEEDBACK late", "met NEXT_FEEDBACK");
    assertThat(Sla.clock(id, "NEXT_FEEDBACK"))
        .containsEntry("round", 2)
        .containsEntry("state", "RUNNING");
    feedback(next.plusSeconds(1));
    assertThat(Sla.told(id, "met")).hasSize(5);
    Api.assertLedgerWhole(id);
  }

  @Test
  void handOff_neitherStopsNorRestartsAClock() {
    Instant acknowledge = Sla.due(id, "ACKNOWLEDGE");
    TestClock.get().advance(Duration.ofMinutes(30));
    Sla.done(id, "handoffs", Map.of("to", Map.of("team", "field-service"), "reason", "theirs"));
    assertThat(Sla.due(id, "ACKNOWLEDGE")).isEqualTo(acknowledge);
    started();
    Sla.done(id, "handoffs", Map.of("to", Map.of("team", "workshop"), "reason", "parts"));
    assertThat(Sla.state(id, "ACKNOWLEDGE")).isEqualTo("MET");
    assertThat(Sla.target(id, "RESOLUTION")).isEqualTo(Duration.ofHours(20));
    assertThat(Sla.state(id, "FIRST_FEEDBACK")).isEqualTo("RUNNING");
    assertThat(Api.get(id).getString("receiver")).isEqualTo("mei");
  }

  @Test
  void warning_comesInWorkingTime_notAtMidnight() {
    String calendar = Sla.unique("office");
    as(ADMIN)
        .body(
            "{\"name\": \"%s\", \"timeZone\": \"Asia/Shanghai\", \"weekly\": {\"MON\": [\"09:00-17:00\"], \"TUE\": [\"09:00-17:00\"]}}"
                .formatted(calendar))
        .post("/v1/calendars")
        .then()
        .statusCode(201);
    String office = Sla.unique("office");
    Sla.policy(office, 10, calendar, 1, 4, 8, 12, 10);
    TestClock.get().freeze(Instant.parse("2027-03-01T05:00:00Z")); // Monday 13:00 in Shanghai
    id = Sla.log(office);
    assertThat(Sla.clock(id, "RESOLUTION"))
        .containsEntry("warnAt", "2027-03-02T06:00:00Z")
        .containsEntry("dueAt", "2027-03-02T09:00:00Z");
    assertThat(Sla.clock(id, "FIRST_FEEDBACK"))
        .as("used up exactly at closing")
        .containsEntry("dueAt", "2027-03-01T09:00:00Z");
  }

  @Test
  void afterTwoDaysOfSleep_everyBreachIsAnnouncedOnce_andNoWarning() {
    started();
    hours(48);
    Sla.awaitTold(sweep, id, "breached FIRST_FEEDBACK", "breached RESOLUTION");
    Sla.sweepAll(sweep);
    assertThat(Sla.told(id, "breached", "warned")).hasSize(2);
  }
}
