package io.heard.tickets.calendar;

/**
 * A calculation would leave the years a {@link WorkCalendar} covers: the start lies outside, or the
 * calendar has too little working time for the target before its {@link WorkCalendar#END}.
 */
public final class OutOfReachException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutOfReachException(String message) {
    super(message);
  }
}
