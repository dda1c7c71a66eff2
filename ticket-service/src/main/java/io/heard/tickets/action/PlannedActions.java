package io.heard.tickets.action;

import io.heard.kit.problem.Problem;
import io.heard.tickets.ticket.TicketErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The planned actions of tickets. Whoever changes one holds the lock of its ticket. */
@ApplicationScoped
class PlannedActions {

  @Inject EntityManager entities;

  void add(PlannedAction action) {
    entities.persist(action);
  }

  /** An action of one of these tickets; 404 when there is none. */
  PlannedAction get(Collection<UUID> tickets, UUID id) {
    return entities
        .createQuery(
            "from PlannedAction a where a.id = :id and a.ticketId in :tickets", PlannedAction.class)
        .setParameter("id", id)
        .setParameter("tickets", tickets)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Action " + id));
  }

  /** The action that this round of a ticket's ACTION clocks is about. */
  Optional<PlannedAction> timedBy(UUID ticket, int round) {
    return entities
        .createQuery(
            "from PlannedAction a where a.ticketId = :ticket and a.round = :round",
            PlannedAction.class)
        .setParameter("ticket", ticket)
        .setParameter("round", round)
        .getResultStream()
        .findFirst();
  }

  /** Of a ticket, in the order they were planned, those of one instant too. */
  List<PlannedAction> of(UUID ticket) {
    return entities
        .createQuery(
            "from PlannedAction a where a.ticketId = :ticket order by a.plannedAt, a.round",
            PlannedAction.class)
        .setParameter("ticket", ticket)
        .getResultList();
  }

  /** What is not done yet, the earliest first. */
  List<PlannedAction> open(UUID ticket) {
    return entities
        .createQuery(
            "from PlannedAction a where a.ticketId = :ticket and a.state = OPEN order by a.due, a.round",
            PlannedAction.class)
        .setParameter("ticket", ticket)
        .getResultList();
  }

  /**
   * The words go, wherever the action lives on; that something was planned stays. What was planned
   * for others and lives on in the ticket is theirs.
   */
  void forget(TicketErased erased, String instead) {
    entities
        .createNativeQuery(
            "UPDATE planned_action SET what = ?1, responsible_for = ?1, remark = CASE WHEN remark IS NOT NULL THEN ?1 END"
                + " WHERE (ticket_id = ?2 AND NOT id = ANY (?3)) OR id = ANY (?4)")
        .setParameter(1, instead)
        .setParameter(2, erased.ticketId())
        .setParameter(3, erased.here().toArray(UUID[]::new))
        .setParameter(4, erased.away().toArray(UUID[]::new))
        .executeUpdate();
  }
}
