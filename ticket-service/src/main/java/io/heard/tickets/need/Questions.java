package io.heard.tickets.need;

import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.need.NeedApi.Asked;
import io.heard.tickets.need.NeedApi.Question;
import io.heard.tickets.need.NeedApi.QuestionState;
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
import java.util.List;
import java.util.UUID;

/** What is to be asked at the next contact with the customer. */
@ApplicationScoped
public class Questions {

  /** They travel with every event about the need. */
  static final int MOST_OPEN = 50;

  private static final String SELECT =
      "SELECT q.id, q.ticket_id, t.number, q.text, q.state, q.asked_at, q.asked_by, q.answer, q.ended_at, q.ended_by"
          + " FROM question q JOIN ticket t ON t.id = q.ticket_id WHERE ";

  @Inject Sql sql;
  @Inject TicketRecords tickets;
  @Inject Clarifications clarifications;
  @Inject Callers callers;
  @Inject Clock clock;

  /** Puts a question on the list. */
  @Transactional
  Question ask(String reference, String ifMatch, String text) {
    Known ticket = tickets.lock(reference, ifMatch);
    Question question = add(ticket, text);
    clarifications.tell(ticket.id(), "ASKED", question);
    return question;
  }

  /** Adds a question to a locked ticket. */
  @Transactional(Transactional.TxType.MANDATORY)
  Question add(Known ticket, String text) {
    if (openOf(ticket.id()).size() >= MOST_OPEN) {
      throw Problem.conflict(
          "too-many-questions",
          "At most "
              + MOST_OPEN
              + " questions can be open on a ticket; answer or withdraw some first.");
    }
    UUID id = Uuid7.at(clock.instant());
    sql.update(
        "INSERT INTO question (id, ticket_id, text, state, asked_at, asked_by) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        ticket.id(),
        text,
        QuestionState.OPEN,
        clock.instant(),
        callers.current().name());
    return byId(ticket.id(), id);
  }

  /** Ends a question: the customer has answered it, or it need not be asked any more. */
  @Transactional
  Question end(String reference, UUID id, QuestionState state, String answer) {
    Known ticket = tickets.lock(reference, null);
    Question question = byId(ticket.id(), id);
    if (question.state() != QuestionState.OPEN) {
      throw Problem.conflict("question-over", "The question is " + question.state() + " already.")
          .with("state", question.state());
    }
    sql.update(
        "UPDATE question SET state = ?, answer = ?, ended_at = ?, ended_by = ? WHERE id = ?",
        state,
        answer,
        clock.instant(),
        callers.current().name(),
        id);
    Question ended = byId(ticket.id(), id);
    clarifications.tell(ticket.id(), state.name(), ended);
    return ended;
  }

  private Question byId(UUID ticketId, UUID id) {
    return sql.first(SELECT + "q.ticket_id = ? AND q.id = ?", Questions::question, ticketId, id)
        .orElseThrow(() -> Problem.notFound("Question " + id));
  }

  /** The open questions of a ticket, the oldest first. */
  List<Asked> openOf(UUID ticketId) {
    return sql.list(
        "SELECT id, text, asked_at FROM question WHERE ticket_id = ? AND state = 'OPEN' ORDER BY id",
        row -> new Asked(Sql.uuid(row, "id"), row.getString("text"), Sql.instant(row, "asked_at")),
        ticketId);
  }

  /** The questions of a ticket after one, in the order they were asked. */
  List<Question> of(UUID ticketId, QuestionState state, UUID after, int limit) {
    return sql.list(
        SELECT
            + "q.ticket_id = ? AND q.state = coalesce(?::text, q.state) AND q.id > ? ORDER BY q.id LIMIT ?",
        Questions::question,
        ticketId,
        state,
        after,
        limit);
  }

  /** The questions on all tickets of a customer, under whatever id they came in. */
  List<Question> ofCustomer(UUID customer, QuestionState state, UUID after, int limit) {
    return sql.list(
        SELECT
            + "t.customer_id = ANY (customer_known_as(?)) AND q.state = ? AND q.id > ? ORDER BY q.id LIMIT ?",
        Questions::question,
        customer,
        state,
        after,
        limit);
  }

  private static Question question(ResultSet row) throws SQLException {
    return new Question(
        Sql.uuid(row, "id"),
        Sql.uuid(row, "ticket_id"),
        row.getString("number"),
        row.getString("text"),
        QuestionState.valueOf(row.getString("state")),
        Sql.instant(row, "asked_at"),
        row.getString("asked_by"),
        row.getString("answer"),
        Sql.instant(row, "ended_at"),
        row.getString("ended_by"));
  }

  /** Personal data are taken out of the ticket: what was asked and answered goes. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    sql.update(
        "UPDATE question SET text = ?, answer = CASE WHEN answer IS NOT NULL THEN ? END WHERE ticket_id = ?",
        Redaction.ERASED,
        Redaction.ERASED,
        erased.ticketId());
  }
}
