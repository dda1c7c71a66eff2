package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What the ledger tells of the conversation with the holder of a link. */
@ApplicationScoped
class CustomerWords {

  private static final String SINCE_A_DEED =
      "SELECT type, data FROM ledger WHERE aggregate_id = ?1 AND actor = 'customer' AND sequence > (SELECT coalesce(max(sequence), 0)"
          + " FROM ledger WHERE aggregate_id = ?1 AND actor <> 'customer' AND actor NOT LIKE 'system:%')"
          + " AND type IN ('heard.ticket.contacted.v1', 'heard.ticket.confirmed.v1')";

  private static final String TOLD =
      "WITH RECURSIVE way AS (SELECT merged_into AS id FROM ticket WHERE id = ?1 UNION SELECT t.merged_into FROM way"
          + " JOIN ticket t ON t.id = way.id WHERE t.merged_into IS NOT NULL) SELECT max(at) FROM ledger WHERE aggregate_id IN (SELECT id FROM way)"
          + " AND type = 'heard.ticket.fed-back.v1' AND jsonb_exists(CAST(data AS jsonb) -> 'told', ?2)";

  @Inject EntityManager entities;
  @Inject ObjectMapper json;

  /**
   * Whether the customer has said just this by their link since anybody did or said something: they
   * pressed the button twice.
   *
   * @param comment as they gave it
   * @param text as a contact has it
   */
  boolean heardAlready(UUID ticket, String comment, String text) {
    List<?> rows = entities.createNativeQuery(SINCE_A_DEED).setParameter(1, ticket).getResultList();
    return rows.stream()
        .map(Object[].class::cast)
        .anyMatch(row -> isSame((String) row[0], read((String) row[1]), comment, text));
  }

  private static boolean isSame(String type, JsonNode data, String comment, String text) {
    return type.contains("confirmed")
        ? !data.path("satisfied").asBoolean()
            && Objects.equals(data.path("comment").textValue(), comment)
        : text.equals(data.path("text").textValue());
  }

  /** When the customer of a merged ticket was last told something where it lives on. */
  Optional<Instant> toldElsewhere(UUID merged, String number) {
    return Optional.ofNullable(
        (Instant)
            entities
                .createNativeQuery(TOLD)
                .setParameter(1, merged)
                .setParameter(2, number)
                .getSingleResult());
  }

  private JsonNode read(String data) {
    try {
      return json.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
