package io.heard.tickets.ticket;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the survivor of a merger takes over: an answer to every customer, also to those behind
 * tickets that were merged into the other one before.
 */
final class Absorbing {

  private final Ticket survivor;
  private final Ticket other;
  private final boolean sameCustomer;

  Absorbing(Ticket survivor, Ticket other) {
    this.survivor = survivor;
    this.other = other;
    this.sameCustomer = survivor.isOfSameCustomer(other);
  }

  /** The tickets that live on in the survivor from now on, and what their customers are owed. */
  MergedTickets merged() {
    MergedTickets before = survivor.merged();
    Optional<MergedTicket> otherOwn = other.merged().own();
    Instant theirs =
        otherOwn.isPresent() ? otherOwn.get().feedbackDue() : other.clocks().feedbackDue();
    MergedTickets after = before.with(remembered(other, sameCustomer ? null : theirs));
    for (MergedTicket one : other.merged().others()) {
      after = after.with(one);
    }
    if (before.owed().isEmpty() && !after.owed().isEmpty()) {
      after = after.with(remembered(survivor, survivor.clocks().feedbackDue()));
    }
    return sameCustomer && after.own().isPresent()
        ? after.withDue(Set.of(survivor.id()), earlier(after.own().get().feedbackDue(), theirs))
        : after;
  }

  /** What was said on the other ticket was said to the same customer. */
  void takeConversation() {
    if (sameCustomer) {
      survivor.answeredInCycle &= other.answeredInCycle;
      survivor.lastContactAt = later(survivor.lastContactAt, other.lastContactAt);
      survivor.newsOwedSince = later(survivor.newsOwedSince, other.newsOwedSince);
    }
  }

  static MergedTicket remembered(Ticket ticket, Instant feedbackDue) {
    return new MergedTicket(
        ticket.id(),
        ticket.number,
        ticket.customerId,
        ticket.customerName,
        ticket.receiver,
        feedbackDue);
  }

  private static Instant later(Instant one, Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  static Instant earlier(Instant one, Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }
}
