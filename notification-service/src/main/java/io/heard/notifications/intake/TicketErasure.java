package io.heard.notifications.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * Forgets the words of a ticket whose customer was erased: in its alerts and their history, in
 * messages that wait or are parked, in parked events, and in answers kept for repeated requests.
 * The copy of the ticket takes its blank subject from the event itself.
 */
@ApplicationScoped
class TicketErasure {

  static final Redaction WORDS =
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

  /** What events say of promises and actions, also on a ticket that is not erased itself. */
  private static final Redaction CARRIED =
      Redaction.ofFields(
          "promise/what",
          "action/what",
          "action/responsibleFor",
          "from/what",
          "agreedWithCustomer/text",
          "note",
          "reason");

  private static final String UNSENT =
      "SELECT d.id, d.payload FROM delivery d LEFT JOIN alert a ON a.id = d.alert_id"
          + " WHERE d.state IN ('PENDING', 'PARKED') AND d.payload IS NOT NULL AND ? IN (d.aggregate_id, a.book_id) FOR UPDATE OF d";

  /**
   * A mail that may have arrived is sent again as it was, unless it must forget. Every row is
   * touched, also without a letter: one may be written this moment.
   */
  private static final String LETTERS =
      "UPDATE delivery SET letter = NULL WHERE channel = 'EMAIL' AND state IN ('PENDING', 'PARKED') AND (alert_id IN"
          + " (SELECT id FROM alert WHERE book_id = ?) OR id IN (SELECT d.digest_id FROM delivery d JOIN alert a ON a.id = d.alert_id"
          + " WHERE a.book_id = ?) OR purpose = 'NEWS' AND strpos(payload, ?) > 0)";

  /** News gather for somebody, of many tickets. */
  private static final String NEWS =
      "SELECT id, payload FROM delivery WHERE state IN ('PENDING', 'PARKED') AND purpose = 'NEWS' AND strpos(payload, ?) > 0 FOR UPDATE";

  @Inject DataSource dataSource;
  @Inject ObjectMapper json;
  @Inject Eraser eraser;

  /**
   * @param loggedAt of the ticket; no answer about it is older
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(UUID ticket, Instant loggedAt) {
    // first, as whoever settles a delivery goes from it to its alert
    letters(ticket);
    unsent(ticket, WORDS, data -> true);
    news(ticket, one -> true);
    eraser.history(ticket, WORDS);
    eraser.parked(List.of(ticket.toString()), WORDS);
    eraser.answers(List.of(ticket.toString()), loggedAt);
    reasons(ticket);
  }

  /** Promises and actions that live on in a ticket were somebody's who was erased. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forgetParts(UUID ticket, Set<String> parts) {
    letters(ticket);
    unsent(
        ticket,
        CARRIED,
        body ->
            parts.contains(body.at("/data/promise/id").asText())
                || parts.contains(body.at("/data/action/id").asText()));
    news(ticket, one -> parts.contains(one.at("/more/part").asText()));
    eraser.parked(parts, CARRIED);
  }

  private void letters(UUID ticket) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update = connection.prepareStatement(LETTERS)) {
      update.setObject(1, ticket);
      update.setObject(2, ticket);
      update.setString(3, ticket.toString());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why somebody ended an alert by hand is said in their own words. */
  private void reasons(UUID ticket) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE alert SET resolution = ? WHERE book_id = ? AND resolution IS NOT NULL")) {
      update.setString(1, Redaction.ERASED);
      update.setObject(2, ticket);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is said of a ticket in news that have not left. */
  private void news(UUID ticket, Predicate<JsonNode> which) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(NEWS);
        PreparedStatement update =
            connection.prepareStatement("UPDATE delivery SET payload = ? WHERE id = ?")) {
      select.setString(1, ticket.toString());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ArrayNode erased = json.createArrayNode();
          for (JsonNode one : json.readTree(row.getString("payload"))) {
            boolean erase =
                one.path("ticket").asText().equals(ticket.toString()) && which.test(one);
            erased.add(erase ? WORDS.apply(one) : one);
          }
          update.setString(1, erased.toString());
          update.setObject(2, row.getObject("id"));
          update.executeUpdate();
        }
      }
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void unsent(UUID ticket, Redaction redaction, Predicate<JsonNode> which) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(UNSENT);
        PreparedStatement update =
            connection.prepareStatement("UPDATE delivery SET payload = ? WHERE id = ?")) {
      select.setObject(1, ticket);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          JsonNode body = json.readTree(row.getString("payload"));
          if (which.test(body)) {
            update.setString(1, redaction.apply(body).toString());
            update.setObject(2, row.getObject("id"));
            update.executeUpdate();
          }
        }
      }
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
