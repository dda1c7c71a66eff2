package io.heard.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Ending GOOD = new Ending("Car park", "D-2026-0000043", "CLOSED", 15, null);

  @Test
  void showsEachDemandAndThatAllHolds() {
    String text = Summary.of(List.of(GOOD), 41.6);

    assertThat(text)
        .containsPattern("Car park +D-2026-0000043 +CLOSED +15 +all hold")
        .endsWith("All proofs hold. Played in 42 seconds.");
  }

  @Test
  void saysWhatBrokeAndWhereToLook() {
    Ending bad =
        new Ending("Sour dates", "D-2026-0000044", "LOGGED", 1, "expected P1 but it is P4");

    String text = Summary.of(List.of(GOOD, bad), 10);

    assertThat(text)
        .containsPattern("Sour dates +D-2026-0000044 +LOGGED +1 +BROKEN: expected P1 but it is P4")
        .contains("1 of 2 stories broke")
        .doesNotContain("All proofs hold");
  }

  @Test
  void hasNoNumberForADemandThatWasNeverLogged() {
    String text = Summary.of(List.of(new Ending("Car park", null, null, 0, "no answer")), 1);

    assertThat(text).containsPattern("Car park +- +- +- +BROKEN: no answer");
  }

  @Test
  void keepsLongReasonsToTheStory() {
    Ending bad = new Ending("Car park", "D-2026-0000043", "LOGGED", 1, "x".repeat(300));

    assertThat(Summary.of(List.of(bad), 1))
        .contains("BROKEN: " + "x".repeat(57) + "...")
        .doesNotContain("x".repeat(58));
  }
}
