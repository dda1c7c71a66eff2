package io.heard.tickets.duty;

import io.heard.kit.problem.Problem;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The duty to answer the customer of a ticket: its first receiver's, or, of a ticket that was
 * merged into another one, of whoever owes it there.
 *
 * @param ticket where the duty is: the ticket itself, or where it lives on; locked
 * @param of the ticket whose customer it is
 */
record Duty(Ticket ticket, UUID of) {

  private boolean own() {
    return ticket.id().equals(of);
  }

  /** Who has it; 409 when nobody owes anything any more. */
  String receiver() {
    if (own()) {
      if (ticket.state() == TicketState.MERGED) {
        // merged just now: the next time it is looked for where it lives on
        throw Problem.conflict("illegal-transition", "It lives on in another ticket.")
            .with("state", ticket.state());
      }
      return ticket.receiver();
    }
    return ticket
        .debtor(of)
        .orElseThrow(
            () ->
                Problem.conflict(
                    "nothing-owed",
                    "It lives on in " + ticket.number() + ", where its customer has been told."));
  }

  /** Somebody has accepted it. */
  void handTo(String person, DutyTransfer transfer, Instant now) {
    String before = receiver();
    Map<String, Object> more = Map.of("transfer", transfer.summary());
    if (own()) {
      ticket.handDutyTo(person, "ACCEPTED", more, now);
    } else if (!before.equals(person)) {
      ticket.handDebtTo(of, person, "ACCEPTED", more, now);
    }
  }

  /** What events about an offer of it carry. */
  Map<String, Object> data(DutyTransfer transfer) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("transfer", transfer.summary());
    if (!own()) {
      data.put("merged", ticket.merged(of));
    }
    return data;
  }
}
