package io.heard.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClocksTest {

  @Test
  void system_tellsTimeInEveryForm() {
    Clocks clocks = new Clocks();
    Clock clock = clocks.service(clocks.database());

    assertThat(clock.millis()).isPositive();
    assertThat(clock.instant().getNano() % 1_000).isZero();
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void microsecondClock_cutsOffWhatTheDatabaseDoesNotKeep() {
    Clock fine = Clock.fixed(Instant.parse("2026-03-02T05:15:00.123456789Z"), ZoneOffset.UTC);

    Clock clock = new MicrosecondClock(fine);

    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-03-02T05:15:00.123456Z"));
    assertThat(clock.millis()).isEqualTo(fine.millis());
  }
}
