package io.heard.tickets.report;

/** What the reports count. */
enum Measure {
  LOGGED,
  /** Open now, on the day it was logged. */
  OPEN,
  /** Open now with something overdue, on the day it was logged. */
  OVERDUE,
  /** Working time until somebody accepted it. */
  ACKNOWLEDGED,
  ACKNOWLEDGED_LATE,
  /** Working time until the customer was first told something. */
  ANSWERED,
  ANSWERED_LATE,
  /** Working time until it was resolved. */
  RESOLVED,
  RESOLVED_LATE,
  CLOSED,
  DECLINED,
  REOPENED,
  HANDED_OFF,
  /** The customer had to come back; what they were asked for does not count. */
  CONTACTED,
  /** A ticket on which the customer had to come back, once a ticket. */
  REPEATED,
  /** A clock ran out; detail is its kind. */
  BREACHED,
  /** The customer was asked whether it is done; detail is YES or NO. */
  CONFIRMED,
  /** What the need behind it is about; detail is the dimension. */
  NEED,
  /** What it would spare or give; detail is the benefit. */
  BENEFIT
}
