package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;
import java.time.Duration;

/** The clock of the host of a service's database is set, and set back in the end. */
record DatabaseClockJump(String service, Duration ahead) implements Fault {

  @Override
  public void start(Fleet fleet) throws Exception {
    fleet.databaseClock(service, ahead);
  }

  @Override
  public void stop(Fleet fleet) throws Exception {
    fleet.databaseClock(service, Duration.ZERO);
  }

  @Override
  public Impact impact() {
    return Impact.NONE;
  }

  @Override
  public String toString() {
    return "database clock of " + service + " " + ahead;
  }
}
