package io.heard.notifications.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The local copies of tickets, and which of their clocks have ended. */
@ApplicationScoped
public class Tickets {

  @Inject EntityManager entities;

  /**
   * The copy of a ticket; empty for an id that is none, such as the alert book of the system
   * itself.
   */
  public Optional<TicketCopy> find(UUID id) {
    return Optional.ofNullable(entities.find(TicketCopy.class, id));
  }

  /** The id of the ticket with this number. */
  public Optional<UUID> idOf(String number) {
    return entities
        .createQuery("select id from TicketCopy where number = :number", UUID.class)
        .setParameter("number", number)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /**
   * The copy of a ticket after it has taken over what an event says.
   *
   * @param handedOver whether somebody else owned it before
   */
  public record Kept(TicketCopy copy, boolean handedOver) {}

  /** Takes over what an event says of its ticket. */
  public Kept keep(TicketData.Summary summary) {
    TicketCopy copy = entities.find(TicketCopy.class, summary.id());
    if (copy == null) {
      copy = new TicketCopy(summary.id());
      copy.update(summary);
      entities.persist(copy);
      return new Kept(copy, false);
    }
    TicketData.Owner before = new TicketData.Owner(copy.ownerTeam(), copy.ownerPerson());
    copy.update(summary);
    return new Kept(copy, !before.equals(summary.owner()));
  }

  /**
   * A ticket went from somebody's hands into others'.
   *
   * @param from as the event names an owner
   */
  public void passedOn(TicketCopy ticket, JsonNode from, String by) {
    ticket.passedOn(
        new TicketData.Owner(from.path("team").textValue(), from.path("person").textValue()), by);
  }

  /** Somebody has done something about a ticket. */
  public void workedOn(TicketCopy ticket) {
    ticket.workedOn();
  }

  /** A ticket lives on in another one. */
  public void mergedInto(TicketCopy ticket, UUID survivor) {
    ticket.mergedInto(survivor);
  }

  /** Who heard the tickets first that live on in this one, directly. */
  public List<String> receiversOfMerged(UUID survivor) {
    return entities
        .createQuery(
            "select distinct t.receiver from TicketCopy t where t.mergedInto = :survivor order by t.receiver",
            String.class)
        .setParameter("survivor", survivor)
        .getResultList();
  }

  /** The deed is done, or the clock was called off. */
  public void clockEnded(UUID ticketId, String kind, int round) {
    entities
        .createNativeQuery(
            "INSERT INTO ended_clock (ticket_id, kind, round) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
        .setParameter(1, ticketId)
        .setParameter(2, kind)
        .setParameter(3, round)
        .executeUpdate();
  }

  /** The clock runs, perhaps again. */
  public void clockRuns(UUID ticketId, String kind, int round) {
    entities
        .createNativeQuery(
            "DELETE FROM ended_clock WHERE ticket_id = ?1 AND kind = ?2 AND round = ?3")
        .setParameter(1, ticketId)
        .setParameter(2, kind)
        .setParameter(3, round)
        .executeUpdate();
  }

  public boolean hasClockEnded(UUID ticketId, String kind, int round) {
    return !entities
        .createNativeQuery(
            "SELECT 1 FROM ended_clock WHERE ticket_id = ?1 AND kind = ?2 AND round = ?3")
        .setParameter(1, ticketId)
        .setParameter(2, kind)
        .setParameter(3, round)
        .getResultList()
        .isEmpty();
  }
}
