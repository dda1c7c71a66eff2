package io.heard.tickets.need;

import io.heard.kit.ledger.Redaction;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.tickets.need.NeedApi.Benefit;
import io.heard.tickets.need.NeedApi.Clarification;
import io.heard.tickets.need.NeedApi.Dimension;
import io.heard.tickets.need.NeedApi.NewClarification;
import io.heard.tickets.ticket.TicketErased;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.ticket.TicketRecords.Known;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is understood of the needs behind tickets. A ticket is locked while its understanding grows,
 * so versions follow each other without gap.
 */
@ApplicationScoped
public class Clarifications {

  @Inject Sql sql;
  @Inject TicketRecords tickets;
  @Inject Questions questions;
  @Inject Callers callers;
  @Inject Clock clock;

  /** A version, and that of the ticket after it. */
  record Made(UUID ticketId, Clarification clarification, int ticketVersion) {}

  /** Adds a version. */
  @Transactional
  Made clarify(String reference, String ifMatch, NewClarification made) {
    Known ticket = tickets.lock(reference, ifMatch);
    Clarification clarification =
        new Clarification(
            latest(ticket.id()).map(Clarification::version).orElse(0) + 1,
            made.need(),
            distinct(made.dimensions()),
            distinct(made.benefits()),
            clock.instant(),
            callers.current().name());
    sql.update(
        "INSERT INTO clarification (ticket_id, version, need, dimensions, benefits, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ticket.id(),
        clarification.version(),
        clarification.need(),
        clarification.dimensions(),
        clarification.benefits(),
        clarification.madeAt(),
        clarification.madeBy());
    if (made.questions() != null) {
      made.questions().forEach(text -> questions.add(ticket, text));
    }
    int version = tell(ticket.id(), "NEED", null);
    return new Made(ticket.id(), clarification, version);
  }

  /**
   * Writes into the ticket's history how far it is understood after this step.
   *
   * @param question what was asked, answered or withdrawn; null for a new version of the need
   */
  int tell(UUID ticketId, String step, NeedApi.Question question) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("clarification", latest(ticketId).orElse(null));
    data.put("question", question == null ? null : told(question));
    data.put("openQuestions", questions.openOf(ticketId));
    return tickets.record(ticketId, "clarified", data);
  }

  private static Map<String, Object> told(NeedApi.Question question) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", question.id());
    told.put("text", question.text());
    told.put("state", question.state());
    told.put("answer", question.answer());
    return told;
  }

  /** What is thought now. */
  Optional<Clarification> latest(UUID ticketId) {
    return of(ticketId, Integer.MAX_VALUE, 1).stream().findFirst();
  }

  /** The versions below one, the newest first. */
  List<Clarification> of(UUID ticketId, int below, int limit) {
    return sql.list(
        "SELECT version, need, dimensions, benefits, made_at, made_by FROM clarification WHERE ticket_id = ? AND version < ?"
            + " ORDER BY version DESC LIMIT ?",
        Clarifications::clarification,
        ticketId,
        below,
        limit);
  }

  private static Clarification clarification(ResultSet row) throws SQLException {
    return new Clarification(
        row.getInt("version"),
        row.getString("need"),
        Sql.texts(row, "dimensions").stream().map(Dimension::valueOf).toList(),
        Sql.texts(row, "benefits").stream().map(Benefit::valueOf).toList(),
        Sql.instant(row, "made_at"),
        row.getString("made_by"));
  }

  private static <T> List<T> distinct(List<T> given) {
    return given == null ? List.of() : List.copyOf(new LinkedHashSet<>(given));
  }

  /** Personal data are taken out of the ticket; what sort of need it was stays. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    sql.update(
        "UPDATE clarification SET need = ? WHERE ticket_id = ?",
        Redaction.ERASED,
        erased.ticketId());
  }
}
