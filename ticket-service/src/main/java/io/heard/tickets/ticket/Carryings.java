package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Finds out from the history of a ticket what mergers have carried to and from it. Ids survive an
 * erasure, so that the answer stays the same.
 */
@ApplicationScoped
class Carryings {

  private static final int PAGE = 500;
  private static final List<String> MOVING = List.of("promise", "action");
  private static final List<String> PARTS =
      List.of("promise", "action", "transfer", "question", "attachment", "work");

  @Inject Ledger ledger;
  @Inject ObjectMapper json;

  Carried of(UUID ticket) {
    Set<UUID> away = new HashSet<>();
    Set<UUID> here = new HashSet<>();
    Set<UUID> parts = new HashSet<>();
    int last = 0;
    for (List<LedgerEntry> page = ledger.read(ticket, last, PAGE);
        !page.isEmpty();
        page = ledger.read(ticket, last, PAGE)) {
      for (LedgerEntry entry : page) {
        JsonNode data = read(entry);
        for (String part : PARTS) {
          JsonNode id = data.path(part).path("id");
          if (id.isTextual()) {
            parts.add(UUID.fromString(id.textValue()));
          }
        }
        moved(entry.type(), data, away, here);
        last = entry.sequence();
      }
    }
    away.removeAll(here);
    return new Carried(away, here, parts);
  }

  private static void moved(String type, JsonNode data, Set<UUID> away, Set<UUID> here) {
    for (String part : MOVING) {
      JsonNode id = data.path(part).path("id");
      if (!id.isTextual()) {
        continue;
      }
      if (type.endsWith("-moved.v1")) {
        away.add(UUID.fromString(id.textValue()));
      } else if (data.path("from").path("id").isTextual()) {
        here.add(UUID.fromString(id.textValue()));
      }
    }
  }

  /** Whether what an entry says is about one of these promises and actions. */
  static boolean isAbout(JsonNode data, Set<UUID> parts) {
    return MOVING.stream()
        .map(part -> data.path(part).path("id"))
        .anyMatch(id -> id.isTextual() && parts.contains(UUID.fromString(id.textValue())));
  }

  private JsonNode read(LedgerEntry entry) {
    try {
      return json.readTree(entry.data());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
