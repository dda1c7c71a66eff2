package io.heard.systemtests;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heard.systemtests.fleet.Fleet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events, clocks and alerts are what the ledger says they must be. */
final class EventChecks {
  private final Outcome outcome;

  EventChecks(Outcome outcome) {
    this.outcome = outcome;
  }

  void everyEventIsPublishedInOrder() {
    for (Map.Entry<String, Ledger> one :
        Map.of("heard.tickets", outcome.tickets(), "heard.alerts", outcome.alertLedger())
            .entrySet()) {
      TopicCheck check =
          new TopicCheck(outcome.topic(one.getKey()).read(), one.getValue().byAggregate());
      System.out.printf(
          "%s: %d entries, %d events sent again%n",
          one.getKey(), one.getValue().entries().size(), check.repeats());
      assertThat(check.findings()).as(one.getKey()).isEmpty();
    }
  }

  void nothingIsParked() throws Exception {
    for (String service : Fleet.SERVICES) {
      Answer parked = outcome.client(service, "olga", "ops").get("/v1/parked").expect(200);
      assertThat(parked.body().get("outgoing")).as("outgoing of " + service).isEmpty();
      assertThat(parked.body().get("incoming")).as("incoming of " + service).isEmpty();
    }
  }

  void everyDeadlineIsJudgedRightly() throws Exception {
    Instant now = outcome.now();
    List<String> contradictions = new ArrayList<>();
    outcome
        .clocks()
        .forEach(
            (key, story) ->
                story
                    .contradictions(key, now)
                    .forEach(finding -> contradictions.add(key + ": " + finding)));
    assertThat(contradictions).isEmpty();
    assertThat(outcome.clocks().values())
        .as("some were in time")
        .anyMatch(story -> !story.isBreached());
    assertThat(outcome.clocks().values()).as("some were not").anyMatch(ClockStory::isBreached);
  }

  /** The table that the sweep goes by, against the ledger alone. */
  void everyClockIsStoredAsTheLedgerTellsIt() throws Exception {
    Map<ClockStory.Key, String> stored =
        outcome
            .database("tickets")
            .rows(
                "select ticket_id, kind, round, state, (extract(epoch from due_at) * 1000000)::bigint"
                    + " from ticket_clock")
            .stream()
            .collect(
                toMap(
                    row -> new ClockStory.Key(row.get(0), row.get(1), Integer.parseInt(row.get(2))),
                    row -> row.get(3) + " " + row.get(4)));
    Map<ClockStory.Key, String> told =
        outcome.clocks().entrySet().stream()
            .collect(toMap(Map.Entry::getKey, entry -> asStored(entry.getValue())));
    assertThat(stored).isEqualTo(told);
  }

  private static String asStored(ClockStory story) {
    Instant due = story.dueAt();
    Long micros = due == null ? null : due.getEpochSecond() * 1_000_000 + due.getNano() / 1_000;
    return story.state() + " " + micros;
  }

  void everyBreachHasOneAlertAndNothingElseHas() throws Exception {
    List<JsonNode> alerts = outcome.alerts("CLOCK_BREACHED");
    assertThat(alerts.stream().map(EventChecks::clockOf))
        .as("alerts of breaches")
        .containsExactlyInAnyOrderElementsOf(outcome.clocksThat(ClockStory::isBreached));
    assertThat(outcome.alerts("CLOCK_WARNED").stream().map(EventChecks::clockOf))
        .as("alerts of warnings")
        .containsExactlyInAnyOrderElementsOf(outcome.clocksThat(ClockStory::isWarned));
    assertThat(alerts).as("raised once").allMatch(alert -> alert.get("count").asInt() == 1);
    Map<String, Long> raised = outcome.raised();
    for (JsonNode alert : alerts) {
      ClockStory story = outcome.clocks().get(clockOf(alert));
      assertThat(alert.get("state").asText().equals("RESOLVED"))
          .as("%s is over if the deed is done", alert)
          .isEqualTo(story.hasEnded());
      assertThat(raised.get(alert.get("id").asText())).as("raised %s", alert).isEqualTo(1L);
    }
  }

  /** Only first rounds come due here: the targets of later ones are hours. */
  private static ClockStory.Key clockOf(JsonNode alert) {
    return new ClockStory.Key(alert.at("/ticket/id").asText(), alert.get("clock").asText(), 1);
  }
}
