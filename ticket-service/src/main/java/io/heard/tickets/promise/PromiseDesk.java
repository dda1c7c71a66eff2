package io.heard.tickets.promise;

import io.heard.kit.ledger.Origins;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.clock.ClockEvent;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.promise.PromiseTally.Outcome;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketApi;
import io.heard.tickets.ticket.TicketDesk;
import io.heard.tickets.ticket.TicketErased;
import io.heard.tickets.ticket.TicketPart;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.ticket.TicketState;
import io.heard.tickets.ticket.TicketState.Transition;
import io.heard.tickets.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Makes promises to customers and settles them: each command is one transaction under the lock of
 * the ticket, so that a deed and a passing date never race.
 */
@ApplicationScoped
public class PromiseDesk implements TicketPart {

  @Inject TicketDesk desk;
  @Inject TicketRecords records;
  @Inject Tickets tickets;
  @Inject Promises promises;
  @Inject PromiseTally tally;
  @Inject Directory directory;
  @Inject Origins origins;
  @Inject Clock clock;

  /** A promise and the version of its ticket. */
  record Answer(PromiseApi.View promise, int version) {}

  Answer make(String reference, String ifMatch, PromiseApi.NewPromise made) {
    return decide(
        reference,
        ifMatch,
        (ticket, now) -> {
          requireFuture(made.due(), now);
          if (!ticket.state().open() && ticket.state() != TicketState.RESOLVED) {
            throw Problem.conflict(
                    "illegal-transition",
                    "Nothing can be promised on a demand that is " + ticket.state() + ".")
                .with("state", ticket.state());
          }
          Promise promise =
              new Promise(
                  Uuid7.at(now),
                  ticket.id(),
                  made,
                  origins.caller().actor(),
                  account(ticket.owner()),
                  now);
          time(ticket, promise, now, new LinkedHashMap<>());
          promises.add(promise);
          tally.count(promise, Outcome.MADE, now);
          return promise;
        });
  }

  /**
   * The team whose promise it is: the one that owns the ticket, or else the one that the person who
   * owns it is in, the first of several. Null when they are in none.
   */
  private String account(TicketApi.Owner owner) {
    return owner.team() != null ? owner.team() : directory.teamOf(owner.person()).orElse(null);
  }

  Answer keep(String reference, UUID id, String ifMatch, PromiseApi.Keeping keeping) {
    return settle(
        reference,
        ifMatch,
        (ticket, now) -> {
          Promise promise = promises.get(ticket.family(), id);
          boolean inTime = promise.keep(now);
          Map<String, Object> data = data(promise);
          data.put("late", !inTime);
          data.put("note", keeping.note());
          ticket.enter(
              "promise-kept",
              now,
              data,
              clocks -> clocks.meetDated(ClockKind.PROMISE, promise.round(), now),
              now);
          tally.count(promise, inTime ? Outcome.KEPT : Outcome.KEPT_LATE, now);
          return promise;
        });
  }

  Answer renegotiate(
      String reference, UUID id, String ifMatch, PromiseApi.Renegotiation renegotiation) {
    return settle(
        reference,
        ifMatch,
        (ticket, now) -> {
          requireFuture(renegotiation.due(), now);
          Promise promise = promises.get(ticket.family(), id);
          Map<String, Object> from = new LinkedHashMap<>();
          from.put("what", promise.what());
          from.put("due", promise.due());
          promise.renegotiate(renegotiation.what(), renegotiation.due());
          Map<String, Object> data = data(promise);
          data.put("from", from);
          data.put("agreedWithCustomer", renegotiation.agreedWithCustomer());
          ticket.enter(
              "promise-renegotiated",
              now,
              data,
              clocks -> clocks.moveDated(ClockKind.PROMISE, promise.round(), promise.due(), now),
              now);
          return promise;
        });
  }

  Answer release(String reference, UUID id, String ifMatch, PromiseApi.Release release) {
    return settle(
        reference,
        ifMatch,
        (ticket, now) -> {
          Promise promise = promises.get(ticket.family(), id);
          release(ticket, promise, release.agreedWithCustomer(), now);
          return promise;
        });
  }

  List<PromiseApi.View> list(String reference) {
    return promises.of(records.show(reference).id()).stream().map(Promise::view).toList();
  }

