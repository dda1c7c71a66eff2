package io.heard.tickets.ticket;

import java.time.Instant;
import java.util.UUID;

/**
 * A ticket that lives on in another, as the survivor remembers it. While somebody else than the
 * survivor's own customer is owed an answer, the survivor itself stands in its list as well.
 *
 * @param id of the merged ticket
 * @param number of the merged ticket
 * @param customerId who asked, null if unknown
 * @param customerName who asked, null if unknown
 * @param receiver who heard it first and owes that customer the feedback
 * @param feedbackDue until when that customer has to be told something; null once they were told,
 *     and for the same customer as the survivor's
 */
public record MergedTicket(
    UUID id,
    String number,
    UUID customerId,
    String customerName,
    String receiver,
    Instant feedbackDue) {

  MergedTicket due(Instant at) {
    return new MergedTicket(id, number, customerId, customerName, receiver, at);
  }

  MergedTicket owedBy(String person) {
    return new MergedTicket(id, number, customerId, customerName, person, feedbackDue);
  }

  MergedTicket withoutName() {
    return new MergedTicket(id, number, customerId, null, receiver, feedbackDue);
  }
}
