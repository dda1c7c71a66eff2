package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.directory.Directory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Merges a ticket into another, in one transaction that locks both, the one with the lower id
 * first: of two merges that cross each other the second finds what the first has done.
 */
@ApplicationScoped
public class Merging {

  @Inject Tickets tickets;
  @Inject TicketViews views;
  @Inject Directory directory;
  @Inject Callers callers;
  @Inject Origins origins;
  @Inject Clock clock;
  @Inject @Any Instance<TicketPart> parts;

  TicketApi.View merge(String reference, String ifMatch, TicketApi.Merge merge) {
    Caller caller = callers.current();
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              UUID id = tickets.idOf(reference);
              UUID into = survivor(merge.into());
              if (id.equals(into)) {
                throw refused("itself", "must be another ticket");
              }
              Both both = lock(id, into);
              Ticket merged = both.merged();
              Ticket survivor = both.survivor();
              Access.requireVisible(merged, reference, caller);
              Access.requireVisible(survivor, merge.into(), caller);
              ETags.requireMatch(ifMatch, merged.version());
              Instant now = clock.instant();
              merged.requireMergeable(survivor);
              tickets.announce(merged, now);
              parts.forEach(part -> part.carry(merged, survivor, now));
              survivor.absorb(merged, now);
              merged.mergeInto(survivor, merge.reason(), now);
              directory.seen(caller);
              tickets.saveAll(List.of(survivor, merged), origins.caller());
              return views.of(merged, now);
            });
  }

  /** Two tickets, of which one is to live on in the other. */
  record Both(Ticket merged, Ticket survivor) {}

  /** Locks both, the one with the lower id first. */
  Both lock(UUID merged, UUID survivor) {
    boolean first = merged.compareTo(survivor) < 0;
    Ticket one = tickets.lock(first ? merged : survivor);
    Ticket other = tickets.lock(first ? survivor : merged);
    return first ? new Both(one, other) : new Both(other, one);
  }

  private UUID survivor(String into) {
    try {
      return tickets.existing(into);
    } catch (Problem missing) {
      Problem refused = refused("unknown", "There is no ticket " + into);
      refused.initCause(missing);
      throw refused;
    }
  }

  private static Problem refused(String code, String message) {
    return Problem.invalid(new FieldError("/into", code, message));
  }
}
