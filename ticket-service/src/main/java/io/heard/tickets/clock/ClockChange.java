package io.heard.tickets.clock;

import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.ClockTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What other terms mean for a clock.
 *
 * @param kind of which clock
 * @param round in which round
 * @param from how it runs
 * @param to how it would run
 * @param breaches whether it would be overdue at once
 */
@Schema(name = "ClockChange")
public record ClockChange(
    ClockKind kind,
    int round,
    Deadline from,
    Deadline to,
    @Schema(description = "Whether it is overdue at once by this change") boolean breaches) {

  /** A target, the terms it comes from and what it leads to. */
  @Schema(name = "ClockDeadline")
  public record Deadline(
      @Schema(description = "Null while paused") Instant dueAt,
      Duration target,
      UUID policyId,
      int policyVersion,
      int calendarVersion) {}

  static ClockChange of(TicketClock clock, ClockTerms terms, Instant now) {
    Instant due = clock.dueUnder(terms);
    boolean breaches = clock.running() && due != null && now.isAfter(due) && !clock.ranOut(now);
    return new ClockChange(
        clock.kind(),
        clock.round(),
        new Deadline(
            clock.dueAt(),
            clock.target(),
            clock.policyId(),
            clock.policyVersion(),
            clock.calendarVersion()),
        new Deadline(
            due, terms.target(), terms.policyId(), terms.policyVersion(), terms.calendarVersion()),
        breaches);
  }
}
