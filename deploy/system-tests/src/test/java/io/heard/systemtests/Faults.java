package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to the system while it works; the order is drawn. */
final class Faults {
  private static final Duration OUTAGE = Duration.ofSeconds(10);
  private static final Duration HANGING = Duration.ofSeconds(6);
  private static final int PROGRESS = 10;

  /** One of them. */
  @FunctionalInterface
  interface Fault {
    void happen() throws IOException, InterruptedException;
  }

  private record Named(String name, Fault fault) {}

  private final RunningSystem system;
  private final Load load;
  private final List<Named> all = new ArrayList<>();

  Faults(RunningSystem system, Load load) {
    this.system = system;
    this.load = load;
    for (String victim : RunningSystem.PROCESSES) {
      add("kill -9 " + victim, () -> kill(victim));
    }
    add("the broker hangs", () -> loggingGoesOnWithout(List.of(RunningSystem.KAFKA)));
    add(
        "both other services hang",
        () -> loggingGoesOnWithout(List.of(RunningSystem.CUSTOMERS, RunningSystem.NOTIFICATIONS)));
    add("ticket-service hangs", this::hang);
    add("kill -9 ticket-service while the broker hangs", this::killWithFullOutbox);
  }

  private void add(String name, Fault fault) {
    all.add(new Named(name, fault));
  }

  void happen(Random random) throws IOException, InterruptedException {
    Collections.shuffle(all, random);
    for (Named one : all) {
      long begun = System.nanoTime();
      one.fault().happen();
      System.out.printf(
          "%-45s %4.1f s, logged %d, %s%n",
          one.name(), (System.nanoTime() - begun) / 1e9, load.tally().logged(), load.tally());
    }
  }

  private void kill(String victim) throws IOException, InterruptedException {
    system.kill(victim);
    load.awaitLogged(PROGRESS);
    system.awaitReady(victim);
  }

  /** Long enough for its leases to be taken over, were there somebody to take them. */
  private void hang() throws IOException, InterruptedException {
    system.freeze(RunningSystem.TICKETS);
    try {
      await("a service that hangs").pollDelay(HANGING).until(() -> true);
    } finally {
      system.thaw(RunningSystem.TICKETS);
    }
    load.awaitLogged(PROGRESS);
  }

  /** P1 needs nobody but the ticket service and its database. */
  private void loggingGoesOnWithout(List<String> hanging) throws IOException, InterruptedException {
    load.awaitLogged(PROGRESS);
    int failures = load.tally().failures();
    long logged = load.tally().logged();
    for (String name : hanging) {
      system.freeze(name);
    }
    try {
      await("logging without " + hanging)
          .during(OUTAGE)
          .atMost(OUTAGE.multipliedBy(3))
          .untilAsserted(
              () ->
                  assertThat(load.tally().failuresAfter(failures))
                      .as("refused while %s hang", hanging)
                      .isEmpty());
      assertThat(load.tally().logged()).isGreaterThan(logged + PROGRESS);
    } finally {
      for (String name : hanging) {
        system.thaw(name);
      }
    }
  }

  /** Events that were committed and not sent when their service died. */
  private void killWithFullOutbox() throws IOException, InterruptedException {
    system.freeze(RunningSystem.KAFKA);
    try {
      load.awaitLogged(PROGRESS);
      system.kill(RunningSystem.TICKETS);
      load.awaitLogged(PROGRESS);
    } finally {
      system.thaw(RunningSystem.KAFKA);
    }
    system.awaitReady(RunningSystem.TICKETS);
  }
}
