package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule against which deadlines are held must itself tell right from wrong. */
class ClockStoryTest {
  private static final String LOGGED = "2026-03-02T05:00:00Z";
  private static final String BEFORE = "2026-03-02T05:14:59Z";
  private static final String DUE = "2026-03-02T05:15:00Z";
  private static final String AFTER = "2026-03-02T05:15:01Z";
  private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");
  private static final ClockStory.Key KEY = new ClockStory.Key("t", "ACKNOWLEDGE", 1);

  private final List<Ledger.Entry> entries = new ArrayList<>();

  ClockStoryTest() {
    logged(DUE);
  }

  @Test
  void metInTimeAndNotBreachedIsRight() {
    met(DUE, false);

    assertThat(contradictions(NOW)).isEmpty();
  }

  @Test
  void breachedAndMetLateIsRight() {
    breached(AFTER);
    met(AFTER, true);

    assertThat(contradictions(NOW)).isEmpty();
  }

  @Test
  void stillInTimeIsRight() {
    assertThat(contradictions(Instant.parse(BEFORE))).isEmpty();
  }

  @Test
  void breachedThoughMetInTimeIsWrong() {
    met(BEFORE, false);
    breached(AFTER);

    assertThat(contradictions(NOW)).isNotEmpty();
  }

  @Test
  void breachedBeforeTheDeedIsRightOnlyIfTheClockWasSetBackSince() {
    breached(AFTER);
    met(BEFORE, false);

    assertThat(contradictions(NOW)).isEmpty();
  }

  @Test
  void breachedEarlyIsWrong() {
    breached(BEFORE);
    met(AFTER, true);

    assertThat(contradictions(NOW)).isNotEmpty();
  }

  @Test
  void missedAndNotBreachedIsWrong() {
    assertThat(contradictions(NOW)).isNotEmpty();
  }

  @Test
  void breachedTwiceIsWrong() {
    breached(AFTER);
    breached(AFTER);

    assertThat(contradictions(NOW)).isNotEmpty();
  }

  @Test
  void lateThoughInTimeIsWrong() {
    met(BEFORE, true);

    assertThat(contradictions(NOW)).isNotEmpty();
  }

  @Test
  void dueAtAnotherTimeThanTheTargetSaysIsWrong() {
    entries.clear();
    logged(AFTER);
    met(BEFORE, false);

    assertThat(contradictions(NOW)).isNotEmpty();
  }

  @Test
  void doneAndNotMetIsWrong() {
    breached(AFTER);
    add("acknowledged", "{}", AFTER);

    assertThat(contradictions(NOW)).isNotEmpty();
  }

  private void logged(String due) {
    add(
        "logged",
        """
        {"clocks": [{"kind": "ACKNOWLEDGE", "round": 1, "state": "RUNNING", "startedAt": "%s",
                     "dueAt": "%s", "target": "PT15M"}]}
        """
            .formatted(LOGGED, due),
        LOGGED);
  }

  private void breached(String recordedAt) {
    add(
        "clock-breached",
        "{\"clock\": {\"kind\": \"ACKNOWLEDGE\", \"round\": 1, \"state\": \"BREACHED\"}}",
        recordedAt);
  }

  /** With the deed that goes with it. */
  private void met(String at, boolean late) {
    add("acknowledged", "{}", at);
    add(
        "clock-met",
        """
        {"clock": {"kind": "ACKNOWLEDGE", "round": 1, "state": "MET", "stoppedAt": "%s"},
         "late": %s}
        """
            .formatted(at, late),
        at);
  }

  private void add(String what, String data, String at) {
    Instant time = Instant.parse(at);
    entries.add(
        new Ledger.Entry(
            "t", entries.size() + 1, "heard.ticket." + what + ".v1", data, time, time));
  }

  private List<String> contradictions(Instant now) {
    return ClockStory.all(new Ledger(entries)).get(KEY).contradictions(KEY, now);
  }
}
