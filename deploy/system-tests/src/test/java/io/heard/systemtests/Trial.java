package io.heard.systemtests;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/**
 * A run as tests: people at work first, then each promise by itself, held against what clients and
 * receivers were told.
 *
 * @param replay how to play it again; said with each failure
 */
record Trial(String name, String replay, FaultRun run) {

  /** One part of the check. */
  private record Part(String name, Executable check) {}

  DynamicContainer tests() {
    Stream<DynamicTest> work = Stream.of(test("people work while it breaks", run::workAndBreak));
    Stream<DynamicTest> checks =
        parts()
            .map(
                part ->
                    test(
                        part.name(),
                        () -> {
                          Assumptions.assumeTrue(run.isOver(), "it did not come to its end");
                          part.check().execute();
                        }));
    Stream<DynamicTest> end = Stream.of(test("all of it stops in good order", run::close));
    return dynamicContainer(name, Stream.of(work, checks, end).flatMap(one -> one));
  }

  private Stream<Part> parts() {
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

  private DynamicTest test(String what, Executable executable) {
    return dynamicTest(
        what,
        () -> {
          try {
            executable.execute();
          } catch (Exception | AssertionError e) {
            if (e instanceof TestAbortedException) {
              throw e;
            }
            try {
              run.keepEvidence(e);
            } catch (Exception lost) {
              e.addSuppressed(lost);
            }
            throw new AssertionError("%s: %s. Play it again: %s".formatted(name, what, replay), e);
          }
        });
  }
}
