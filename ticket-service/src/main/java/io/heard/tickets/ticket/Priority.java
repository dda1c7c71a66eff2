package io.heard.tickets.ticket;

/** How soon it matters: the matrix of impact and urgency (ITIL). */
public enum Priority {
  P1,
  P2,
  P3,
  P4;

  /** How many or how badly people are hit, and how little time there is. */
  public enum Level {
    LOW,
    MEDIUM,
    HIGH
  }

  /** HIGH and HIGH make P1, one step less on either side one priority less. */
  public static Priority of(Level impact, Level urgency) {
    return switch (impact.ordinal() + urgency.ordinal()) {
      case 4 -> P1;
      case 3 -> P2;
      case 2 -> P3;
      default -> P4;
    };
  }
}
