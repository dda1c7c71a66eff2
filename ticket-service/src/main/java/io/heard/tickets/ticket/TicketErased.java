package io.heard.tickets.ticket;

import java.util.UUID;

/**
 * Personal data are being taken out of a ticket; whoever keeps more of it does so in the same
 * transaction.
 */
public record TicketErased(UUID ticketId) {}
