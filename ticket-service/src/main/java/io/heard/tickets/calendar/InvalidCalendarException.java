package io.heard.tickets.calendar;

import io.heard.kit.problem.FieldError;
import java.util.List;

/** A calendar's description is faulty; carries every fault, not only the first. */
public final class InvalidCalendarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  InvalidCalendarException(List<FieldError> errors) {
    super("Invalid calendar: " + errors);
    this.errors = List.copyOf(errors);
  }

  /** Every fault, in the order of the description; pointers into the description. Never empty. */
  public List<FieldError> errors() {
    return errors;
  }
}
