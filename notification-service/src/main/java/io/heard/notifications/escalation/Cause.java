package io.heard.notifications.escalation;

/** Why an alert is raised. */
public enum Cause {
  /** A clock has used up the share of its target at which people are warned. */
  CLOCK_WARNED,
  /** A clock has run out. */
  CLOCK_BREACHED,
  /**
   * The date of a promise has passed without the deed; the PROMISE clock of the alert says which.
   */
  PROMISE_BROKEN,
  /** A demand only moves: between desks, or in and out of waiting. */
  PING_PONG,
  /** The customer has had to come back on an open demand too often. */
  CHASED,
  OVERLOAD,
  /** A mail or webhook was given up. */
  DELIVERY_FAILED,
  WATCHDOG,
  INVARIANT
}
