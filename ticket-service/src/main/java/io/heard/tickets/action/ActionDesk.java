package io.heard.tickets.action;

import io.heard.kit.ledger.Origins;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.clock.ClockEvent;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketDesk;
import io.heard.tickets.ticket.TicketErased;
import io.heard.tickets.ticket.TicketPart;
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

/** Plans actions and settles them, one transaction each, under the lock of the ticket. */
@ApplicationScoped
public class ActionDesk implements TicketPart {

  @Inject TicketDesk desk;
  @Inject Tickets tickets;
  @Inject PlannedActions actions;
  @Inject Directory directory;
  @Inject Origins origins;
  @Inject Clock clock;

  /** An action and the version of its ticket. */
  record Answer(ActionApi.View action, int version) {}

  Answer plan(String reference, String ifMatch, ActionApi.NewAction planned) {
    return decide(
        reference,
        ifMatch,
        (ticket, now) -> {
          if (!planned.due().isAfter(now)) {
            throw Problem.invalid(new FieldError("/due", "not-in-future", "must be in the future"));
          }
          if (!ticket.state().open()) {
            throw Problem.conflict(
                    "illegal-transition",
                    "Nothing can be planned on a demand that is " + ticket.state() + ".")
                .with("state", ticket.state());
          }
          PlannedAction action =
              new PlannedAction(Uuid7.at(now), ticket.id(), planned, origins.caller().actor(), now);
          time(ticket, action, now, Map.of());
          actions.add(action);
          directory.named(null, planned.person());
          return action;
        });
  }

  Answer done(String reference, UUID id, String ifMatch, ActionApi.Done done) {
    return settle(
        reference,
        ifMatch,
        (ticket, now) -> {
          PlannedAction action = actions.get(ticket.family(), id);
          action.done(origins.caller().actor(), done.note(), now);
          Map<String, Object> data = data(action);
          data.put("late", action.late());
          data.put("note", done.note());
          ticket.enter(
              "action-done",
              now,
              data,
              clocks -> clocks.meetDated(ClockKind.ACTION, action.round(), now),
              now);
          return action;
        });
  }

  Answer cancel(String reference, UUID id, String ifMatch, ActionApi.Cancellation cancellation) {
    return settle(
        reference,
        ifMatch,
        (ticket, now) -> {
          PlannedAction action = actions.get(ticket.family(), id);
          cancel(ticket, action, origins.caller().actor(), cancellation.reason(), now);
          return action;
        });
  }

  List<ActionApi.View> list(String reference) {
    return actions.of(desk.show(reference).id()).stream().map(PlannedAction::view).toList();
  }

  @Override
  public void ranOut(Ticket ticket, ClockEvent.Snapshot ranOut) {
    if (ranOut.kind() == ClockKind.ACTION) {
      actions
          .timedBy(ticket.id(), ranOut.round())
          .ifPresent(action -> action.overdue(ranOut.dueAt()));
    }
  }

  /** What is planned has to be done or called off before anybody says that the work is done. */
  @Override
  public Optional<Problem> objection(Ticket ticket, Transition transition) {
    List<PlannedAction> open =
        transition == Transition.RESOLVE ? actions.open(ticket.id()) : List.of();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.conflict(
                    "actions-open",
                    "It cannot be resolved with open actions: "
                        + String.join(
                            "; ",
                            open.stream()
                                .map(one -> one.what() + " (" + one.person() + ")")
                                .toList())
                        + ". Do them or cancel them with a reason.")
                .with("actions", open.stream().map(PlannedAction::view).toList()));
  }

  @Override
  public void ended(Ticket ticket) {
    Instant now = clock.instant();
    for (PlannedAction action : actions.open(ticket.id())) {
      cancel(ticket, action, "system:actions", "The ticket is " + ticket.state(), now);
    }
  }

  @Override
  public void carry(Ticket merged, Ticket survivor, Instant now) {
    for (PlannedAction action : actions.open(merged.id())) {
      Map<String, Object> moved = data(action);
      moved.put("to", Map.of("id", survivor.id(), "number", survivor.number()));
      merged.enter("action-moved", now, moved, now);
      time(
          survivor,
          action,
          now,
          Map.of("from", Map.of("id", merged.id(), "number", merged.number())));
    }
  }

  /** Gives an action its clock on the ticket and writes it down. */
  private void time(Ticket ticket, PlannedAction action, Instant now, Map<String, Object> more) {
    int round =
        ticket.freeRound(ClockKind.ACTION, tickets.unusedRound(ticket.id(), ClockKind.ACTION));
    action.timedBy(ticket.id(), round);
    Map<String, Object> data = data(action);
    data.putAll(more);
    ticket.enter(
        "action-planned",
        now,
        data,
        clocks -> clocks.startDated(ClockKind.ACTION, round, action.plannedAt(), action.due(), now),
        now);
  }

  private void cancel(Ticket ticket, PlannedAction action, String by, String reason, Instant now) {
    action.cancel(by, reason, now);
    Map<String, Object> data = data(action);
    data.put("reason", reason);
    ticket.enter(
        "action-cancelled",
        now,
        data,
        clocks -> clocks.cancelDated(ClockKind.ACTION, action.round(), now),
        now);
  }

  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    actions.forget(erased, Redaction.ERASED);
  }

  private Answer decide(
      String reference, String ifMatch, BiFunction<Ticket, Instant, PlannedAction> decision) {
    return desk.decide(reference, ifMatch, answered(decision));
  }

  /** What was carried to where its ticket lives on is settled there, by whichever number. */
  private Answer settle(
      String reference, String ifMatch, BiFunction<Ticket, Instant, PlannedAction> decision) {
    return desk.decideWhereItLivesOn(reference, ifMatch, answered(decision));
  }

  private static BiFunction<Ticket, Instant, Supplier<Answer>> answered(
      BiFunction<Ticket, Instant, PlannedAction> decision) {
    return (ticket, now) -> {
      PlannedAction action = decision.apply(ticket, now);
      return () -> new Answer(action.view(), ticket.version());
    };
  }

  private static Map<String, Object> data(PlannedAction action) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("action", action.summary());
    return data;
  }
}
