package io.heard.tickets.ticket;

import io.heard.tickets.customer.CustomerLink;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.Kind;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketApi.Stage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What every event of a ticket says about it: its state after the event, without the long texts and
 * the contact data.
 */
record TicketSummary(
    UUID id,
    String number,
    int version,
    TicketState state,
    Kind kind,
    Channel channel,
    Stage stage,
    String subject,
    Priority priority,
    String product,
    List<String> tags,
    Owner owner,
    String receiver,
    Customer customer,
    Instant loggedAt) {

  record Customer(UUID id, String name, String tier, CustomerLink link) {}
}
