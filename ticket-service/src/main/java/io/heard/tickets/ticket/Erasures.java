package io.heard.tickets.ticket;

import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Origins;
import io.heard.kit.ledger.Redaction;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Lets the tickets of an erased customer forget them: a few at a time, each batch a transaction, so
 * that a crash costs nothing but time. Replicas share the work by locking the customer's row. A
 * ticket that was being logged at that moment is found by a last look a while later.
 */
@ApplicationScoped
class Erasures {

  private static final int BATCH = 50;

  /** Longer than any request may take. */
  private static final Duration ON_THEIR_WAY_IN = Duration.ofMinutes(5);

  /** Free texts, and who the customer is; the names of fields are those of the events. */
  private static final Redaction TICKET =
      new Redaction(
          Set.of(
              "subject",
              "text",
              "note",
              "reason",
              "outcome",
              "comment",
              "what",
              "why",
              "need",
              "answer",
              "title",
              "description",
              "changes"),
          Set.of(
              "customer/name",
              "contact",
              "statedRequest",
              "customFields",
              "externalRef",
              "attachment/name"),
          Set.of());

  /** What parked events of customers hold. */
  private static final Redaction CUSTOMER =
      Redaction.ofFields("name", "phones", "emails", "language", "timeZone", "reason");

  @Inject EntityManager entities;
  @Inject Tickets tickets;
  @Inject Eraser eraser;
  @Inject Event<TicketErased> erased;
  @Inject Origins origins;
  @Inject Clock clock;

  /** The customer was erased; again and again, for all it matters. */
  @Transactional(Transactional.TxType.MANDATORY)
  void add(UUID customer) {
    Instant now = clock.instant();
    eraser.parked(List.of(customer.toString()), CUSTOMER);
    entities
        .createNativeQuery(
            "INSERT INTO customer_erasure (customer_id, next_at, last_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
        .setParameter(1, customer)
        .setParameter(2, now)
        .setParameter(3, now.plus(ON_THEIR_WAY_IN))
        .executeUpdate();
  }

  @Scheduled(every = "{heard.erasure.every}", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    while (QuarkusTransaction.requiringNew().call(this::batch)) {
      // until nothing is due
    }
  }

  /** True when there may be more to do at once. */
  private boolean batch() {
    Instant now = clock.instant();
    List<?> due =
        entities
            .createNativeQuery(
                "SELECT customer_id FROM customer_erasure WHERE next_at <= ?1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED")
            .setParameter(1, now)
            .getResultList();
    if (due.isEmpty()) {
      return false;
    }
    UUID customer = (UUID) due.get(0);
    List<UUID> found = unerased(customer);
    found.forEach(ticket -> erase(ticket, now));
    if (found.size() < BATCH) {
      settle(customer, now);
    }
    return true;
  }

  private List<UUID> unerased(UUID customer) {
    return entities
        .createQuery(
            "select t.id from Ticket t where (t.customerId = :id or t.cameUnder = :id) and not t.erased order by t.id",
            UUID.class)
        .setParameter("id", customer)
        .setMaxResults(BATCH)
        .getResultList();
  }

  private void erase(UUID id, Instant now) {
    Ticket ticket = tickets.lock(id);
    if (ticket.isErased()) {
      return;
    }
    ticket.erase(now);
    tickets.save(ticket, origins.system("erasure"));
    erased.fire(new TicketErased(id));
    eraser.history(id, TICKET);
    eraser.answers(List.of(id.toString()), ticket.loggedAt);
  }

  /** Everything has been forgotten: look once more later, or be done. */
  private void settle(UUID customer, Instant now) {
    entities
        .createNativeQuery(
            "UPDATE customer_erasure SET next_at = last_at WHERE customer_id = ?1 AND last_at > ?2")
        .setParameter(1, customer)
        .setParameter(2, now)
        .executeUpdate();
    entities
        .createNativeQuery("DELETE FROM customer_erasure WHERE customer_id = ?1 AND last_at <= ?2")
        .setParameter(1, customer)
        .setParameter(2, now)
        .executeUpdate();
  }
}