  @Override
  public void ranOut(Ticket ticket, ClockEvent.Snapshot ranOut) {
    if (ranOut.kind() == ClockKind.PROMISE) {
      promises
          .timedBy(ticket.id(), ranOut.round())
          .ifPresent(promise -> broken(ticket, promise, ranOut.dueAt()));
    }
  }

  private void broken(Ticket ticket, Promise promise, Instant at) {
    if (promise.breakAt(at)) {
      tally.count(promise, Outcome.BROKEN, at);
    }
    Map<String, Object> data = data(promise);
    ticket.enter("promise-broken", at, data, clock.instant());
  }

  /** Nobody may go silent on a customer to whom something is promised. */
  @Override
  public Optional<Problem> objection(Ticket ticket, Transition transition) {
    List<Promise> owed = transition == Transition.CLOSE ? promises.owed(ticket.id()) : List.of();
    return owed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.conflict(
                    "promise-owed",
                    "The customer was promised something that is not done: "
                        + owed.get(0).what()
                        + ". Keep it, or let the customer release you from it, then close.")
                .with("promises", owed.stream().map(Promise::view).toList()));
  }

  /**
   * The customer's last word that all is done covers what was promised. To decline is to break what
   * was promised.
   */
  @Override
  public void ended(Ticket ticket) {
    Instant now = clock.instant();
    for (Promise promise : promises.owed(ticket.id())) {
      if (ticket.state() == TicketState.DECLINED && promise.state() == PromiseApi.State.OPEN) {
        broken(ticket, promise, now);
      }
      release(ticket, promise, null, now);
    }
  }

  /** What is owed goes on with the survivor; how it stands is counted once. */
  @Override
  public void carry(Ticket merged, Ticket survivor, Instant now) {
    for (Promise promise : promises.owed(merged.id())) {
      Map<String, Object> moved = data(promise);
      moved.put("to", Map.of("id", survivor.id(), "number", survivor.number()));
      merged.enter("promise-moved", now, moved, now);
      Map<String, Object> taken = new LinkedHashMap<>();
      taken.put("from", Map.of("id", merged.id(), "number", merged.number()));
      time(survivor, promise, now, taken);
    }
  }

  /** Gives a promise its clock on the ticket and writes it down. */
  private void time(Ticket ticket, Promise promise, Instant now, Map<String, Object> more) {
    int round =
        ticket.freeRound(ClockKind.PROMISE, tickets.unusedRound(ticket.id(), ClockKind.PROMISE));
    promise.timedBy(ticket.id(), round);
    Map<String, Object> data = data(promise);
    data.putAll(more);
    ticket.enter(
        "promised",
        now,
        data,
        clocks -> clocks.startDated(ClockKind.PROMISE, round, promise.madeAt(), promise.due(), now),
        now);
  }

  private void release(
      Ticket ticket, Promise promise, PromiseApi.Agreement agreement, Instant now) {
    promise.release(now);
    Map<String, Object> data = data(promise);
    data.put("agreedWithCustomer", agreement);
    data.put("broken", promise.state() == PromiseApi.State.BROKEN);
    ticket.enter(
        "promise-released",
        now,
        data,
        clocks -> clocks.cancelDated(ClockKind.PROMISE, promise.round(), now),
        now);
    if (promise.state() == PromiseApi.State.RELEASED) {
      tally.count(promise, Outcome.RELEASED, now);
    }
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    promises.forget(erased, Redaction.ERASED);
  }

  private Answer decide(
      String reference, String ifMatch, BiFunction<Ticket, Instant, Promise> decision) {
    return desk.decide(reference, ifMatch, answered(decision));
  }

  /** What was carried to where its ticket lives on is settled there, by whichever number. */
  private Answer settle(
      String reference, String ifMatch, BiFunction<Ticket, Instant, Promise> decision) {
    return desk.decideWhereItLivesOn(reference, ifMatch, answered(decision));
  }

  private static BiFunction<Ticket, Instant, Supplier<Answer>> answered(
      BiFunction<Ticket, Instant, Promise> decision) {
    return (ticket, now) -> {
      Promise promise = decision.apply(ticket, now);
      return () -> new Answer(promise.view(), ticket.version());
    };
  }

  private static Map<String, Object> data(Promise promise) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("promise", promise.summary());
    return data;
  }

  private static void requireFuture(Instant due, Instant now) {
    if (!due.isAfter(now)) {
      throw Problem.invalid(new FieldError("/due", "not-in-future", "must be in the future"));
    }
  }
}
