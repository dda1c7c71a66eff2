package io.heard.tickets.clock;

import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.ClockTerms;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A clock as clients see it. */
@Schema(name = "Clock", description = "One thing owed, and by when")
public record ClockView(
    ClockKind kind,
    @Schema(
            description =
                "1 for the first; NEXT_FEEDBACK and CUSTOMER_WAIT start anew round by round")
        int round,
    ClockState state,
    Instant startedAt,
    @Schema(description = "Null while paused: it is not known before it runs again") Instant dueAt,
    @Schema(description = "When it warns, in working time; null while paused before the warning")
        Instant warnAt,
    @Schema(description = "When the deed was done or no longer owed; null while it is owed")
        Instant stoppedAt,
    @Schema(
            description = "Working time left, negative when overdue; null once nothing is owed",
            example = "PT3H")
        Duration remaining) {

  static ClockView of(TicketClock clock, Instant now, ClockTerms terms) {
    return new ClockView(
        clock.kind(),
        clock.round(),
        clock.state(),
        clock.startedAt(),
        clock.dueAt(),
        clock.warnAt(),
        clock.stoppedAt(),
        clock.remaining(now, terms));
  }
}
