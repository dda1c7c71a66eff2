package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.policy.SlaPolicies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Turns what was just logged into a contact on the ticket it repeats: the customer came back on
 * that one, and this one lives on in it. Both in one transaction; said again, it changes nothing.
 */
@ApplicationScoped
class Repeats {

  @Inject Tickets tickets;
  @Inject TicketViews views;
  @Inject Merging merging;
  @Inject Directory directory;
  @Inject SlaPolicies policies;
  @Inject RepeatSettings settings;
  @Inject Callers callers;
  @Inject Origins origins;
  @Inject Clock clock;

  /**
   * The earlier ticket afterwards.
   *
   * @param ifMatch the version of what was just logged
   */
  TicketApi.View repeat(String reference, String ifMatch, String earlierReference) {
    Caller caller = callers.current();
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              UUID id = tickets.idOf(reference);
              UUID earlierId = earlier(id, earlierReference);
              Merging.Both both = merging.lock(id, earlierId);
              Ticket repeat = both.merged();
              Ticket earlier = both.survivor();
              Access.requireVisible(repeat, reference, caller);
              if (!Access.isVisible(earlier, caller)) {
                throw unknown(earlierReference);
              }
              Instant now = clock.instant();
              if (earlierId.equals(repeat.mergedInto)) {
                return views.of(earlier, now);
              }
              ETags.requireMatch(ifMatch, repeat.version());
              requireFits(repeat, earlier, caller);
              repeat.requireMergeable(earlier);
              earlier.contacted(
                  repeat.channel,
                  repeat.statedRequest == null ? repeat.subject : repeat.statedRequest,
                  repeat.loggedAt.isBefore(earlier.loggedAt) ? null : repeat.loggedAt,
                  now,
                  policies::match,
                  settings.chasingFrom());
              earlier.absorb(repeat, now);
              repeat.mergeInto(earlier, "the customer came back on " + earlier.number, now);
              directory.seen(caller);
              tickets.saveAll(List.of(earlier, repeat), origins.caller());
              return views.of(earlier, now);
            });
  }

  private UUID earlier(UUID id, String reference) {
    UUID earlier;
    try {
      earlier = tickets.existing(reference);
    } catch (Problem missing) {
      Problem unknown = unknown(reference);
      unknown.initCause(missing);
      throw unknown;
    }
    if (earlier.equals(id)) {
      throw Problem.invalid(new FieldError("/ticket", "itself", "must be another ticket"));
    }
    return earlier;
  }

  private static Problem unknown(String reference) {
    return Problem.invalid(new FieldError("/ticket", "unknown", "There is no ticket " + reference));
  }

  /** Whoever logged it may take it back into another one; whoever works tickets any. */
  private static void requireFits(Ticket repeat, Ticket earlier, Caller caller) {
    boolean justLogged =
        repeat.state == TicketState.LOGGED && repeat.receiver.equals(caller.name());
    if (!justLogged && !caller.has(Roles.AGENT) && !caller.has(Roles.LEAD)) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "Only who logged it, while nobody has taken it on, or those who work tickets can say that it is a repeat.");
    }
    if (!repeat.isOfSameCustomer(earlier)) {
      throw Problem.conflict(
          "other-customer",
          "The two are not of the same customer; somebody who works tickets can merge them.");
    }
  }
}
