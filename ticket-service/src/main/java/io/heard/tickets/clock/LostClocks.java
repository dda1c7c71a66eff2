package io.heard.tickets.clock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.sql.Sql;
import io.heard.tickets.policy.ClockKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Clocks whose rows are gone, made anew from what the ledger tells of them. */
@ApplicationScoped
public class LostClocks {

  private static final int PAGE = 500;

  @Inject Ledger ledger;
  @Inject ObjectMapper json;
  @Inject Sql sql;
  @Inject EntityManager entities;

  /**
   * Makes those of a ticket anew of which the ledger tells all. The caller holds the ticket's lock.
   *
   * @return whether there were any, and none is missing any more
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean restore(UUID ticket) {
    Map<ClockId, ClockHistory> lost = told(ticket);
    Map<ClockKind, Integer> newest = new EnumMap<>(ClockKind.class);
    lost.keySet().forEach(id -> newest.merge(id.kind(), id.round(), Math::max));
    lost.keySet().removeAll(there(ticket));
    lost.forEach(
        (id, history) -> {
          if (history.tellsAll()) {
            entities.persist(history.clock(ticket, newest.get(id.kind()) == id.round()));
          }
        });
    return !lost.isEmpty() && lost.values().stream().allMatch(ClockHistory::tellsAll);
  }

  private Set<ClockId> there(UUID ticket) {
    return new HashSet<>(
        sql.list(
            "SELECT kind, round FROM ticket_clock WHERE ticket_id = ?",
            row -> new ClockId(ticket, ClockKind.valueOf(row.getString(1)), row.getInt(2)),
            ticket));
  }

  private Map<ClockId, ClockHistory> told(UUID ticket) {
    Map<ClockId, ClockHistory> told = new LinkedHashMap<>();
    int last = 0;
    for (List<LedgerEntry> page = ledger.read(ticket, last, PAGE);
        !page.isEmpty();
        page = ledger.read(ticket, last, PAGE)) {
      page.forEach(entry -> hear(entry, told));
      last = page.get(page.size() - 1).sequence();
    }
    return told;
  }

  private void hear(LedgerEntry entry, Map<ClockId, ClockHistory> told) {
    try {
      JsonNode data = json.readTree(entry.data());
      for (JsonNode begun : data.path("clocks")) {
        ClockEvent.Snapshot clock = json.treeToValue(begun, ClockEvent.Snapshot.class);
        of(entry, clock, told).set(clock);
      }
      if (!entry.type().contains(".clock-")) {
        return;
      }
      ClockEvent.Snapshot clock =
          json.treeToValue(data.required("clock"), ClockEvent.Snapshot.class);
      if (entry.type().endsWith(".clock-set.v1")) {
        of(entry, clock, told).set(clock);
      } else {
        of(entry, clock, told).goesOn(entry, clock);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ClockHistory of(
      LedgerEntry entry, ClockEvent.Snapshot clock, Map<ClockId, ClockHistory> told) {
    return told.computeIfAbsent(
        new ClockId(entry.aggregateId(), clock.kind(), clock.round()), id -> new ClockHistory());
  }
}
