package io.heard.notifications.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Forgets the words of a ticket whose customer was erased: in the history of its alerts, in
 * webhooks that wait or are parked, and in parked events. The copy of the ticket takes its blank
 * subject from the event itself.
 */
@ApplicationScoped
class TicketErasure {

  private static final Redaction WORDS =
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
              "title",
              "description",
              "changes"),
          Set.of("customer/name", "contact", "statedRequest", "customFields", "externalRef"),
          Set.of());

  private static final String UNSENT =
      "SELECT d.id, d.payload FROM delivery d LEFT JOIN alert a ON a.id = d.alert_id"
          + " WHERE d.state IN ('PENDING', 'PARKED') AND d.payload IS NOT NULL AND ? IN (d.aggregate_id, a.book_id) FOR UPDATE OF d";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject Eraser eraser;

  @Transactional(Transactional.TxType.MANDATORY)
  void forget(UUID ticket) {
    eraser.history(ticket, WORDS);
    eraser.parked(List.of(ticket.toString()), WORDS);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(UNSENT);
        PreparedStatement update =
            connection.prepareStatement("UPDATE delivery SET payload = ? WHERE id = ?")) {
      select.setObject(1, ticket);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          update.setString(1, WORDS.apply(json.readTree(row.getString("payload"))).toString());
          update.setObject(2, row.getObject("id"));
          update.executeUpdate();
        }
      }
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
