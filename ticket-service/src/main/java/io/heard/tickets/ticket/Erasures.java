package io.heard.tickets.ticket;

import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Origins;
import io.heard.kit.ledger.Redaction;
import io.heard.kit.time.Rounds;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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

  /** How often to look whether what was open is closed by now. */
  private static final Duration UNTIL_CLOSED = Duration.ofMinutes(10);

  /** Free texts, and who the customer is; the names of fields are those of the events. */
  static final Redaction TICKET =
      new Redaction(
          Set.of(
              "subject",
              "text",
              "note",
              "reason",
              "outcome",
              "comment",
              "what",
              "responsibleFor",
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

  /** What entries about promises and actions say of them, on the ticket they live on in. */
  private static final Redaction CARRIED =
      Redaction.ofFields(
          "promise/what",
          "action/what",
          "action/responsibleFor",
          "from/what",
          "agreedWithCustomer/text",
          "note",
          "reason");

  /** What parked events of customers hold. */
  private static final Redaction CUSTOMER =
      Redaction.ofFields("name", "phones", "emails", "language", "timeZone", "reason");

  @Inject EntityManager entities;
  @Inject Tickets tickets;
  @Inject Eraser eraser;
  @Inject Carryings carryings;
  @Inject Event<TicketErased> erased;
  @Inject Event<ContactsErased> contactsErased;
  @Inject Origins origins;
  @Inject Clock clock;

  /**
   * The customer was erased; again and again, for all it matters. Called before the copy of the
   * customer forgets the contacts.
   *
   * @param closedOnly nobody asked for it (a retention rule): a demand that is open after all,
   *     because it was logged at that moment, is not dropped; it keeps how to reach them, and is
   *     erased once it is closed
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void add(UUID customer, boolean closedOnly) {
    Instant now = clock.instant();
    eraser.parked(List.of(customer.toString()), CUSTOMER);
    entities
        .createNativeQuery(
            "INSERT INTO customer_erasure (customer_id, next_at, last_at, closed_only, phones, emails) SELECT ?1, ?2, ?3, ?4,"
                + " coalesce(array_agg(value) FILTER (WHERE kind = 'PHONE'), '{}'), coalesce(array_agg(value) FILTER (WHERE kind = 'EMAIL'), '{}')"
                + " FROM customer_copy_contact WHERE customer_id = ?1 ON CONFLICT DO NOTHING")
        .setParameter(1, customer)
        .setParameter(2, now)
        .setParameter(3, now.plus(ON_THEIR_WAY_IN))
        .setParameter(4, closedOnly)
        .executeUpdate();
    if (closedOnly) {
      keepInTouch(customer, now);
    }
  }

  private void keepInTouch(UUID customer, Instant now) {
    String phone = contact(customer, "PHONE");
    String email = contact(customer, "EMAIL");
    for (UUID id : unerased(customer, TicketState::open)) {
      Ticket ticket = tickets.lock(id);
      if (ticket.keepContact(phone, email, now)) {
        tickets.save(ticket, origins.system("erasure"));
      }
    }
  }

  private String contact(UUID customer, String kind) {
    return (String)
        entities
            .createNativeQuery(
                "SELECT min(value) FROM customer_copy_contact WHERE customer_id = ?1 AND kind = ?2")
            .setParameter(1, customer)
            .setParameter(2, kind)
            .getSingleResult();
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.erasure.every") Duration every) {
    rounds.every(every, "erasures", this::run);
  }

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
                "SELECT customer_id, phones, emails, closed_only FROM customer_erasure WHERE next_at <= ?1 ORDER BY next_at LIMIT 1"
                    + " FOR UPDATE SKIP LOCKED")
            .setParameter(1, now)
            .getResultList();
    if (due.isEmpty()) {
      return false;
    }
    Object[] next = (Object[]) due.get(0);
    UUID customer = (UUID) next[0];
    boolean closedOnly = (boolean) next[3];
    List<UUID> found = unerased(customer, state -> !closedOnly || !state.open());
    found.forEach(ticket -> erase(ticket, now));
    if (found.size() < BATCH) {
      contactsErased.fire(
          new ContactsErased(Set.of((String[]) next[1]), Set.of((String[]) next[2])));
      settle(customer, closedOnly && !unerased(customer, TicketState::open).isEmpty(), now);
    }
    return true;
  }

  private List<UUID> unerased(UUID customer, Predicate<TicketState> which) {
    return entities
        .createQuery(
            "select t.id from Ticket t where (t.customerId = :id or t.cameUnder = :id) and not t.erased and t.state in :states order by t.id",
            UUID.class)
        .setParameter("id", customer)
        .setParameter("states", Arrays.stream(TicketState.values()).filter(which).toList())
        .setMaxResults(BATCH)
        .getResultList();
  }

  private void erase(UUID id, Instant now) {
    List<UUID> survivors = survivors(id);
    Stream.concat(Stream.of(id), survivors.stream()).sorted().forEach(tickets::lock);
    Ticket ticket = tickets.lock(id);
    if (ticket.isErased()) {
      return;
    }
    ticket.erase(now);
    tickets.save(ticket, origins.system("erasure"));
    Carried carried = carryings.of(id);
    for (UUID into = ticket.mergedInto; into != null; ) {
      Ticket survivor = tickets.lock(into);
      if (survivor.forgetMerged(id, carried.away(), now)) {
        tickets.save(survivor, origins.system("erasure"));
      }
      eraser.history(into, CARRIED, data -> Carryings.isAbout(data, carried.away()));
      into = survivor.mergedInto;
    }
    erased.fire(new TicketErased(id, carried.away(), carried.here()));
    eraser.history(id, TICKET);
    eraser.answers(
        Stream.concat(Stream.of(id), carried.parts().stream()).map(UUID::toString).toList(),
        ticket.loggedAt);
  }

  /** Where a merged ticket lives on; to be locked together with it in the order of ids. */
  private List<UUID> survivors(UUID id) {
    List<UUID> survivors = new ArrayList<>();
    for (UUID into = mergedInto(id); into != null; into = mergedInto(into)) {
      survivors.add(into);
    }
    return survivors;
  }

  private UUID mergedInto(UUID id) {
    return entities
        .createQuery("select t.mergedInto from Ticket t where t.id = :id", UUID.class)
        .setParameter("id", id)
        .getSingleResult();
  }

  /** Everything has been forgotten: look once more later, or be done. */
  private void settle(UUID customer, boolean someAreOpen, Instant now) {
    if (someAreOpen) {
      entities
          .createNativeQuery("UPDATE customer_erasure SET next_at = ?2 WHERE customer_id = ?1")
          .setParameter(1, customer)
          .setParameter(2, now.plus(UNTIL_CLOSED))
          .executeUpdate();
      return;
    }
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
