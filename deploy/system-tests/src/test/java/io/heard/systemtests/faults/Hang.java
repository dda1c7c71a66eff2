package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;
import java.util.List;

/** {@code SIGSTOP}, and in the end {@code SIGCONT}: it lives and does nothing. */
record Hang(List<String> victims) implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    for (String victim : victims) {
      fleet.processes().freeze(victim);
    }
  }

  @Override
  public void stop(Fleet fleet) throws Exception {
    for (String victim : victims) {
      fleet.processes().thaw(victim);
    }
  }

  /** All replicas of ticket-service are not hung at once by any plan. */
  @Override
  public Impact impact() {
    return victims.stream().map(Impacts::without).max(Impact::compareTo).orElseThrow();
  }

  @Override
  public String toString() {
    return "hang " + String.join(", ", victims);
  }
}
