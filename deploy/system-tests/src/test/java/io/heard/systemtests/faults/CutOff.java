package io.heard.systemtests.faults;

import static org.awaitility.Awaitility.await;

import io.heard.systemtests.fleet.Fleet;
import io.heard.systemtests.net.Link;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A replica reaches its database but no broker, for as long as it takes until another has sent what
 * was waiting for it.
 */
record CutOff(String replica) implements Fault {
  private static final Duration STUCK = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** As a plan of its own: too long to be drawn among others. */
  static Plan asPlan() {
    Fault fault = new CutOff(Fleet.replicas(Fleet.TICKETS).get(0));
    return new Plan(0, List.of(new Plan.Step(List.of(fault), Duration.ofSeconds(1))));
  }

  @Override
  public void start(Fleet fleet) throws Exception {
    fleet.toBrokers(replica).forEach(Link::cut);
    String service = Fleet.service(replica);
    Set<String> waiting = new HashSet<>();
    await("events to wait for " + replica)
        .atMost(PATIENCE)
        .until(
            () -> {
              waiting.clear();
              waiting.addAll(fleet.unsent(service));
              await("the other to have sent its own").pollDelay(STUCK).until(() -> true);
              waiting.retainAll(fleet.unsent(service));
              return !waiting.isEmpty();
            });
    await("another replica to send " + waiting)
        .atMost(PATIENCE)
        .until(() -> fleet.unsent(service).stream().noneMatch(waiting::contains));
  }

  @Override
  public void stop(Fleet fleet) {
    fleet.toBrokers(replica).forEach(Link::restore);
  }

  @Override
  public boolean needsCalm() {
    return true;
  }

  @Override
  public Impact impact() {
    return Impact.NONE;
  }

  @Override
  public String toString() {
    return replica + " cut off from all brokers until another relays for it";
  }
}
