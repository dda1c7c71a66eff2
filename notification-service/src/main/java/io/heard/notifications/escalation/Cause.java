package io.heard.notifications.escalation;

/** Why an alert is raised. */
public enum Cause {
  /** A clock has used up the share of its target at which people are warned. */
  CLOCK_WARNED,
  /** A clock has run out. */
  CLOCK_BREACHED,
  PROMISE_BROKEN,
  PING_PONG,
  /** The customer has had to come back on an open demand too often. */
  CHASED,
  OVERLOAD,
  /** A mail or webhook was given up. */
  DELIVERY_FAILED,
  WATCHDOG,
  INVARIANT
}
