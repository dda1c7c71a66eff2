package io.heard.tickets.link;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.tickets.link.LinkApi.Link;
import io.heard.tickets.link.LinkApi.Other;
import io.heard.tickets.link.LinkApi.Relation;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.ticket.TicketRecords.Known;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Links between tickets. Both are locked, the one with the lower id first, and both histories tell.
 * Links that must not lead in a circle are added one at a time.
 */
@ApplicationScoped
class Links {

  private static final String ALL =
      "SELECT * FROM (SELECT l.relation, l.to_id AS other, l.linked_at, l.linked_by FROM ticket_link l WHERE l.from_id = ?"
          + " UNION ALL SELECT CASE l.relation WHEN 'BLOCKS' THEN 'BLOCKED_BY' WHEN 'DUPLICATE_OF' THEN 'DUPLICATED_BY'"
          + " WHEN 'PARENT_OF' THEN 'CHILD_OF' ELSE l.relation END, l.from_id, l.linked_at, l.linked_by FROM ticket_link l WHERE l.to_id = ?)"
          + " x JOIN ticket t ON t.id = x.other WHERE (x.other, x.relation) > (?, ?) ORDER BY x.other, x.relation LIMIT ?";

  /** Whether the second ticket is reached from the first by links of a relation. */
  private static final String REACHES =
      "WITH RECURSIVE reached AS (SELECT l.to_id FROM ticket_link l WHERE l.from_id = ? AND l.relation = ?"
          + " UNION SELECT l.to_id FROM reached r JOIN ticket_link l ON l.from_id = r.to_id AND l.relation = ?)"
          + " SELECT count(*) FROM reached WHERE to_id = ?";

  @Inject Sql sql;
  @Inject TicketRecords tickets;
  @Inject Callers callers;
  @Inject Clock clock;

  private record Ends(Known one, Known other) {}

  /** A link as it is kept. */
  private record Kept(UUID from, Relation relation, UUID to) {

    static Kept of(UUID one, Relation relation, UUID other) {
      boolean turned = relation == Relation.RELATES ? one.compareTo(other) > 0 : !relation.kept();
      return turned
          ? new Kept(other, relation.kept() ? relation : relation.reverse(), one)
          : new Kept(one, relation, other);
    }
  }

  /** Adds a link; again changes nothing. */
  @Transactional
  Link add(String reference, String ifMatch, LinkApi.NewLink link) {
    Ends ends = lock(reference, ifMatch, link.to());
    Kept kept = Kept.of(ends.one().id(), link.relation(), ends.other().id());
    if (kept.relation().leadsOneWay()) {
      requireNoCircle(kept);
    }
    int added =
        sql.update(
            "INSERT INTO ticket_link (from_id, relation, to_id, linked_at, linked_by) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            kept.from(),
            kept.relation(),
            kept.to(),
            clock.instant(),
            callers.current().name());
    if (added == 1) {
      tell("LINKED", ends.one(), link.relation(), ends.other());
    }
    return find(ends.one().id(), link.relation(), ends.other().id())
        .orElseThrow(
            () ->
                Problem.conflict(
                    "has-parent",
                    "That ticket is a child of another one already; unlink it first."));
  }

  /** Takes a link away. */
  @Transactional
  void remove(String reference, String otherReference, Relation relation) {
    Ends ends = lock(reference, null, otherReference);
    Kept kept = Kept.of(ends.one().id(), relation, ends.other().id());
    int removed =
        sql.update(
            "DELETE FROM ticket_link WHERE from_id = ? AND relation = ? AND to_id = ?",
            kept.from(),
            kept.relation(),
            kept.to());
    if (removed == 0) {
      throw Problem.notFound("Such a link");
    }
    tell("UNLINKED", ends.one(), relation, ends.other());
  }

  private Ends lock(String reference, String ifMatch, String otherReference) {
    UUID one = tickets.idOf(reference);
    UUID other = other(otherReference);
    if (one.equals(other)) {
      throw Problem.invalid(new FieldError("/to", "itself", "must be another ticket"));
    }
    if (one.compareTo(other) < 0) {
      Known first = tickets.lock(one.toString(), ifMatch);
      return new Ends(first, tickets.lock(other));
    }
    Known first = tickets.lock(other);
    return new Ends(tickets.lock(one.toString(), ifMatch), first);
  }

  private UUID other(String reference) {
    try {
      return tickets.idOf(reference);
    } catch (Problem missing) {
      Problem refused =
          Problem.invalid(new FieldError("/to", "unknown", "There is no ticket " + reference));
      refused.initCause(missing);
      throw refused;
    }
  }

  private void requireNoCircle(Kept link) {
    sql.lock("ticket_link");
    long back = sql.number(REACHES, link.to(), link.relation(), link.relation(), link.from());
    if (back > 0) {
      throw Problem.conflict(
          "circular-link", "The other ticket leads back to this one by links of the same sort.");
    }
  }

  private void tell(String step, Known one, Relation relation, Known other) {
    tickets.record(one.id(), "linked", data(step, relation, other));
    tickets.record(other.id(), "linked", data(step, relation.reverse(), one));
  }

  private static Map<String, Object> data(String step, Relation relation, Known to) {
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("id", to.id());
    other.put("number", to.number());
    Map<String, Object> link = new LinkedHashMap<>();
    link.put("relation", relation);
    link.put("to", other);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("link", link);
    return data;
  }

  private Optional<Link> find(UUID one, Relation relation, UUID other) {
    return of(one, new UUID(0, 0), "", Integer.MAX_VALUE).stream()
        .filter(link -> link.to().id().equals(other) && link.relation() == relation)
        .findFirst();
  }

  /** The links of a ticket, told from its end, after one. */
  List<Link> of(UUID ticket, UUID afterOther, String afterRelation, int limit) {
    return sql.list(
        ALL,
        row ->
            new Link(
                Relation.valueOf(row.getString("relation")),
                new Other(
                    Sql.uuid(row, "other"),
                    row.getString("number"),
                    row.getString("subject"),
                    row.getString("state")),
                Sql.instant(row, "linked_at"),
                row.getString("linked_by")),
        ticket,
        ticket,
        afterOther,
        afterRelation,
        limit);
  }
}
