package io.heard.tickets.ticket;

import io.heard.kit.problem.Problem;
import io.heard.tickets.clock.ClockEvent;
import io.heard.tickets.ticket.TicketState.Transition;
import java.time.Instant;
import java.util.Optional;

/**
 * A part of the life of tickets that a package of its own looks after, in tables of its own. It is
 * called within the transaction that holds the ticket's lock, before the ledger is written, and
 * writes its own entries by {@link Ticket#enter}.
 */
public interface TicketPart {

  /** A clock of kind PROMISE or ACTION has run out; told once a clock. */
  default void ranOut(Ticket ticket, ClockEvent.Snapshot clock) {}

  /** What speaks against this transition, for the one who asks for it. */
  default Optional<Problem> objection(Ticket ticket, Transition transition) {
    return Optional.empty();
  }

  /** Somebody else was made its owner; the ledger of before does not know it yet. */
  default void handedOff(Ticket ticket, TicketApi.Owner from, Instant now) {}

  /** It waits for the customer or for others now; the ledger of before does not know it yet. */
  default void putOnHold(Ticket ticket, Instant now) {}

  /** The ticket was closed or declined: nothing is to be owed on it any more. */
  default void ended(Ticket ticket) {}

  /** The survivor takes over what is owed; clocks that have come up are announced already. */
  default void carry(Ticket merged, Ticket survivor, Instant now) {}
}
