package io.heard.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Two machines with wrong clocks and one database with the right one. */
class DatabaseClockTest {

  private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
  private static final Duration MILLI = Duration.ofMillis(1);

  private final Machine fast = new Machine(Duration.ofSeconds(30));
  private final Machine slow = new Machine(Duration.ofSeconds(-30));
  private Duration passed = Duration.ZERO;

  /** A machine whose wall clock is off. */
  private final class Machine extends Clock {
    private Duration off;
    private final DatabaseClock clock = new DatabaseClock(this, () -> passed.toNanos());

    Machine(Duration off) {
      this.off = off;
    }

    Duration adjust(Duration there, Duration back) {
      return clock.adjust(
          () -> {
            pass(there);
            Instant read = database();
            pass(back);
            return read;
          });
    }

    @Override
    public Instant instant() {
      return database().plus(off);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  private Instant database() {
    return TEN.plus(passed);
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
  }

  @Test
  void wrongMachines_agreeOnTheDatabasesTime() {
    assertThat(fast.adjust(MILLI, MILLI)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    slow.adjust(MILLI, MILLI);
    pass(Duration.ofMinutes(5));
    for (Machine machine : new Machine[] {fast, slow}) {
      assertThat(machine.clock.instant()).isBetween(database().minus(MILLI), database());
    }
  }

  @Test
  void wallClockThatIsPutRight_changesNothing() {
    fast.adjust(MILLI, MILLI);
    Instant before = fast.clock.instant();
    fast.off = Duration.ZERO;
    assertThat(fast.clock.instant()).isEqualTo(before);
  }

  @Test
  void slowAnswers_neitherPutItBackNorAhead() {
    fast.adjust(MILLI, MILLI);
    fast.adjust(Duration.ofMillis(5), Duration.ofMillis(400));
    fast.adjust(Duration.ofMillis(400), Duration.ofMillis(5));
    assertThat(fast.clock.instant()).isBetween(database().minus(MILLI), database());
  }

  @Test
  void databaseThatWentElsewhere_isFollowed() {
    fast.adjust(MILLI, MILLI);
    Instant elsewhere = database().minusSeconds(7);
    fast.clock.adjust(() -> elsewhere);
    assertThat(fast.clock.instant()).isEqualTo(elsewhere);
  }

  @Test
  void untilTheFirstReading_itIsTheMachinesTime() {
    assertThat(slow.clock.instant()).isEqualTo(database().minusSeconds(30));
  }
}
