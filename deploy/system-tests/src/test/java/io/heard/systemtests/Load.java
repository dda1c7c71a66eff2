package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.systemtests.fleet.Fleet;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Several clerks at work at the same time. */
final class Load implements AutoCloseable {
  static final int CLERKS = 4;

  static final String[] ROLES = {"frontline", "agent", "lead"};

  /** Between two steps of a clerk. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Tally tally = new Tally();
  private final List<Demand> demands = new CopyOnWriteArrayList<>();
  private final CountDownLatch givingUp = new CountDownLatch(1);
  private final List<ScheduledFuture<?>> work = new ArrayList<>();
  private final List<Steps> steps = new ArrayList<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLERKS);

  private final Duration pause;

  private Load(Duration pause) {
    this.pause = pause;
  }

  /**
   * At the fleet's two replicas.
   *
   * @param pause between two steps of a clerk
   */
  static Load start(Fleet fleet, long seed, Duration pause) throws IOException {
    Load load = new Load(pause);
    List<URI> replicas = fleet.addresses(Fleet.TICKETS);
    for (int number = 0; number < CLERKS; number++) {
      String token = fleet.token(name(number), ROLES);
      load.employ(
          number, seed, replicas.stream().map(replica -> new Client(replica, token)).toList());
    }
    return load;
  }

  /** At the local system's only one. */
  static Load start(RunningSystem system, long seed) {
    Load load = new Load(PAUSE);
    for (int number = 0; number < CLERKS; number++) {
      load.employ(number, seed, List.of(system.tickets(name(number), ROLES)));
    }
    return load;
  }

  /** Their usernames. */
  static List<String> clerks() {
    return IntStream.range(0, CLERKS).mapToObj(Load::name).toList();
  }

  private static String name(int number) {
    return "clerk-" + number;
  }

  private void employ(int number, long seed, List<Client> replicas) {
    Persistent client = new Persistent(replicas, number % replicas.size(), tally, givingUp);
    Clerk clerk = new Clerk(client, tally, seed + number, demands::add);
    Steps taken = new Steps();
    steps.add(taken);
    work.add(
        threads.scheduleWithFixedDelay(
            () -> step(clerk, taken), 0, pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** How many a clerk has begun and done, one after the other. */
  private static final class Steps {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
  }

  private static void step(Clerk clerk, Steps taken) {
    try {
      taken.begun.incrementAndGet();
      clerk.step();
      taken.done.incrementAndGet();
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

  /**
   * Returns when every clerk has begun a step after this call and has done it; so nobody waits any
   * more for an answer to what was sent before.
   */
  void awaitEveryClerk() {
    List<Integer> before = steps.stream().map(taken -> taken.begun.get()).toList();
    await("every clerk to get on")
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int clerk = 0; clerk < CLERKS; clerk++) {
                if (steps.get(clerk).done.get() <= before.get(clerk)) {
                  return false;
                }
              }
              return true;
            });
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
