package io.heard.tickets.calendar;

import java.util.List;

/** A calendar description is faulty; carries every fault, not only the first. */
public final class InvalidCalendarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  InvalidCalendarException(List<Violation> violations) {
    super("Invalid calendar: " + violations);
    this.violations = List.copyOf(violations);
  }

  /** Every fault found, in the order of the description. Never empty. */
  public List<Violation> violations() {
    return violations;
  }
}
