package io.heard.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff();

  @Test
  void doublesFromAHundredMillisecondsToTenSeconds() {
    assertThat(IntStream.range(0, 10).mapToObj(i -> backoff.after(Duration.ZERO).toMillis()))
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L, 10_000L);
  }

  @Test
  void beginsAnewAfterAGoodRun() {
    backoff.after(Duration.ZERO);
    backoff.after(Duration.ZERO);

    assertThat(backoff.after(Backoff.GOOD_RUN.minusNanos(1))).isEqualTo(Duration.ofMillis(400));
    assertThat(backoff.after(Backoff.GOOD_RUN)).isEqualTo(Backoff.FIRST);
  }
}
