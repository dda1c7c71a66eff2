package io.heard.tickets.requirement;

import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.tickets.requirement.RequirementApi.Behind;
import io.heard.tickets.requirement.RequirementApi.TicketView;
import io.heard.tickets.requirement.RequirementApi.Told;
import io.heard.tickets.requirement.Requirements.Stored;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.ticket.TicketRecords.Known;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which tickets are behind which requirement. Whoever puts one behind it holds the requirement
 * against shipping meanwhile: so a ticket is either there when it ships, or finds that it has.
 */
@ApplicationScoped
public class RequirementTickets {

  /** What the customer of a ticket {@code t} (which lives on in {@code s}) knows of it. */
  static final String TOLD =
      "CASE WHEN r.state <> 'SHIPPED' THEN 'NOT_YET' WHEN rt.news IS NULL THEN 'PENDING' WHEN rt.news = 'NOBODY' THEN 'NOBODY'"
          + " WHEN t.merged_into IS NULL THEN CASE WHEN t.news_owed_since IS NULL OR t.news_owed_since > rt.news_at"
          + " AND t.last_feedback_at >= rt.news_at THEN 'TOLD' ELSE 'OWED' END"
          + " WHEN EXISTS (SELECT FROM jsonb_array_elements(s.merged_tickets::jsonb) m"
          + " WHERE m ->> 'id' = t.id::text AND m ->> 'feedbackDue' IS NOT NULL) THEN 'OWED'"
          + " WHEN s.customer_id = t.customer_id AND s.news_owed_since IS NOT NULL AND NOT (s.news_owed_since > rt.news_at"
          + " AND coalesce(s.last_feedback_at >= rt.news_at, false)) THEN 'OWED' ELSE 'TOLD' END";

  static final String SURVIVOR =
      " LEFT JOIN ticket s ON t.merged_into IS NOT NULL AND s.id = ticket_survivor(t.id)";

  private static final String WHAT = "requirement-changed";

  @Inject Sql sql;
  @Inject Requirements requirements;
  @Inject TicketRecords tickets;
  @Inject Callers callers;
  @Inject Origins origins;
  @Inject Clock clock;

  /** Puts a ticket behind a requirement; again changes nothing. */
  @Transactional
  TicketView link(UUID requirementId, String reference) {
    Known ticket = tickets.lock(reference, null);
    Stored requirement = requirements.lock(requirementId);
    int added =
        sql.update(
            "INSERT INTO requirement_ticket (requirement_id, ticket_id, linked_at, linked_by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            requirementId,
            ticket.id(),
            clock.instant(),
            callers.current().name());
    if (added == 1) {
      sql.update("UPDATE requirement SET tickets = tickets + 1 WHERE id = ?", requirementId);
      tickets.record(ticket.id(), WHAT, told("LINKED", requirement, null));
      if (requirement.state() == RequirementState.SHIPPED) {
        sql.update("UPDATE requirement SET telling = true WHERE id = ?", requirementId);
      }
    }
    return of(requirementId, ticket.id());
  }

  /** Takes a ticket away from a requirement that has not shipped. */
  @Transactional
  void unlink(UUID requirementId, String reference) {
    Known ticket = tickets.lock(reference, null);
    Stored requirement = requirements.lock(requirementId);
    if (requirement.state() == RequirementState.SHIPPED) {
      throw Problem.conflict(
          "requirement-shipped",
          "It has shipped, and the customer of this ticket is owed word of it or has it.");
    }
    int removed =
        sql.update(
            "DELETE FROM requirement_ticket WHERE requirement_id = ? AND ticket_id = ?",
            requirementId,
            ticket.id());
    if (removed == 0) {
      throw Problem.notFound("Ticket " + reference + " behind this requirement");
    }
    sql.update("UPDATE requirement SET tickets = tickets - 1 WHERE id = ?", requirementId);
    tickets.record(ticket.id(), WHAT, told("UNLINKED", requirement, null));
  }

