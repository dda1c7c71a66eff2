package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.field.CustomFields;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.policy.SlaTerms;
import io.heard.tickets.ticket.TicketApi.Owner;
import io.heard.tickets.ticket.TicketState.Transition;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One transaction a command: lock the ticket, let it decide, write what happened. The lock is what
 * makes an answer and a breach, or two answers, come one after the other.
 */
@ApplicationScoped
public class TicketDesk {

  @Inject Tickets tickets;
  @Inject TicketViews views;
  @Inject Directory directory;
  @Inject SlaPolicies policies;
  @Inject CustomFields customFields;
  @Inject Capacity capacity;
  @Inject Callers callers;
  @Inject Origins origins;
  @Inject Duplicates duplicates;
  @Inject RepeatSettings repeats;
  @Inject Clock clock;
  @Inject @Any Instance<TicketPart> parts;

  /** Looks at a ticket as the caller may. */
  public TicketApi.View show(String reference) {
    Ticket ticket = tickets.get(tickets.idOf(reference));
    Caller caller = callers.current();
    Access.requireVisible(ticket, reference, caller);
    return views.of(ticket, clock.instant(), caller);
  }

  TicketApi.View acknowledge(String reference, String ifMatch, TicketApi.Remark remark) {
    String by = callers.current().name();
    return change(reference, ifMatch, (ticket, now) -> ticket.acknowledge(by, remark.note(), now));
  }

  TicketApi.View start(String reference, String ifMatch, TicketApi.Remark remark) {
    return change(reference, ifMatch, (ticket, now) -> ticket.start(remark.note(), now));
  }

