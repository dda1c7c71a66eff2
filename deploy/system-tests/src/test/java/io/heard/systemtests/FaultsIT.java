package io.heard.systemtests;

import io.heard.systemtests.faults.Seeds;
import io.heard.systemtests.fleet.Fleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever can go wrong does while people work, drawn from a seed; afterwards each promise is held
 * against what clients and receivers were told. {@link Seeds} says which seeds are played.
 */
class FaultsIT {
  /** Longer than elsewhere: two slow cores have to come to its end within five minutes. */
  private static final Duration IN_THE_SHORT_SET = Duration.ofMillis(750);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @TestFactory
  Stream<DynamicContainer> everySeed() {
    return Seeds.chosen().map(FaultsIT::play);
  }

  private static DynamicContainer play(List<Long> seeds) {
    Path data = folder.resolve("seeds" + seeds.get(0));
    return new Trial(
            "seeds " + seeds,
            Seeds.replay(seeds),
            new FaultRun(
                Seeds.plans(seeds),
                data,
                Fleet.HOME,
                Seeds.isLong() ? Load.PAUSE : IN_THE_SHORT_SET))
        .tests();
  }
}