  /**
   * Lays the duty to tell the customer on some tickets behind a shipped requirement, once each.
   *
   * @return on how many; those somebody else is changing right now are left for the next time
   */
  @Transactional(Transactional.TxType.MANDATORY)
  int oweNews(Stored requirement, List<UUID> ticketIds) {
    TicketRecords.Owing owing =
        tickets.oweNews(
            ticketIds,
            WHAT,
            asked -> told("SHIPPED", requirement, asked),
            origins.system("requirements"));
    mark(requirement.id(), "OWED", owing.owed());
    mark(requirement.id(), "NOBODY", owing.nobody());
    return owing.owed().size() + owing.nobody().size();
  }

  private void mark(UUID requirementId, String news, List<UUID> ticketIds) {
    if (!ticketIds.isEmpty()) {
      sql.update(
          "UPDATE requirement_ticket SET news = ?, news_at = ?, error = NULL WHERE requirement_id = ? AND ticket_id = ANY (?)",
          news,
          clock.instant(),
          requirementId,
          ticketIds);
    }
  }

  private static Map<String, Object> told(String step, Stored requirement, Known asked) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("requirement", requirement.told());
    Map<String, Object> by = new LinkedHashMap<>();
    if (asked != null) {
      by.put("id", asked.id());
      by.put("number", asked.number());
    }
    data.put("askedBy", asked == null ? null : by);
    return data;
  }

  private TicketView of(UUID requirementId, UUID ticketId) {
    return tickets(requirementId, null, " AND rt.ticket_id = ?", ticketId, 1).get(0);
  }

  /** The tickets behind a requirement, after one, in the order in which they were logged. */
  List<TicketView> of(UUID requirementId, Told told, UUID after, int limit) {
    return tickets(requirementId, told, " AND rt.ticket_id > ?", after, limit);
  }

  private List<TicketView> tickets(
      UUID requirementId, Told told, String more, UUID ticketId, int limit) {
    return sql.list(
        "SELECT * FROM (SELECT t.id, t.number, t.subject, t.state, t.customer_name, rt.linked_at, rt.linked_by, rt.news_at, rt.error, "
            + TOLD
            + " AS told FROM requirement_ticket rt JOIN requirement r ON r.id = rt.requirement_id JOIN ticket t ON t.id = rt.ticket_id"
            + SURVIVOR
            + " WHERE rt.requirement_id = ?"
            + more
            + ") x WHERE told = coalesce(?::text, told) ORDER BY id LIMIT ?",
        row ->
            new TicketView(
                Sql.uuid(row, "id"),
                row.getString("number"),
                row.getString("subject"),
                row.getString("state"),
                row.getString("customer_name"),
                Sql.instant(row, "linked_at"),
                row.getString("linked_by"),
                Told.valueOf(row.getString("told")),
                Sql.instant(row, "news_at"),
                row.getString("error")),
        requirementId,
        ticketId,
        told,
        limit);
  }

  /** The requirements a ticket is behind, after one. */
  List<Behind> behind(UUID ticketId, UUID after, int limit) {
    return sql.list(
        "SELECT r.id, r.title, r.product, r.state, rt.linked_at, rt.linked_by, "
            + TOLD
            + " AS told FROM requirement_ticket rt JOIN requirement r ON r.id = rt.requirement_id JOIN ticket t ON t.id = rt.ticket_id"
            + SURVIVOR
            + " WHERE rt.ticket_id = ? AND r.id > ? ORDER BY r.id LIMIT ?",
        row ->
            new Behind(
                Sql.uuid(row, "id"),
                row.getString("title"),
                row.getString("product"),
                RequirementState.valueOf(row.getString("state")),
                Sql.instant(row, "linked_at"),
                row.getString("linked_by"),
                Told.valueOf(row.getString("told"))),
        ticketId,
        after,
        limit);
  }
}
