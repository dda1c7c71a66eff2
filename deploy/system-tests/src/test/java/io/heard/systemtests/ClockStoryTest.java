package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule against which deadlines are held must itself tell right from wrong. */
class ClockStoryTest {
  private static final String BEFORE = "2026-03-02T05:14:59Z";
  private static final String DUE = "2026-03-02T05:15:00Z";
  private static final String AFTER = "2026-03-02T05:15:01Z";
  private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");

  private final List<Ledger.Entry> entries = new ArrayList<>();

  ClockStoryTest() {
    add("logged", "{\"clocks\": [{\"kind\": \"K\", \"round\": 1, \"dueAt\": \"" + DUE + "\"}]}");
  }

  @Test
  void metInTimeAndNotBreachedIsRight() {
    met(DUE, false);

    assertThat(story().contradictions(NOW)).isEmpty();
  }

  @Test
  void breachedAndMetLateIsRight() {
    breached();
    met(AFTER, true);

    assertThat(story().contradictions(NOW)).isEmpty();
  }

  @Test
  void stillInTimeIsRight() {
    assertThat(story().contradictions(Instant.parse(BEFORE))).isEmpty();
  }

  @Test
  void breachedThoughMetInTimeIsWrong() {
    breached();
    met(BEFORE, false);

    assertThat(story().contradictions(NOW)).isNotEmpty();
  }

  @Test
  void missedAndNotBreachedIsWrong() {
    assertThat(story().contradictions(NOW)).isNotEmpty();
  }

  @Test
  void breachedTwiceIsWrong() {
    breached();
    breached();

    assertThat(story().contradictions(NOW)).isNotEmpty();
  }

  @Test
  void lateThoughInTimeIsWrong() {
    met(BEFORE, true);

    assertThat(story().contradictions(NOW)).isNotEmpty();
  }

  private void breached() {
    add("clock-breached", "{\"clock\": {\"kind\": \"K\", \"round\": 1}}");
  }

  private void met(String at, boolean late) {
    add(
        "clock-met",
        "{\"clock\": {\"kind\": \"K\", \"round\": 1, \"stoppedAt\": \"%s\"}, \"late\": %s}"
            .formatted(at, late));
  }

  private void add(String what, String data) {
    entries.add(new Ledger.Entry("t", entries.size() + 1, "heard.ticket." + what + ".v1", data));
  }

  private ClockStory story() {
    return ClockStory.all(new Ledger(entries)).get(new ClockStory.Key("t", "K", 1));
  }
}
