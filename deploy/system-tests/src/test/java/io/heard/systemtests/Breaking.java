package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.systemtests.faults.Fault;
import io.heard.systemtests.faults.Fault.Impact;
import io.heard.systemtests.faults.Plan;
import io.heard.systemtests.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Carries a plan out while people work, and looks whether they can as far as it allows. */
final class Breaking {
  private static final int PROGRESS = 4;
  private static final Duration LONGEST_STEP = Duration.ofMinutes(5);

  private final Fleet fleet;
  private final Load load;

  Breaking(Fleet fleet, Load load) {
    this.fleet = fleet;
    this.load = load;
  }

  /** Nobody waits for an answer when it begins. */
  void carryOut(Plan plan) throws Exception {
    System.out.println(plan);
    load.awaitEveryClerk();
    for (Plan.Step step : plan.steps()) {
      carryOut(step);
    }
  }

  private void carryOut(Plan.Step step) throws Exception {
    long begun = System.nanoTime();
    int failures = load.tally().failures();
    long logged = load.tally().logged();
    Deque<Fault> happening = new ArrayDeque<>();
    Throwable failure = null;
    try {
      for (Fault fault : step.faults()) {
        happening.push(fault);
        fault.start(fleet);
      }
      last(step);
      if (step.impact() == Impact.NONE) {
        assertThat(load.tally().failuresAfter(failures))
            .as("requests that failed under %s", step.faults())
            .isEmpty();
      }
      if (step.impact() != Impact.OUTAGE) {
        load.awaitLogged(PROGRESS);
      }
    } catch (Exception | AssertionError e) {
      failure = e;
    }
    end(happening, failure);
    fleet.awaitReady();
    load.awaitEveryClerk();
    System.out.printf(
        "%5.1f s %s: logged %d, %s%n",
        (System.nanoTime() - begun) / 1e9,
        step.faults(),
        load.tally().logged() - logged,
        load.tally());
  }

  /** Ends them, the last one first; what failed first is what is thrown. */
  private void end(Deque<Fault> happening, Throwable before) throws Exception {
    Throwable failure = before;
    while (!happening.isEmpty()) {
      try {
        happening.pop().stop(fleet);
      } catch (Exception | AssertionError e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    if (failure != null) {
      throw (AssertionError) failure;
    }
  }

  private static void last(Plan.Step step) {
    await("the faults to last").pollDelay(step.lasts()).atMost(LONGEST_STEP).until(() -> true);
  }
}
