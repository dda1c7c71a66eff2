package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A replica of an older version is replaced by one of the version that is tested. */
public record Upgrade(String replica) implements Fault {
  private static final Duration SIDE_BY_SIDE = Duration.ofSeconds(8);

  /** Consumers of an event before who writes it, as the operations guide says. */
  private static final List<String> ORDER =
      List.of(Fleet.NOTIFICATIONS, Fleet.CUSTOMERS, Fleet.TICKETS);

  /**
   * Of each service one replica, which migrates the database; then the old one is killed and has to
   * start on what it finds there; then it is replaced as well.
   */
  public static Plan ofEverything() {
    List<Plan.Step> steps = new ArrayList<>();
    for (String service : ORDER) {
      String first = Fleet.replicas(service).get(0);
      String second = Fleet.replicas(service).get(1);
      for (Fault fault : List.of(new Upgrade(second), new Kill(first), new Upgrade(first))) {
        steps.add(new Plan.Step(List.of(fault), SIDE_BY_SIDE));
      }
    }
    return new Plan(0, steps);
  }

  @Override
  public void start(Fleet fleet) throws Exception {
    fleet.upgrade(replica);
  }

  @Override
  public void stop(Fleet fleet) {
    // it stays what it has become
  }

  @Override
  public Impact impact() {
    return Impacts.without(replica);
  }

  @Override
  public String toString() {
    return "upgrade of " + replica;
  }
}
