package io.heard.tickets.audit;

import io.heard.kit.audit.AuditSettings;
import io.heard.kit.audit.Check;
import io.heard.kit.audit.Finding;
import io.heard.kit.audit.Observation;
import io.heard.kit.sql.Sql;
import io.heard.tickets.clock.LostClocks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * P3 and P5 in the tables themselves: whatever is not over has somebody who owns it, somebody who
 * owes the feedback, and a clock that runs; every clock its history tells of is there, and the
 * sweep looks at every clock that runs.
 */
@ApplicationScoped
class TicketCheck implements Check {

  static final String NOBODY_RESPONSIBLE = "NOBODY_RESPONSIBLE";
  static final String NOTHING_OWED = "NOTHING_OWED";
  static final String CLOCK_UNWATCHED = "CLOCK_UNWATCHED";
  static final String CLOCK_MISSING = "CLOCK_MISSING";
  static final String CLOCK_OVERDUE = "CLOCK_OVERDUE";
  static final String DUE_DIFFERS = "DUE_DIFFERS";

  private static final String LIVE =
      "c.is_current AND c.stopped_at IS NULL AND c.state IN ('RUNNING', 'PAUSED', 'BREACHED')";

  /** As the clock itself decides when the sweep has to look next. */
  private static final String NEXT =
      "CASE WHEN c.warned_at IS NULL AND c.warn_at < c.due_at THEN c.warn_at ELSE c.due_at END";

  private static final String LOOK =
      "SELECT t.id, t.state IN ('LOGGED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS', 'RESOLVED') AS working,"
          + " t.owner_team IS NULL AND t.owner_person IS NULL OR coalesce(t.receiver, '') = '' AS nobody,"
          + " coalesce(bool_or(c.state <> 'PAUSED') FILTER (WHERE "
          + LIVE
          + "), false) AS owed,"
          + " coalesce(bool_or(c.state = 'RUNNING' AND c.is_current AND (c.next_at IS NULL OR c.next_at > c.due_at)), false) AS unwatched,"
          + " coalesce(bool_or(c.state = 'RUNNING' AND c.is_current AND c.next_at < ?), false) AS overdue,"
          + " t.due_at IS DISTINCT FROM min(c.due_at) FILTER (WHERE "
          + LIVE
          + ") AS due_differs"
          + " FROM ticket t LEFT JOIN ticket_clock c ON c.ticket_id = t.id WHERE t.id = ANY (?::uuid[]) GROUP BY t.id";

  /** Clocks the ledger tells of and the sweep has never heard of. */
  private static final String MISSING =
      "SELECT l.aggregate_id, string_agg(DISTINCT told ->> 'kind' || ' ' || (told ->> 'round'), ', ') FROM ledger l,"
          + " LATERAL jsonb_array_elements(CASE l.type WHEN 'heard.ticket.logged.v1' THEN l.data::jsonb -> 'clocks'"
          + " ELSE jsonb_build_array(l.data::jsonb -> 'clock') END) AS told"
          + " WHERE l.aggregate_id = ANY (?::uuid[]) AND l.type IN ('heard.ticket.logged.v1', 'heard.ticket.clock-set.v1')"
          + " AND NOT EXISTS (SELECT 1 FROM ticket_clock c WHERE c.ticket_id = l.aggregate_id"
          + " AND c.kind = told ->> 'kind' AND c.round = (told ->> 'round')::int) GROUP BY l.aggregate_id";

  private static final String WATCH =
      "UPDATE ticket_clock c SET next_at = "
          + NEXT
          + " WHERE c.ticket_id = ? AND c.state = 'RUNNING' AND c.is_current AND (c.next_at IS NULL OR c.next_at > c.due_at)";

  private static final String DUE =
      "UPDATE ticket t SET due_at = (SELECT min(c.due_at) FROM ticket_clock c WHERE c.ticket_id = t.id AND "
          + LIVE
          + ") WHERE t.id = ?";

  @Inject Sql sql;
  @Inject Clock clock;
  @Inject AuditSettings settings;
  @Inject LostClocks lostClocks;

  @Override
  public Set<String> kinds() {
    return Set.of(
        NOBODY_RESPONSIBLE,
        NOTHING_OWED,
        CLOCK_UNWATCHED,
        CLOCK_MISSING,
        CLOCK_OVERDUE,
        DUE_DIFFERS);
  }

  @Override
  public List<Observation> examine(Collection<UUID> aggregates) {
    List<Observation> seen = new ArrayList<>();
    sql.list(LOOK, row -> look(row, seen), clock.instant().minus(settings.tolerance()), aggregates);
    sql.list(
        MISSING,
        row ->
            seen.add(
                Observation.of(
                    CLOCK_MISSING,
                    row.getObject(1, UUID.class),
                    "its history tells of clocks that are gone: " + row.getString(2))),
        aggregates);
    return seen;
  }

  private static boolean look(ResultSet row, List<Observation> seen) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    boolean working = row.getBoolean("working");
    if (working && row.getBoolean("nobody")) {
      seen.add(Observation.of(NOBODY_RESPONSIBLE, id, "nobody owns it, or nobody received it"));
    }
    if (working && !row.getBoolean("owed")) {
      seen.add(Observation.of(NOTHING_OWED, id, "it is not over, and no clock runs"));
    }
    if (row.getBoolean("unwatched")) {
      seen.add(Observation.of(CLOCK_UNWATCHED, id, "a clock runs and the sweep will not see it"));
    }
    if (row.getBoolean("overdue")) {
      seen.add(Observation.of(CLOCK_OVERDUE, id, "a clock has come up and was not announced"));
    }
    if (row.getBoolean("due_differs")) {
      seen.add(Observation.of(DUE_DIFFERS, id, "its due time is not that of its clocks"));
    }
    return true;
  }

  /** Derives clocks from the history, and from the clocks what follows from them. */
  @Override
  public boolean repair(Finding finding) {
    UUID id = UUID.fromString(finding.about());
    // whoever changes a ticket or its clocks holds this lock
    boolean there =
        sql.first("SELECT id FROM ticket WHERE id = ? FOR UPDATE", row -> row.getString(1), id)
            .isPresent();
    if (!there) {
      return false;
    }
    return switch (finding.kind()) {
      case CLOCK_MISSING, NOTHING_OWED -> lostClocks.restore(id);
      case CLOCK_UNWATCHED -> sql.update(WATCH, id) > 0;
      case DUE_DIFFERS -> sql.update(DUE, id) > 0;
      default -> false;
    };
  }
}
