package io.heard.tickets.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.sql.Sql;
import io.heard.tickets.follow.TicketFollower;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps the words of tickets: subject, customer, product, request, and what was said and noted
 * since, as the ledger tells. What was erased from the ledger is gone from here as well.
 */
@ApplicationScoped
public class SearchIndex implements TicketFollower {

  private static final String TICKETS =
      "SELECT id, subject, customer_name, stated_request, product, external_ref FROM ticket WHERE id = ANY (?)";
  private static final String SAID =
      "SELECT aggregate_id, data FROM ledger WHERE aggregate_id = ANY (?) AND type IN ('heard.ticket.noted.v1', 'heard.ticket.contacted.v1',"
          + " 'heard.ticket.fed-back.v1', 'heard.ticket.clarified.v1') ORDER BY aggregate_id, sequence";
  private static final String KEEP =
      "INSERT INTO ticket_text (ticket_id, words) SELECT w.ticket_id, w.words::tsvector FROM unnest(?::uuid[], ?::text[]) AS w (ticket_id, words)"
          + " ON CONFLICT (ticket_id) DO UPDATE SET words = EXCLUDED.words WHERE ticket_text.words <> EXCLUDED.words";

  @Inject Sql sql;
  @Inject ObjectMapper json;

  private record Said(UUID ticket, String text) {}

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void changed(List<UUID> tickets) {
    Map<UUID, WordVector> words = new HashMap<>();
    sql.list(
            TICKETS,
            row ->
                Map.entry(
                    Sql.uuid(row, "id"),
                    new WordVector()
                        .add(row.getString("subject"), 'A')
                        .add(row.getString("customer_name"), 'B')
                        .add(row.getString("product"), 'B')
                        .add(row.getString("external_ref"), 'B')
                        .add(row.getString("stated_request"), 'C')),
            tickets)
        .forEach(ticket -> words.put(ticket.getKey(), ticket.getValue()));
    sql.list(
            SAID,
            row -> new Said(Sql.uuid(row, "aggregate_id"), text(row.getString("data"))),
            tickets)
        .forEach(said -> words.get(said.ticket()).add(said.text(), 'D'));
    List<UUID> ids = List.copyOf(words.keySet());
    sql.update(KEEP, ids, ids.stream().map(id -> words.get(id).toString()).toList());
  }

  /** What was said in an event: a text, or the need behind it. */
  private String text(String data) {
    try {
      JsonNode said = json.readTree(data);
      return said.path("text").asText(said.at("/clarification/need").asText(""));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
