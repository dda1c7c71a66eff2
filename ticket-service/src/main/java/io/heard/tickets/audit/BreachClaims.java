package io.heard.tickets.audit;

import io.heard.kit.audit.Claims;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What notification-service has to know of each ticket: the clocks that have run out and whose deed
 * is still owed. Each must have its alert, and no other may have one that is open.
 */
@ApplicationScoped
class BreachClaims implements Claims {

  private static final String BREACHES =
      "SELECT t.id, t.version, coalesce(array_agg('CLOCK_BREACHED ' || c.kind || ' ' || c.round || ' '"
          + " || to_char(c.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') ORDER BY c.kind, c.round)"
          + " FILTER (WHERE c.kind IS NOT NULL), '{}') AS claims"
          + " FROM ticket t LEFT JOIN ticket_clock c ON c.ticket_id = t.id AND c.state = 'BREACHED' AND c.stopped_at IS NULL"
          + " WHERE t.id = ANY (?::uuid[]) GROUP BY t.id";

  @Inject Sql sql;

  @Override
  public String kind() {
    return "ticket";
  }

  @Override
  public Map<UUID, State> of(Collection<UUID> ids) {
    Map<UUID, State> states = new HashMap<>();
    sql.list(
        BREACHES,
        row -> {
          Array claims = row.getArray("claims");
          return states.put(
              row.getObject("id", UUID.class),
              new State(row.getInt("version"), List.of((String[]) claims.getArray())));
        },
        ids);
    return states;
  }
}
