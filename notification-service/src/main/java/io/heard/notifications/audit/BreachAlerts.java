package io.heard.notifications.audit;

import io.heard.kit.audit.ClaimCheck;
import io.heard.kit.audit.Finding;
import io.heard.kit.audit.Observation;
import io.heard.kit.sql.Sql;
import io.heard.notifications.alerts.AlertDesk;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.TicketData.ClockData;
import io.heard.notifications.tickets.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Each clock that has run out and whose deed is still owed has its alert, and none is open without
 * one.
 */
@ApplicationScoped
class BreachAlerts implements ClaimCheck {

  static final String ALERT_MISSING = "ALERT_MISSING";
  static final String ALERT_STALE = "ALERT_STALE";

  @Inject Sql sql;
  @Inject AlertDesk desk;
  @Inject Tickets tickets;

  /** A clock that has run out. */
  private record Breach(String kind, int round, Instant dueAt) {

    static Breach of(String claim) {
      String[] words = claim.split(" ");
      return new Breach(words[1], Integer.parseInt(words[2]), Instant.parse(words[3]));
    }

    String clock() {
      return kind + " " + round;
    }

    ClockData data() {
      return new ClockData(kind, round, "BREACHED", dueAt, null);
    }
  }

  /** The alerts of breaches of a ticket. */
  private static final class Known {
    private final Set<String> all = new HashSet<>();
    private final Set<String> open = new HashSet<>();
  }

  @Override
  public String topic() {
    return "heard.tickets";
  }

  @Override
  public Collection<String> kinds() {
    return List.of(ALERT_MISSING, ALERT_STALE);
  }

  @Override
  public List<Observation> compare(Map<UUID, List<String>> claims) {
    Map<UUID, Known> known = known(claims.keySet());
    List<Observation> seen = new ArrayList<>();
    claims.forEach(
        (ticket, stated) -> {
          Known here = known.getOrDefault(ticket, new Known());
          Set<String> owed = new HashSet<>();
          breaches(stated).forEach(breach -> owed.add(breach.clock()));
          Set<String> missing = new HashSet<>(owed);
          missing.removeAll(here.all);
          Set<String> stale = new HashSet<>(here.open);
          stale.removeAll(owed);
          if (!missing.isEmpty()) {
            seen.add(
                Observation.of(ALERT_MISSING, ticket, "no alert for the breach of " + missing));
          }
          if (!stale.isEmpty()) {
            seen.add(
                Observation.of(ALERT_STALE, ticket, "an open alert, and nothing owed: " + stale));
          }
        });
    return seen;
  }

  private Map<UUID, Known> known(Collection<UUID> ticketIds) {
    Map<UUID, Known> known = new HashMap<>();
    sql.list(
        "SELECT book_id, clock || ' ' || round AS clock, state FROM alert WHERE book_id = ANY (?::uuid[]) AND cause IN ('CLOCK_BREACHED', 'PROMISE_BROKEN')",
        row -> {
          Known here =
              known.computeIfAbsent(row.getObject("book_id", UUID.class), id -> new Known());
          if (!row.getString("state").equals("RESOLVED")) {
            here.open.add(row.getString("clock"));
          }
          return here.all.add(row.getString("clock"));
        },
        ticketIds);
    return known;
  }

  private static List<Breach> breaches(List<String> claims) {
    return claims.stream()
        .filter(claim -> claim.startsWith("CLOCK_BREACHED "))
        .map(Breach::of)
        .toList();
  }

  /** Raises what is missing and ends what is stale, as the events would have. */
  @Override
  public boolean repair(Finding finding, List<String> claims) {
    UUID id = UUID.fromString(finding.about());
    Optional<TicketCopy> ticket = tickets.find(id);
    if (ticket.isEmpty()) {
      return false;
    }
    Known here = known(List.of(id)).getOrDefault(id, new Known());
    List<Breach> owed = breaches(claims);
    if (finding.kind().equals(ALERT_MISSING)) {
      for (Breach breach : owed) {
        if (!here.all.contains(breach.clock())) {
          tickets.clockRuns(id, breach.kind(), breach.round());
          desk.breached(ticket.get(), breach.data());
        }
      }
      return true;
    }
    Set<String> stale = new HashSet<>(here.open);
    owed.forEach(breach -> stale.remove(breach.clock()));
    for (String clock : stale) {
      String[] words = clock.split(" ");
      ClockData ended = new ClockData(words[0], Integer.parseInt(words[1]), "MET", null, null);
      tickets.clockEnded(id, ended.kind(), ended.round());
      desk.clockEnded(ticket.get(), ended, "system:audit", "nothing is owed any more");
    }
    return true;
  }
}
