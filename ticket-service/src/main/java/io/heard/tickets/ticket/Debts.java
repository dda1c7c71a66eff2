package io.heard.tickets.ticket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What first receivers owe to customers: on their own tickets, and on tickets that were merged into
 * others, where the survivor remembers it ({@link MergedTicket}).
 */
@ApplicationScoped
public class Debts {

  /** Merged tickets whose customers {@code ?1} owes an answer. */
  private static final String OF_MERGED =
      " FROM ticket t CROSS JOIN LATERAL jsonb_array_elements(CAST(t.merged_tickets AS jsonb)) AS one WHERE t.merged_tickets <> '[]'"
          + " AND receivers_owing(t.merged_tickets) @> ARRAY[CAST(?1 AS text)] AND t.state <> 'MERGED'"
          + " AND one ->> 'receiver' = ?1 AND one ->> 'feedbackDue' IS NOT NULL AND one ->> 'id' <> CAST(t.id AS text)";

  private static final String OF_ONE =
      "SELECT CAST(one ->> 'id' AS uuid) AS id, CAST(one ->> 'feedbackDue' AS timestamptz) AS due"
          + OF_MERGED;

  private static final String HOME =
      "WITH RECURSIVE way AS (SELECT id, merged_into FROM ticket WHERE id = ?1 UNION SELECT t.id, t.merged_into FROM way"
          + " JOIN ticket t ON t.id = way.merged_into) SELECT id FROM way WHERE merged_into IS NULL";

  @Inject EntityManager entities;
  @Inject Tickets tickets;

  /**
   * An answer somebody owes.
   *
   * @param ticket whose customer it is owed to; one that was merged into another is answered there
   * @param due until when
   */
  record Debt(Ticket ticket, Instant due) {}

  /**
   * An answer somebody owes to the customer of a merged ticket.
   *
   * @param merged that ticket
   * @param survivor where it lives on
   */
  public record OfMerged(UUID merged, UUID survivor) {}

  /**
   * What a person owes, what is due first coming first.
   *
   * @param due where the last page ended, null for the first one
   */
  List<Debt> of(String receiver, Instant due, UUID after, int limit) {
    String from = due == null ? "" : " AND (feedback_due_at, id) > (?2, ?3)";
    Query query =
        entities
            .createNativeQuery(
                "SELECT id, due FROM ((SELECT id, feedback_due_at AS due FROM ticket WHERE receiver = ?1 AND feedback_due_at IS NOT NULL"
                    + from
                    + " ORDER BY feedback_due_at, id LIMIT "
                    + limit
                    + ") UNION ALL ("
                    + OF_ONE
                    + ")) AS owed"
                    + (due == null ? "" : " WHERE (due, id) > (?2, ?3)")
                    + " ORDER BY due, id LIMIT "
                    + limit)
            .setParameter(1, receiver);
    if (due != null) {
      query.setParameter(2, due).setParameter(3, after);
    }
    Map<UUID, Instant> owed = new LinkedHashMap<>();
    for (Object row : query.getResultList()) {
      owed.put((UUID) ((Object[]) row)[0], (Instant) ((Object[]) row)[1]);
    }
    if (owed.isEmpty()) {
      return List.of();
    }
    Map<UUID, Ticket> found = new HashMap<>();
    tickets.getAll(List.copyOf(owed.keySet())).forEach(ticket -> found.put(ticket.id(), ticket));
    return owed.entrySet().stream()
        .map(one -> new Debt(found.get(one.getKey()), one.getValue()))
        .toList();
  }

  /** What a person owes to customers of merged tickets. */
  public List<OfMerged> ofMerged(String receiver) {
    List<?> rows =
        entities
            .createNativeQuery(
                "SELECT CAST(one ->> 'id' AS uuid) AS merged, t.id AS survivor" + OF_MERGED)
            .setParameter(1, receiver)
            .getResultList();
    return rows.stream()
        .map(row -> new OfMerged((UUID) ((Object[]) row)[0], (UUID) ((Object[]) row)[1]))
        .toList();
  }

  /** The ticket of this id or number, also a merged one; 404 when there is none. */
  public UUID ticket(String reference) {
    return tickets.existing(reference);
  }

  /** Where a ticket lives on: itself unless it was merged. */
  public UUID home(UUID ticket) {
    return (UUID) entities.createNativeQuery(HOME).setParameter(1, ticket).getSingleResult();
  }
}
