package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;

/** Every broker hangs, and then a replica dies that has committed events and not sent them. */
record KillUnsent(String victim) implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    new Hang(Fleet.BROKERS).start(fleet);
    fleet.processes().kill(victim);
  }

  @Override
  public void stop(Fleet fleet) throws Exception {
    new Hang(Fleet.BROKERS).stop(fleet);
  }

  @Override
  public Impact impact() {
    return Impacts.without(victim);
  }

  @Override
  public String toString() {
    return "kill -9 " + victim + " while " + String.join(", ", Fleet.BROKERS) + " hang";
  }
}
