package io.heard.tickets.ticket;

import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import io.heard.tickets.access.CallerRights;
import java.util.Objects;

/** Who may see and do what with a ticket, beyond what the role on the endpoint says. */
final class Access {

  private Access() {}

  static boolean isVisible(Ticket ticket, Caller caller) {
    return !CallerRights.isOnlyIntegration(caller)
        || (caller.client() != null && Objects.equals(ticket.client, caller.client()));
  }

  /** 404 for a ticket that an integration may not see: it must not even learn that there is one. */
  static void requireVisible(Ticket ticket, String reference, Caller caller) {
    if (!isVisible(ticket, caller)) {
      throw Problem.notFound("Ticket " + reference);
    }
  }

  /** Only a lead hands off what belongs to somebody else. */
  static void requireMayHandOff(Ticket ticket, Caller caller) {
    boolean own =
        ticket.ownerPerson == null
            || ticket.ownerPerson.equals(caller.name())
            || ticket.receiver.equals(caller.name());
    if (!own && !caller.has(Roles.LEAD)) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "It is owned by "
              + ticket.ownerPerson
              + "; only they, the first receiver or a lead can hand it off.");
    }
  }
}
