package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;

/** {@code kill -9}, and it stays away until the end. */
record Lose(String victim) implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    fleet.lose(victim);
  }

  @Override
  public void stop(Fleet fleet) {
    fleet.comeBack(victim);
  }

  @Override
  public Impact impact() {
    return Impacts.without(victim);
  }

  @Override
  public String toString() {
    return "lose " + victim;
  }
}
