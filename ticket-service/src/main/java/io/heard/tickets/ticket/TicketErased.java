package io.heard.tickets.ticket;

import java.util.Set;
import java.util.UUID;

/**
 * Personal data are being taken out of a ticket; whoever keeps more of it does so in the same
 * transaction.
 *
 * @param away promises and actions of this ticket's customer that live on in another ticket: theirs
 *     wherever they are
 * @param here promises and actions of other customers that live on in this ticket: not this one's
 */
public record TicketErased(UUID ticketId, Set<UUID> away, Set<UUID> here) {}
