package io.heard.customers.demand;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The local copy of what to ask customers at the next contact (table {@code demand_question}). */
@ApplicationScoped
class Questions {

  /** All of it is in ticket-service. */
  private static final int LONGEST_TEXT = 2_000;

  @Inject DataSource dataSource;

  /** These are all the open questions of a ticket now; whose the ticket is, is known already. */
  @Transactional(Transactional.TxType.MANDATORY)
  void keep(UUID ticketId, List<TicketEvent.Question> open) {
    forget(ticketId);
    for (TicketEvent.Question question : open) {
      Rows.change(
          dataSource,
          "INSERT INTO demand_question (ticket_id, id, customer_id, text, asked_at) SELECT ticket_id, ?, customer_id, left(?, "
              + LONGEST_TEXT
              + "), ? FROM demand WHERE ticket_id = ?",
          statement -> {
            statement.setObject(1, question.id());
            statement.setString(2, question.text());
            statement.setTimestamp(3, Timestamp.from(question.askedAt()));
            statement.setObject(4, ticketId);
          });
    }
  }

  /** Nothing is to be asked on a ticket. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(UUID ticketId) {
    Rows.change(
        dataSource,
        "DELETE FROM demand_question WHERE ticket_id = ?",
        statement -> statement.setObject(1, ticketId));
  }
}
