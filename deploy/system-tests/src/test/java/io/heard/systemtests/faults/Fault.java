package io.heard.systemtests.faults;

import io.heard.systemtests.fleet.Fleet;
import java.util.Optional;

/** Something that is done to the system while people work. Its text says what. */
public interface Fault {

  /** What it may do to those who log demands. */
  enum Impact {
    /** Nothing at all: no request of theirs may fail. */
    NONE,
    /** Requests may fail; repeated they succeed while it lasts. */
    RETRIES,
    /** Nothing can be logged while it lasts. */
    OUTAGE
  }

  /** Begins it. */
  void start(Fleet fleet) throws Exception;

  /** Ends it, and does not wait for the system to be well again. */
  void stop(Fleet fleet) throws Exception;

  /** Whether beginning it waits for effects that other faults would keep from coming. */
  default boolean needsCalm() {
    return false;
  }

  /** The replica whose machine has its clock set, if that is what it does. */
  default Optional<String> machineClockOf() {
    return Optional.empty();
  }

  Impact impact();
}
