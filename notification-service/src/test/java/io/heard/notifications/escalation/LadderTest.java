package io.heard.notifications.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.escalation.EscalationApi.Notify;
import io.heard.notifications.escalation.EscalationApi.Role;
import io.heard.notifications.escalation.EscalationApi.Step;
import io.heard.notifications.escalation.Ladder.Act;
import io.heard.notifications.escalation.Ladder.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {

  private static final Instant START = Instant.parse("2026-03-02T05:15:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Ladder LADDER =
      new Ladder(
          List.of(step("PT0S", "PT10M", 2), step("PT1H", "PT5M", null), step("PT2H", null, null)));

  private static Step step(String after, String repeat, Integer times) {
    return new Step(
        Duration.parse(after),
        List.of(new Notify(Role.OWNER, null, null, null, null)),
        repeat == null ? null : Duration.parse(repeat),
        times);
  }

  private static Instant at(String duration) {
    return START.plus(Duration.parse(duration));
  }

  private static Act next(int step, int notices, String lastNotice, String acknowledged) {
    return LADDER.next(
        new Position(
            START,
            step,
            notices,
            lastNotice == null ? null : at(lastNotice),
            acknowledged == null ? null : at(acknowledged)),
        HOUR);
  }

  @Test
  void beginning_theFirstNotice() {
    assertThat(next(1, 0, null, null)).isEqualTo(new Act(START, false));
  }

  @Test
  void repeats_asOftenAsSaid() {
    assertThat(next(1, 1, "PT0S", null)).isEqualTo(new Act(at("PT10M"), false));
    assertThat(next(1, 2, "PT10M", null)).isEqualTo(new Act(at("PT20M"), false));
    assertThat(next(1, 3, "PT20M", null)).isEqualTo(new Act(at("PT1H"), true));
  }

  @Test
  void repeatAndNextStepAtOnce_theStepGoesFirst() {
    assertThat(next(2, 12, "PT1H55M", null)).isEqualTo(new Act(at("PT2H"), true));
  }

  @Test
  void acknowledged_noRepeatAndTheNextStepIsKeptBack() {
    assertThat(next(1, 1, "PT0S", "PT5M")).isEqualTo(new Act(at("PT1H5M"), true));
    assertThat(next(2, 1, "PT1H", "PT61M")).isEqualTo(new Act(at("PT2H1M"), true));
  }

  @Test
  void acknowledgedEarlyOnALongStep_theStepsOwnTimeStands() {
    Ladder slow = new Ladder(List.of(step("PT0S", null, null), step("PT8H", null, null)));
    assertThat(slow.next(new Position(START, 1, 1, START, at("PT5M")), HOUR))
        .isEqualTo(new Act(at("PT8H"), true));
  }

  @Test
  void atTheTop_nothingMore() {
    assertThat(next(3, 1, "PT2H", null)).isNull();
    assertThat(next(3, 1, "PT2H", "PT3H")).isNull();
  }

  @Test
  void ladderHasBecomeShorter_nothingMore() {
    assertThat(next(7, 1, "PT2H", null)).isNull();
  }
}
