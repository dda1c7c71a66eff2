package io.heard.tickets.ticket;

import io.heard.tickets.status.StatusTokens;
import io.heard.tickets.ticket.TicketApi.Customer;
import io.heard.tickets.ticket.TicketApi.Receipt;
import io.heard.tickets.ticket.TicketApi.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/** Shows tickets as clients see them. */
@ApplicationScoped
public class TicketViews {

  @Inject StatusTokens tokens;

  View of(Ticket ticket, Instant now) {
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
            ticket.customerPhone,
            ticket.customerEmail,
            ticket.customerTier,
            ticket.customerLink),
        ticket.receiver,
        ticket.owner(),
        ticket.loggedAt,
        ticket.updatedAt,
        ticket.lastFeedbackAt,
        ticket.cycle,
        ticket.waitingUntil,
        ticket.mergedInto,
        ticket.merged().others().stream()
            .map(
                one ->
                    new TicketApi.Merged(
                        one.id(),
                        one.number(),
                        one.customerName(),
                        one.receiver(),
                        one.feedbackDue()))
            .toList(),
        ticket.clocks().views(now),
        new Receipt(ticket.receiptHash, tokens.url(ticket.id())));
  }
}
