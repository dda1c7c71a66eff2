package io.heard.tickets.clock;

/** Where a clock stands. What was breached stays breached, also after the deed is done late. */
public enum ClockState {
  /** Counts towards its due time. */
  RUNNING,
  /** Does not count now and has no due time until it is resumed. */
  PAUSED,
  /** The deed was done in time. */
  MET,
  /** Ran out; {@code stoppedAt} tells whether and when the deed was done all the same. */
  BREACHED,
  /** No longer owed. */
  CANCELLED
}
