package io.heard.tickets.ticket;

import io.heard.kit.contact.Mask;
import io.heard.kit.security.Caller;
import io.heard.tickets.access.CallerRights;
import io.heard.tickets.status.StatusTokens;
import io.heard.tickets.ticket.TicketApi.Customer;
import io.heard.tickets.ticket.TicketApi.Receipt;
import io.heard.tickets.ticket.TicketApi.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Shows tickets as clients see them. */
@ApplicationScoped
public class TicketViews {

  @Inject StatusTokens tokens;

  /** Whole, for those who speak with customers. */
  View of(Ticket ticket, Instant now) {
    return of(ticket, now, contact -> contact);
  }

  /** A ticket somebody owes an answer on, and until when: also one that lives on in another. */
  View owed(Debts.Debt debt, Instant now, Caller caller) {
    return of(debt.ticket(), debt.due(), now, contacts(caller));
  }

  /** Masked for those who do not need them. */
  private static UnaryOperator<String> contacts(Caller caller) {
    return CallerRights.seesContacts(caller)
        ? contact -> contact
        : contact -> contact == null ? null : Mask.contact(contact);
  }

  /** As a caller may see it: without the contacts for those who do not need them. */
  View of(Ticket ticket, Instant now, Caller caller) {
    return of(ticket, now, contacts(caller));
  }

  private View of(Ticket ticket, Instant now, UnaryOperator<String> contacts) {
    return of(ticket, ticket.feedbackDueAt, now, contacts);
  }

  private View of(Ticket ticket, Instant feedbackDue, Instant now, UnaryOperator<String> contacts) {
    return new View(
        ticket.id(),
        ticket.number,
        ticket.version(),
        ticket.state,
        ticket.channel,
        ticket.kind,
        ticket.stage,
        ticket.subject,
        ticket.statedRequest,
        ticket.impact,
        ticket.urgency,
        ticket.priority,
        ticket.product,
        ticket.tags,
        ticket.customFields,
        ticket.externalRef,
        new Customer(
            ticket.customerId,
            ticket.customerName,
            contacts.apply(ticket.customerPhone),
            contacts.apply(ticket.customerEmail),
            ticket.customerTier,
            ticket.customerLink),
        ticket.receiver,
        ticket.owner(),
        ticket.loggedAt,
        ticket.updatedAt,
        ticket.lastFeedbackAt,
        feedbackDue,
        ticket.cycle,
        ticket.satisfaction,
        ticket.effort,
        ticket.attempts,
        ticket.waitingUntil,
        ticket.mergedInto,
        ticket.merged().others().stream()
            .map(
                one ->
                    new TicketApi.Merged(
                        one.id(),
                        one.number(),
                        one.customerId(),
                        one.customerName(),
                        one.receiver(),
                        one.feedbackDue()))
            .toList(),
        ticket.clocks().views(now),
        new Receipt(ticket.receiptHash, tokens.url(ticket.id())));
  }
}
