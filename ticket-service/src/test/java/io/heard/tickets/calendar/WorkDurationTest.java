package io.heard.tickets.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkDurationTest {
  @Test
  void hoursMinutesAndSeconds_areRead() {
    assertThat(WorkDuration.parse("PT8H")).isEqualTo(Duration.ofHours(8));
    assertThat(WorkDuration.parse("PT1H30M")).isEqualTo(Duration.ofMinutes(90));
    assertThat(WorkDuration.parse("PT90M")).isEqualTo(Duration.ofMinutes(90));
    assertThat(WorkDuration.parse("PT0.000000001S")).isEqualTo(Duration.ofNanos(1));
    assertThat(WorkDuration.parse("PT0S")).isZero();
  }

  @Test
  void days_areRefusedWithAHint() {
    for (String ambiguous : List.of("P1D", "P1W", "P1DT2H", "P1M", "P1Y2M", "-P1D")) {
      assertThatThrownBy(() -> WorkDuration.parse(ambiguous))
          .as(ambiguous)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ambiguous")
          .hasMessageContaining("PT8H");
    }
  }

  @Test
  void anythingElse_isRefused() {
    for (String bad :
        List.of(
            "", "8h", "PT", "P", "PT-1H", "-PT1H", "PT1.5H", "pt8h", "PT1D", "PT8H ", "PT1S1H")) {
      assertThatThrownBy(() -> WorkDuration.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT8H");
    }
    assertThatThrownBy(() -> WorkDuration.parse("PT99999999999999999999H"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too long");
  }
}
