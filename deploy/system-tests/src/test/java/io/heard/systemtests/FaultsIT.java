package io.heard.systemtests;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.heard.systemtests.faults.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Whatever can go wrong does while people work, drawn from a seed; afterwards each promise is held
 * against what clients and receivers were told. {@link Seeds} says which seeds are played.
 */
class FaultsIT {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  /** One part of the check. */
  private record Part(String name, Executable check) {}

  @TestFactory
  Stream<DynamicContainer> everySeed() {
    return Seeds.chosen().map(FaultsIT::play);
  }

  private static DynamicContainer play(List<Long> seeds) {
    Path data = folder.resolve("seeds" + seeds.get(0));
    FaultRun run = new FaultRun(seeds, data);
    Stream<DynamicTest> work =
        Stream.of(
            test(
                seeds,
                "people work while it breaks",
                () -> {
                  Files.createDirectory(data);
                  run.workAndBreak(Seeds.steps());
                }));
    Stream<DynamicTest> checks =
        parts(run)
            .map(
                part ->
                    test(
                        seeds,
                        part.name(),
                        () -> {
                          Assumptions.assumeTrue(run.isOver(), "it did not come to its end");
                          part.check().execute();
                        }));
    Stream<DynamicTest> end = Stream.of(test(seeds, "all of it stops in good order", run::close));
    return dynamicContainer("seeds " + seeds, Stream.of(work, checks, end).flatMap(one -> one));
  }

  private static Stream<Part> parts(FaultRun run) {
    return Stream.of(
        new Part(
            "nothing is refused that is right", () -> run.commands().nothingIsRefusedThatIsRight()),
        new Part(
            "every acknowledged demand is there once",
            () -> run.commands().everyAcknowledgedDemandIsThereOnce()),
        new Part(
            "every acknowledged command took effect once",
            () -> run.commands().everyAcknowledgedCommandTookEffectOnce()),
        new Part(
            "every history is legal and as it was told",
            () -> run.commands().everyHistoryIsLegalAndAsItWasTold()),
        new Part(
            "every event is published in order", () -> run.events().everyEventIsPublishedInOrder()),
        new Part("nothing is parked", () -> run.events().nothingIsParked()),
        new Part(
            "every deadline is judged rightly", () -> run.events().everyDeadlineIsJudgedRightly()),
        new Part(
            "every clock is stored as the ledger tells it",
            () -> run.events().everyClockIsStoredAsTheLedgerTellsIt()),
        new Part(
            "every breach has one alert and nothing else has",
            () -> run.events().everyBreachHasOneAlertAndNothingElseHas()),
        new Part(
            "every notice is mailed and none twice under one name",
            () -> run.notices().everyNoticeIsMailedAndNoneTwiceUnderOneName()),
        new Part(
            "every subscribed event reaches its receiver",
            run::everySubscribedEventReachesItsReceiver),
        new Part("every hash chain verifies", () -> run.commands().everyHashChainVerifies()),
        new Part("every receipt is in the journal", () -> run.audit().everyReceiptIsInTheJournal()),
        new Part(
            "the system finds nothing wrong with itself",
            () -> run.audit().theSystemFindsNothingWrongWithItself()),
        new Part(
            "repeating a key gives the first answer",
            () -> run.commands().repeatingAKeyGivesTheFirstAnswer()));
  }

  /** Says how to play it again when it fails. */
  private static DynamicTest test(List<Long> seeds, String name, Executable executable) {
    return dynamicTest(
        name,
        () -> {
          try {
            executable.execute();
          } catch (Exception | AssertionError e) {
            if (e instanceof TestAbortedException) {
              throw e;
            }
            throw new AssertionError(
                "Seeds %s: %s. Play it again: %s".formatted(seeds, name, Seeds.replay(seeds)), e);
          }
        });
  }
}
