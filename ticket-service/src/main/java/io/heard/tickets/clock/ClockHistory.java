package io.heard.tickets.clock;

import io.heard.kit.ledger.LedgerEntry;
import java.time.Instant;
import java.util.UUID;

/** What the ledger tells of one clock. */
final class ClockHistory {

  private ClockEvent.Snapshot last;
  private int set;
  private Instant warnedAt;
  private Instant breachedAt;

  void set(ClockEvent.Snapshot clock) {
    last = clock;
    set++;
  }

  void goesOn(LedgerEntry entry, ClockEvent.Snapshot clock) {
    last = clock;
    if (entry.type().endsWith(".clock-warned.v1")) {
      warnedAt = entry.recordedAt();
    } else if (entry.type().endsWith(".clock-breached.v1")) {
      breachedAt = entry.at();
    }
  }

  /**
   * Whether nothing has to be guessed. A clock that was set again may have been held, and of the
   * times it was held only their effect is told.
   */
  boolean tellsAll() {
    return set == 1;
  }

  /**
   * The clock as it was.
   *
   * @param newest whether no later round of its kind has begun
   */
  TicketClock clock(UUID ticketId, boolean newest) {
    return TicketClock.told(
        ticketId, last, warnedAt, last.state() == ClockState.MET ? null : breachedAt, newest);
  }
}
