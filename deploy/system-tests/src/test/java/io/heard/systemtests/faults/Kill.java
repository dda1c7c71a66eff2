package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;

/** {@code kill -9}; the supervisor starts it again at once. */
record Kill(String victim) implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    fleet.processes().kill(victim);
  }

  @Override
  public void stop(Fleet fleet) {
    // the supervisor has ended it
  }

  @Override
  public Impact impact() {
    return Impacts.without(victim);
  }

  @Override
  public String toString() {
    return "kill -9 " + victim;
  }
}
