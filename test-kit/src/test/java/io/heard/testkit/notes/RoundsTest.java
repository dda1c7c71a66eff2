package io.heard.testkit.notes;

import static org.awaitility.Awaitility.await;

import io.heard.kit.time.Rounds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That a clock set back stops nothing is tried by the system test FaultsIT. */
@QuarkusTest
class RoundsTest extends KitTest {

  @Inject Rounds rounds;

  @Test
  void aRoundThatFailsIsFollowedByTheNext() {
    AtomicInteger begun = new AtomicInteger();

    rounds.every(
        Duration.ofMillis(20),
        "test-rounds",
        () -> {
          if (begun.incrementAndGet() < 3) {
            throw new IllegalStateException("on purpose");
          }
        });

    await().atMost(Duration.ofSeconds(30)).until(() -> begun.get() > 5);
  }
}
