package io.heard.tickets.ticket;

import io.heard.tickets.access.AccessLog.Given;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whose data are given out with a ticket, for the access log: its customer's, and theirs whose
 * tickets live on in it, as it names them.
 */
public final class GivenTickets {

  private GivenTickets() {}

  public static List<Given> of(TicketApi.View view) {
    return all(
        view.id(),
        view.customer().id(),
        view.merged().stream().map(one -> new Given(one.id(), one.customerId())));
  }

  static List<Given> of(Ticket ticket) {
    return all(
        ticket.id(),
        ticket.customerId,
        ticket.merged().others().stream().map(one -> new Given(one.id(), one.customerId())));
  }

  private static List<Given> all(UUID ticket, UUID customer, Stream<Given> merged) {
    return Stream.concat(Stream.of(new Given(ticket, customer)), merged).toList();
  }
}
