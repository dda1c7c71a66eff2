package io.heard.systemtests;

import io.heard.systemtests.faults.Upgrade;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas of an older version beside those of this one, on the same databases and topics, while
 * people work; {@code -Dheard.upgrade.from} names the tree it was built in, {@code
 * deploy/upgrade/try.sh} builds one of any commit. What runs always is {@code UpgradeTest} of the
 * test kit.
 */
@EnabledIfSystemProperty(named = "heard.upgrade.from", matches = ".+")
class UpgradeIT {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @TestFactory
  Stream<DynamicContainer> oldAndNewSideBySide() {
    String from = System.getProperty("heard.upgrade.from");
    FaultRun run =
        new FaultRun(
            List.of(Upgrade.ofEverything()),
            folder.resolve("upgrade"),
            Path.of(from).toAbsolutePath().normalize(),
            Load.PAUSE);
    return Stream.of(
        new Trial("upgrade from " + from, "-Dit.test=UpgradeIT -Dheard.upgrade.from=" + from, run)
            .tests());
  }
}
