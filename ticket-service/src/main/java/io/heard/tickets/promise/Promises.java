package io.heard.tickets.promise;

import io.heard.kit.problem.Problem;
import io.heard.tickets.ticket.TicketErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The promises of tickets. Whoever changes one holds the lock of its ticket. */
@ApplicationScoped
class Promises {

  @Inject EntityManager entities;

  void add(Promise promise) {
    entities.persist(promise);
  }

  /** A promise on one of these tickets; 404 when there is none. */
  Promise get(Collection<UUID> tickets, UUID id) {
    return entities
        .createQuery("from Promise p where p.id = :id and p.ticketId in :tickets", Promise.class)
        .setParameter("id", id)
        .setParameter("tickets", tickets)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("Promise " + id));
  }

  /** The promise that this round of a ticket's PROMISE clocks is about. */
  Optional<Promise> timedBy(UUID ticket, int round) {
    return entities
        .createQuery(
            "from Promise p where p.ticketId = :ticket and p.round = :round", Promise.class)
        .setParameter("ticket", ticket)
        .setParameter("round", round)
        .getResultStream()
        .findFirst();
  }

  /** Of a ticket, oldest first, those of one instant as well. */
  List<Promise> of(UUID ticket) {
    return entities
        .createQuery(
            "from Promise p where p.ticketId = :ticket order by p.madeAt, p.round", Promise.class)
        .setParameter("ticket", ticket)
        .getResultList();
  }

  /** What still has to be done on a ticket, the earliest first. */
  List<Promise> owed(UUID ticket) {
    return entities
        .createQuery(
            "from Promise p where p.ticketId = :ticket and p.owed order by p.due, p.round",
            Promise.class)
        .setParameter("ticket", ticket)
        .getResultList();
  }

  /**
   * The words go, wherever the promise lives on; that there was one stays. What was promised to
   * others and lives on in the ticket is theirs.
   */
  void forget(TicketErased erased, String instead) {
    entities
        .createNativeQuery(
            "UPDATE promise SET what = ?1 WHERE (ticket_id = ?2 AND NOT id = ANY (?3)) OR id = ANY (?4)")
        .setParameter(1, instead)
        .setParameter(2, erased.ticketId())
        .setParameter(3, erased.here().toArray(UUID[]::new))
        .setParameter(4, erased.away().toArray(UUID[]::new))
        .executeUpdate();
  }
}
