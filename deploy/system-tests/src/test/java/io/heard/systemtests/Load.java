package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Several clerks at work at the same time. */
final class Load implements AutoCloseable {
  private static final int CLERKS = 4;
  private static final Duration PACE = Duration.ofMillis(150);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Tally tally = new Tally();
  private final List<Demand> demands = new CopyOnWriteArrayList<>();
  private final CountDownLatch givingUp = new CountDownLatch(1);
  private final List<ScheduledFuture<?>> work = new ArrayList<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLERKS);

  private Load() {}

  static Load start(RunningSystem system, long seed) {
    Load load = new Load();
    for (int number = 0; number < CLERKS; number++) {
      Client client = system.tickets("clerk-" + number, "frontline", "agent", "lead");
      Clerk clerk =
          new Clerk(
              new Persistent(client, load.tally, load.givingUp),
              load.tally,
              seed + number,
              load.demands::add);
      load.work.add(
          load.threads.scheduleWithFixedDelay(
              () -> step(clerk), 0, PACE.toMillis(), TimeUnit.MILLISECONDS));
    }
    return load;
  }

  private static void step(Clerk clerk) {
    try {
      clerk.step();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Demand> demands() {
    return demands;
  }

  Tally tally() {
    return tally;
  }

  /** Returns when so many more demands have been acknowledged. */
  void awaitLogged(int more) {
    long before = tally.logged();
    await(more + " more demands logged")
        .atMost(PATIENCE)
        .until(() -> tally.logged() >= before + more);
  }

  /** What is begun is finished, with all the patience it takes; nothing new is begun. */
  void finish() throws InterruptedException {
    for (ScheduledFuture<?> clerk : work) {
      assertThat(clerk.isDone()).as("a clerk who has stopped working").isFalse();
      clerk.cancel(false);
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("all requests are answered once the system is up again")
        .isTrue();
  }

  @Override
  public void close() {
    givingUp.countDown();
    threads.shutdownNow();
  }
}
