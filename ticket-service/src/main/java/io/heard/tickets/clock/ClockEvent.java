package io.heard.tickets.clock;

import io.heard.tickets.policy.ClockKind;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened to a clock, as it goes into the ledger.
 *
 * @param what last part of the event type: {@code clock-set}, {@code clock-warned} …
 * @param at when it happened
 * @param clock the clock after it
 * @param late with {@code clock-met}: whether the deed came after the due time; null otherwise
 */
public record ClockEvent(String what, Instant at, Snapshot clock, Boolean late) {

  /** Whether a promise or an action has run out: clocks that features of their own look after. */
  public boolean ranOutOfDate() {
    return what.equals("clock-breached")
        && (clock.kind() == ClockKind.PROMISE || clock.kind() == ClockKind.ACTION);
  }

  /** A clock frozen at the time of the event. */
  public record Snapshot(
      ClockKind kind,
      int round,
      ClockState state,
      Instant startedAt,
      Instant dueAt,
      Instant warnAt,
      Instant stoppedAt,
      Duration target,
      Policy policy) {

    /** The terms in force; null when the clock is due at a date somebody named. */
    public record Policy(UUID id, int version, int calendarVersion) {}

    static Snapshot of(TicketClock clock) {
      return new Snapshot(
          clock.kind(),
          clock.round(),
          clock.state(),
          clock.startedAt(),
          clock.dueAt(),
          clock.warnAt(),
          clock.stoppedAt(),
          clock.target(),
          clock.policyId() == null
              ? null
              : new Policy(clock.policyId(), clock.policyVersion(), clock.calendarVersion()));
    }
  }
}
