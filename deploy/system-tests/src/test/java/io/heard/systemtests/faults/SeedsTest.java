package io.heard.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The long set goes on with random seeds for as long as it is told. */
class SeedsTest {
  private static final int RANDOM = 5;
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  @BeforeEach
  void longSet() {
    System.setProperty("heard.faults", "long");
  }

  @AfterEach
  void asItWas() {
    System.clearProperty("heard.faults");
    System.clearProperty("heard.faults.minutes");
  }

  @Test
  void eachSeedIsDrawnWhenItIsAskedFor() {
    Set<List<Long>> drawn = new HashSet<>();
    Assertions.assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          Iterator<List<Long>> seeds = Seeds.chosen().iterator();
          while (drawn.size() < Seeds.fixed().size() + RANDOM) {
            drawn.add(seeds.next());
          }
        });
    assertThat(drawn).containsAll(Seeds.fixed().stream().map(List::of).toList());
  }

  @Test
  void whenTheTimeIsOverNoneIsDrawn() {
    System.setProperty("heard.faults.minutes", "0");
    assertThat(Seeds.chosen())
        .containsExactlyElementsOf(Seeds.fixed().stream().map(List::of).toList());
  }
}
