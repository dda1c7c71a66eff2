package io.heard.tickets.ticket;

import io.heard.tickets.ticket.TicketApi.Owner;

/** Says who may be given how much; asked whenever somebody hands a ticket to somebody. */
public interface Capacity {

  /**
   * Where a ticket goes that is meant for somebody, within the transaction that locks the ticket;
   * until it ends nobody else is given anything beyond what there is room for.
   *
   * @param from who owns it now
   * @param to who is meant to
   * @return the same, or to whom it is redirected
   * @throws io.heard.kit.problem.Problem 409 {@code overloaded} when the team's rule is to refuse,
   *     or redirects it to where it is already; {@code absent} when the person is away
   */
  Owner admit(Owner from, Owner to);
}
