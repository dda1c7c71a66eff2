package io.heard.systemtests.faults;

import io.heard.systemtests.faults.Fault.Impact;
import io.heard.systemtests.fleet.Fleet;

/** Logging takes one replica of ticket-service and the database, and nothing else. */
final class Impacts {

  private Impacts() {}

  /** What it means that this process is not there. */
  static Impact without(String process) {
    if (process.equals(Fleet.POSTGRES)) {
      return Impact.OUTAGE;
    }
    return isIntake(process) ? Impact.RETRIES : Impact.NONE;
  }

  static boolean isIntake(String process) {
    return Fleet.replicas(Fleet.TICKETS).contains(process);
  }
}
