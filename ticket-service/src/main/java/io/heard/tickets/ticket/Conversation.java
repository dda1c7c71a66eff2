package io.heard.tickets.ticket;

import io.heard.tickets.clock.Clocks;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.Facts;
import io.heard.tickets.policy.SlaTerms;
import io.heard.tickets.ticket.TicketApi.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What is said between us and the customers on a ticket, and who is owed an answer after it: the
 * ticket's own customer, and those of the tickets that were merged into it.
 */
final class Conversation {

  private final Ticket ticket;
  private final Clocks clocks;

  Conversation(Ticket ticket) {
    this.ticket = ticket;
    this.clocks = ticket.clocks();
  }

  /** Some customers were told something. */
  void told(Channel by, String text, Instant said, List<String> told, Instant now, SlaTerms terms) {
    MergedTickets merged = ticket.merged();
    Set<UUID> whose = merged.whose(told, ticket.number);
    boolean othersWait = !merged.owed().isEmpty();
    Channel through = by == null ? ticket.channel : by;
    if (told == null) {
      ticket.note("fed-back", said, "channel", through, "text", text);
    } else {
      ticket.note("fed-back", said, "channel", through, "text", text, "told", numbers(whose));
    }
    if (whose.contains(ticket.id())) {
      take(said, now, terms);
    }
    if (othersWait) {
      tellOthers(whose, said, now);
    }
  }

  /** The ticket's own customer was told something at {@code at}. */
  void take(Instant at, Instant now, SlaTerms terms) {
    ticket.feedbackCount++;
    ticket.answeredInCycle = true;
    if (ticket.lastFeedbackAt == null || at.isAfter(ticket.lastFeedbackAt)) {
      ticket.lastFeedbackAt = at;
    }
    if (ticket.newsOwedSince != null && !at.isBefore(ticket.newsOwedSince)) {
      ticket.newsOwedSince = null;
    }
    clocks.fedBack(at, ticket.state.open(), terms, now);
    if (ticket.newsOwedSince != null && clocks.feedbackDue() == null) {
      Instant since = ticket.newsOwedSince;
      clocks.oweFeedback(since, feedbackDue(since, terms), now);
    }
    if (ticket.answerOwed() && clocks.feedbackDue() == null) {
      Instant came = ticket.lastContactAt; // after what was said, though recorded before it
      clocks.oweFeedback(came, feedbackDue(came, terms), now);
    }
  }

  private static Instant feedbackDue(Instant from, SlaTerms terms) {
    return terms.of(ClockKind.NEXT_FEEDBACK).dueAt(from, List.of()).orElseThrow();
  }

  /**
   * Somebody is owed word that what they asked for is there.
   *
   * @param asked the ticket they asked by: this one, or one that was merged into it
   */
  void oweNews(UUID asked, SlaTerms terms, Instant now) {
    Instant due = feedbackDue(now, terms);
    MergedTickets merged = ticket.merged();
    MergedTicket other = merged.ofOtherCustomer(asked, ticket.customerId).orElse(null);
    if (other == null) {
      ticket.newsOwedSince = now;
      Optional<MergedTicket> own = merged.own();
      if (own.isPresent()) {
        Instant soonest = Absorbing.earlier(own.get().feedbackDue(), due);
        ticket.mergedTickets = merged.withDue(Set.of(ticket.id()), soonest).all();
      }
    } else {
      oweOther(other, due);
    }
    clocks.oweFeedback(now, due, now);
  }

  /** The customer of a ticket that was merged into this one came back on it. */
  void oweAnswerTo(MergedTicket other, SlaTerms terms, Instant now) {
    Instant due = feedbackDue(now, terms);
    oweOther(other, due);
    clocks.oweFeedback(now, due, now);
  }

  private void oweOther(MergedTicket other, Instant due) {
    MergedTickets merged = ticket.merged();
    MergedTickets all =
        merged.owed().isEmpty()
            ? merged.with(Absorbing.remembered(ticket, clocks.feedbackDue()))
            : merged;
    Instant soonest = Absorbing.earlier(other.feedbackDue(), due);
    ticket.mergedTickets = all.withDue(Set.of(other.id()), soonest).all();
  }

  /** Who was told is owed nothing; the feedback clock goes by those who were not. */
  private void tellOthers(Set<UUID> whose, Instant at, Instant now) {
    MergedTickets left = ticket.merged().withDue(whose, null);
    if (whose.contains(ticket.id())) {
      Instant ownNext = clocks.feedbackDue();
      ticket.mergedTickets = left.withDue(Set.of(ticket.id()), ownNext).all();
      Instant due = left.earliestDue();
      if (due != null) {
        clocks.oweFeedback(at, due, now);
      }
    } else {
      ticket.mergedTickets = left.all();
      clocks.othersTold(at, left.earliestDue(), now);
    }
  }

  private List<String> numbers(Set<UUID> whose) {
    List<String> numbers = new ArrayList<>();
    if (whose.contains(ticket.id())) {
      numbers.add(ticket.number);
    }
    ticket.merged().others().stream()
        .filter(one -> whose.contains(one.id()))
        .forEach(one -> numbers.add(one.number()));
    return numbers;
  }

  /**
   * The customer came back on it. Whoever has to come back too often has waited too long, and the
   * demand gets more urgent.
   *
   * @param chasingFrom the contact from which a customer counts as chasing, logging being the first
   */
  void heard(
      Channel by,
      String text,
      Instant came,
      Instant now,
      Function<Facts, SlaTerms> policies,
      int chasingFrom) {
    if (ticket.lastContactAt == null || came.isAfter(ticket.lastContactAt)) {
      ticket.lastContactAt = came;
    }
    boolean awaited = ticket.state.asksCustomer();
    if (!awaited) {
      ticket.contactCount++;
    }
    boolean ended = ticket.state == TicketState.CLOSED || ticket.state == TicketState.DECLINED;
    boolean chasing = !ended && !awaited && ticket.contactCount + 1 >= chasingFrom;
    ticket.note(
        "contacted",
        came,
        "channel",
        by == null ? ticket.channel : by,
        "text",
        text,
        "contacts",
        ticket.contactCount + 1,
        "chasing",
        chasing);
    oweAnswer(came, now, policies.apply(ticket.facts()));
    if (chasing && !ticket.chased) {
      ticket.chased = true;
      moreUrgent(now, policies);
    }
  }

  private void oweAnswer(Instant came, Instant now, SlaTerms terms) {
    clocks.contacted(came, ticket.lastFeedbackAt, terms, now);
    MergedTickets merged = ticket.merged();
    if (!merged.owed().isEmpty() && merged.own().get().feedbackDue() == null) {
      Instant due = feedbackDue(came, terms);
      ticket.mergedTickets = merged.withDue(Set.of(ticket.id()), due).all();
      clocks.oweFeedback(came, due, now);
    }
  }

  private void moreUrgent(Instant now, Function<Facts, SlaTerms> policies) {
    Priority.Level before = ticket.urgency;
    if (before == Priority.Level.HIGH) {
      return;
    }
    ticket.urgency = Priority.Level.values()[before.ordinal() + 1];
    ticket.priority = Priority.of(ticket.impact, ticket.urgency);
    ticket.note(
        "changed",
        now,
        "changes",
        Map.of("urgency", new TicketPatch.Change(before, ticket.urgency)));
    clocks.termsChanged(policies.apply(ticket.facts()), now);
  }
}
