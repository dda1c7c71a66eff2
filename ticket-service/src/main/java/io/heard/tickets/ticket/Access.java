package io.heard.tickets.ticket;

import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import java.util.Objects;
import java.util.Set;

/** Who may see and do what with a ticket, beyond what the role on the endpoint says. */
final class Access {

  private static final Set<String> STAFF =
      Set.of(Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN);

  private Access() {}

  /** Whether the caller sees only what came through its own client. */
  static boolean isOnlyIntegration(Caller caller) {
    return caller.roles().stream().noneMatch(STAFF::contains);
  }

  /** 404 for a ticket that an integration may not see: it must not even learn that there is one. */
  static void requireVisible(Ticket ticket, String reference, Caller caller) {
    if (isOnlyIntegration(caller)
        && (caller.client() == null || !Objects.equals(ticket.client, caller.client()))) {
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