  TicketApi.View waitFor(String reference, String ifMatch, TicketApi.Wait wait) {
    TicketApi.WaitFor whom = wait.waitFor() == null ? TicketApi.WaitFor.CUSTOMER : wait.waitFor();
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          ticket.waitFor(whom, wait.until(), wait.reason(), now, terms(ticket));
          parts.forEach(part -> part.putOnHold(ticket, now));
        });
  }

  TicketApi.View resume(String reference, String ifMatch, TicketApi.Remark remark) {
    return change(reference, ifMatch, (ticket, now) -> ticket.resume(remark.note(), now));
  }

  TicketApi.View resolve(String reference, String ifMatch, TicketApi.Resolution resolution) {
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          object(ticket, Transition.RESOLVE);
          ticket.resolve(resolution.outcome(), resolution.feedback(), now, terms(ticket));
        });
  }

  TicketApi.View tried(String reference, String ifMatch, TicketApi.Attempt attempt) {
    return change(
        reference,
        ifMatch,
        (ticket, now) ->
            ticket.tried(attempt.channel(), attempt.note(), attempt.at(), now, terms(ticket)));
  }

  /** What the customer said to somebody of the staff. */
  TicketApi.View confirmed(String reference, String ifMatch, TicketApi.Confirmation said) {
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          if (said.satisfied()) {
            Closing.requireOthersTold(ticket);
          }
          ticket.confirm(said, "STAFF", now, terms(ticket));
        });
  }

  TicketApi.View decline(String reference, String ifMatch, TicketApi.Decline decline) {
    return change(
        reference,
        ifMatch,
        (ticket, now) -> ticket.decline(decline.reason(), decline.channel(), now));
  }

  TicketApi.View reopen(String reference, String ifMatch, TicketApi.Reason reason) {
    return change(
        reference, ifMatch, (ticket, now) -> ticket.reopen(reason.reason(), now, terms(ticket)));
  }

  TicketApi.View close(String reference, String ifMatch, TicketApi.Close close) {
    List<Instant> attempts = close.attempts() == null ? List.of() : close.attempts();
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          if (close.because() == TicketApi.ClosedBecause.NO_ANSWER) {
            object(ticket, Transition.CLOSE);
          }
          ticket.close(close.because(), close.note(), attempts, now);
        });
  }

  TicketApi.View handOff(String reference, String ifMatch, TicketApi.Handoff handoff) {
    Caller caller = callers.current();
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          Access.requireMayHandOff(ticket, caller);
          directory.named(handoff.to().team(), handoff.to().person());
          Owner from = ticket.owner();
          Owner to = capacity.admit(from, handoff.to());
          ticket.handOff(to, handoff.reason(), now, policies::match);
          parts.forEach(part -> part.handedOff(ticket, from, now));
          directory.named(to.team(), to.person());
        });
  }

  /**
   * Hands a ticket to somebody who is chosen while it is locked.
   *
   * @param choice given the present owner; whom it chooses has room for it
   */
  public TicketApi.View assign(
      String reference, String ifMatch, String reason, UnaryOperator<TicketApi.Owner> choice) {
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          TicketApi.Owner from = ticket.owner();
          TicketApi.Owner to = choice.apply(from);
          ticket.handOff(to, reason, now, policies::match);
          parts.forEach(part -> part.handedOff(ticket, from, now));
          directory.named(to.team(), to.person());
        });
  }

  TicketApi.View feedBack(String reference, String ifMatch, TicketApi.Feedback feedback) {
    return change(
        reference,
        ifMatch,
        (ticket, now) -> {
          if (feedback.at() != null) {
            ticket.clocks().recall(tickets.rounds(ticket.id(), ClockKind.NEXT_FEEDBACK));
          }
          ticket.feedBack(
              feedback.channel(),
              feedback.text(),
              feedback.at(),
              feedback.told(),
              now,
              terms(ticket));
        });
  }

  TicketApi.View contacted(String reference, String ifMatch, TicketApi.Contact contact) {
    return change(reference, ifMatch, (ticket, now) -> takeContact(ticket, contact, now));
  }

  /**
   * The customer came back by a way nobody sits at. Within the transaction of the caller; a ticket
   * that was merged is followed to where it lives on.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public TicketApi.View contactedWithin(UUID id, TicketApi.Contact contact, Origin origin) {
    Ticket ticket = survivor(tickets.lock(id));
    Instant now = clock.instant();
    takeContact(ticket, contact, now);
    tickets.save(ticket, origin);
    return views.of(ticket, now);
  }

  /**
   * The ticket of this number when this is an address of its customer; empty otherwise.
   *
   * @param email in its normal form
   */
  public Optional<UUID> ofCustomer(String number, String email) {
    return tickets.ofCustomer(number, email);
  }

  /** The id of a ticket the caller may see, locked until the transaction ends. */
  @Transactional(Transactional.TxType.MANDATORY)
  public UUID lock(String reference) {
    Ticket ticket = tickets.lock(tickets.idOf(reference));
    Access.requireVisible(ticket, reference, callers.current());
    return ticket.id();
  }

  /** A file that was added to a ticket. */
  public record AttachedFile(UUID id, String name, String type, long size, String sha256) {}

  /** Writes down that a file was added, within the transaction that stores it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void attachedWithin(UUID id, AttachedFile file, Origin origin) {
    Ticket ticket = tickets.lock(id);
    ticket.attached(file, clock.instant());
    tickets.save(ticket, origin);
  }

  /**
   * Decides about a ticket for the system itself, within the transaction of the caller.
   *
   * @param decision gets the locked ticket and the time; false leaves everything as it was
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean decideWithin(UUID id, Origin origin, BiPredicate<Ticket, Instant> decision) {
    Ticket ticket = tickets.lock(id);
    boolean changed = decision.test(ticket, clock.instant());
    if (changed) {
      tickets.save(ticket, origin);
    }
    return changed;
  }

  private void takeContact(Ticket ticket, TicketApi.Contact contact, Instant now) {
    ticket.contacted(
        contact.channel(),
        contact.text(),
        contact.at(),
        now,
        policies::match,
        repeats.chasingFrom());
  }

  /** Open demands of the same customer that this one may be a repeat of. */
  TicketApi.PossibleDuplicates duplicates(String reference) {
    Caller caller = callers.current();
    Ticket ticket = tickets.get(tickets.idOf(reference));
    Access.requireVisible(ticket, reference, caller);
    return new TicketApi.PossibleDuplicates(ticket.customerId, duplicates.of(ticket, caller));
  }

  TicketApi.View addNote(String reference, String ifMatch, TicketApi.Note note) {
    return change(reference, ifMatch, (ticket, now) -> ticket.addNote(note.text(), now));
  }

  TicketApi.View patch(String reference, String ifMatch, TicketPatch patch) {
    List<FieldError> mistakes = customFields.mistakes(patch.fieldsSet());
    if (!mistakes.isEmpty()) {
      throw Problem.invalid(mistakes);
    }
    return change(reference, ifMatch, (ticket, now) -> ticket.change(patch, now, policies::match));
  }

  /** A command of the caller on a ticket they may see; answers how it stands then. */
  public TicketApi.View change(
      String reference, String ifMatch, BiConsumer<Ticket, Instant> command) {
    return decide(
        reference,
        ifMatch,
        false,
        UnaryOperator.identity(),
        (ticket, now) -> {
          command.accept(ticket, now);
          return () -> views.of(ticket, now);
        });
  }

  /**
   * A command of the caller on a ticket they may see: locked, decided and written in one
   * transaction. Features with tables of their own change them within the decision, which finds
   * everything announced that has run out by now.
   *
   * @param ifMatch the version the caller knows, null for any
   * @param decision gets the locked ticket and the time; what it leaves is asked for the answer
   *     once everything is written
   */
  public <T> T decide(
      String reference, String ifMatch, BiFunction<Ticket, Instant, Supplier<T>> decision) {
    return decide(reference, ifMatch, true, UnaryOperator.identity(), decision);
  }

  /**
   * The same about something of a ticket that goes on where the ticket lives on, if it was merged:
   * that ticket is locked and decides, and it is its version that the caller knows.
   */
  public <T> T decideWhereItLivesOn(
      String reference, String ifMatch, BiFunction<Ticket, Instant, Supplier<T>> decision) {
    return decide(reference, ifMatch, true, this::survivor, decision);
  }

  /** Where a locked ticket lives on, locked as well: itself unless it was merged. */
  private Ticket survivor(Ticket ticket) {
    Ticket survivor = ticket;
    while (survivor.mergedInto != null) {
      survivor = tickets.lock(survivor.mergedInto);
    }
    return survivor;
  }

  private <T> T decide(
      String reference,
      String ifMatch,
      boolean announceFirst,
      UnaryOperator<Ticket> whose,
      BiFunction<Ticket, Instant, Supplier<T>> decision) {
    Caller caller = callers.current();
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              Ticket asked = tickets.lock(tickets.idOf(reference));
              Access.requireVisible(asked, reference, caller);
              Ticket ticket = whose.apply(asked);
              Access.requireVisible(ticket, reference, caller);
              ETags.requireMatch(ifMatch, ticket.version());
              TicketState before = ticket.state();
              Instant now = clock.instant();
              if (announceFirst) {
                tickets.announce(ticket, now);
              }
              Supplier<T> answer = decision.apply(ticket, now);
              requireFields(ticket, before);
              directory.seen(caller);
              tickets.save(ticket, origins.caller());
              return answer.get();
            });
  }

  private void requireFields(Ticket ticket, TicketState before) {
    if (ticket.closedByItself()) {
      return;
    }
    List<String> missing =
        customFields.missing(before.name(), ticket.state().name(), ticket.customFields);
    if (!missing.isEmpty()) {
      throw Problem.conflict(
              "fields-missing",
              "It cannot become "
                  + ticket.state()
                  + " without the custom fields "
                  + String.join(", ", missing)
                  + ".")
          .with("fields", missing);
    }
  }

  private void object(Ticket ticket, Transition transition) {
    for (TicketPart part : parts) {
      part.objection(ticket, transition)
          .ifPresent(
              problem -> {
                throw problem;
              });
    }
  }

  private SlaTerms terms(Ticket ticket) {
    return policies.match(ticket.facts());
  }
}
