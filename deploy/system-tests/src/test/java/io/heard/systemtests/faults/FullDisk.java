package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;

/** Nothing more fits on the disk of the databases. */
record FullDisk() implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    fleet.databaseDisk().fill();
  }

  @Override
  public void stop(Fleet fleet) throws Exception {
    fleet.databaseDisk().free();
  }

  @Override
  public Impact impact() {
    return Impact.OUTAGE;
  }

  @Override
  public String toString() {
    return "full disk of the databases";
  }
}
