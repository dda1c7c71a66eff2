package io.heard.tickets.policy;

/**
 * What a clock of a ticket measures. The first five take their target from the SLA policy in force;
 * {@link #PROMISE} and {@link #ACTION} are due at a date somebody named.
 */
public enum ClockKind {
  /** From logging to the first acceptance by a person. Never pauses. */
  ACKNOWLEDGE,

  /** From logging to the first feedback by a person to the customer. Never pauses. */
  FIRST_FEEDBACK,

  /**
   * From the oldest unanswered customer contact, and from each feedback while the ticket is open:
   * the customer is owed a sign of life. Later contacts do not move it.
   */
  NEXT_FEEDBACK,

  /**
   * From logging to resolved. Pauses while waiting for the customer and while resolved, closed or
   * declined; by policy also while waiting for others. Reopening resumes it with what was left.
   */
  RESOLUTION,

  /**
   * Makes sure that waiting for the customer ends: due on the date given to {@code wait}, or after
   * the policy's time.
   */
  CUSTOMER_WAIT,

  /** Due at the date promised to the customer. */
  PROMISE,

  /** Due at the date of the planned action. */
  ACTION
}
