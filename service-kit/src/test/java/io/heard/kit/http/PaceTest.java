package io.heard.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long TENTH = SECOND / 10;

  private final Pace pace = new Pace();

  /** So many get their turn, one every tenth of a second. */
  private long go(int turns, long now) {
    long at = now;
    for (int i = 0; i < turns; i++) {
      at += TENTH;
      pace.next(at);
    }
    return at;
  }

  @Test
  void nobodyKnows_whileNobodyHasHadToWait() {
    assertThat(pace.until(500, SECOND)).isZero();
    pace.busy(SECOND);
    assertThat(pace.until(500, SECOND)).isZero();
    assertThat(pace.until(500, SECOND + TENTH)).isZero();
  }

  @Test
  void afterHalfASecond_itIsAsFastAsThoseWhoGotTheirTurn() {
    pace.busy(0);
    long now = go(5, 0);
    assertThat(pace.until(1, now)).isEqualTo(TENTH);
    assertThat(pace.until(20, now)).isEqualTo(2 * SECOND);
  }

  @Test
  void itFollowsWhatIsSlowerNow() {
    pace.busy(0);
    long now = go(5, 0);
    pace.next(now + SECOND);
    assertThat(pace.until(1, now + SECOND)).isEqualTo(SECOND);
  }

  @Test
  void whileNothingMoves_whatWasKnownLastHolds() {
    pace.busy(0);
    long now = go(5, 0);
    assertThat(pace.until(1, now + 10 * SECOND)).isEqualTo(TENTH);
  }

  @Test
  void afterAPause_nobodyKnows() {
    pace.busy(0);
    long now = go(5, 0);
    pace.idle();
    assertThat(pace.until(100, now + TENTH)).isZero();
    pace.busy(now + SECOND);
    assertThat(pace.until(100, now + SECOND)).isZero();
  }
}
