package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;

/** One replica after the other finishes in good order and is started again, as in an upgrade. */
record RollingRestart(String service) implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    for (String replica : Fleet.replicas(service)) {
      fleet.processes().restart(replica);
      fleet.processes().awaitReady(replica);
    }
  }

  @Override
  public void stop(Fleet fleet) {
    // it ends when both are back
  }

  @Override
  public boolean needsCalm() {
    return true;
  }

  @Override
  public Impact impact() {
    return service.equals(Fleet.TICKETS) ? Impact.RETRIES : Impact.NONE;
  }

  @Override
  public String toString() {
    return "rolling restart of " + service;
  }
}
