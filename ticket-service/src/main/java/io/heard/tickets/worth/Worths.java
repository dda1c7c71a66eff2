package io.heard.tickets.worth;

import io.heard.kit.ledger.Redaction;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.ticket.TicketErased;
import io.heard.tickets.ticket.TicketRecords;
import io.heard.tickets.ticket.TicketRecords.Known;
import io.heard.tickets.worth.WorthApi.NewWork;
import io.heard.tickets.worth.WorthApi.Settings;
import io.heard.tickets.worth.WorthApi.View;
import io.heard.tickets.worth.WorthApi.Work;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What tickets are worth, and the time that was spent on them. */
@ApplicationScoped
class Worths {

  @Inject EstimateCheck estimateCheck;
  @Inject WorkCheck workCheck;
  @Inject Sql sql;
  @Inject TicketRecords tickets;
  @Inject Callers callers;
  @Inject Clock clock;

  /** Says what a ticket is worth; its history tells, and the work list goes by it. */
  @Transactional
  View estimate(String reference, String ifMatch, Settings settings) {
    refuse(estimateCheck.mistakes(settings));
    BigDecimal delay =
        settings.delayCostPerDay() == null ? BigDecimal.ZERO : settings.delayCostPerDay();
    Long effort = settings.effort() == null ? null : settings.effort().toMinutes();
    Known ticket = tickets.lock(reference, ifMatch);
    Optional<View> before = find(ticket.id());
    sql.update(
        "INSERT INTO ticket_worth (ticket_id, value, delay_cost_per_day, effort_minutes, changed_at, changed_by) VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (ticket_id) DO UPDATE SET value = EXCLUDED.value, delay_cost_per_day = EXCLUDED.delay_cost_per_day,"
            + " effort_minutes = EXCLUDED.effort_minutes, estimated = true, changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by",
        ticket.id(),
        settings.value(),
        delay,
        effort,
        clock.instant(),
        callers.current().name());
    View after = get(ticket.id());
    Map<String, Object> changes = new LinkedHashMap<>();
    change(changes, "value", before.map(View::value).orElse(null), after.value());
    change(
        changes,
        "delayCostPerDay",
        before.map(View::delayCostPerDay).orElse(null),
        after.delayCostPerDay());
    change(changes, "effort", before.map(View::effort).orElse(null), after.effort());
    if (!changes.isEmpty()) {
      tickets.record(ticket.id(), "changed", Map.of("changes", changes));
    }
    return after;
  }

  private static void change(Map<String, Object> changes, String name, Object from, Object to) {
    if (!Objects.equals(from, to)) {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("from", from);
      change.put("to", to);
      changes.put(name, change);
    }
  }

  private static void refuse(List<FieldError> mistakes) {
    if (!mistakes.isEmpty()) {
      throw Problem.invalid(mistakes);
    }
  }

  /** What a ticket is worth; 404 when nobody has said. */
  View get(UUID ticket) {
    return find(ticket).orElseThrow(() -> Problem.notFound("An estimate of this ticket"));
  }

  private Optional<View> find(UUID ticket) {
    return sql.first(
        "SELECT w.*, "
            + OpenWork.WORTH
            + " AS worth FROM ticket_worth w WHERE w.ticket_id = ? AND w.estimated",
        Worths::view,
        ticket);
  }

  private static View view(ResultSet row) throws SQLException {
    Integer effort = row.getObject("effort_minutes", Integer.class);
    return new View(
        row.getBigDecimal("value"),
        row.getBigDecimal("delay_cost_per_day"),
        effort == null ? null : Duration.ofMinutes(effort),
        Duration.ofMinutes(row.getInt("spent_minutes")),
        row.getDouble("worth"),
        Sql.instant(row, "changed_at"),
        row.getString("changed_by"));
  }

  /** Adds to the work log of a ticket. */
  @Transactional
  Work spend(String reference, NewWork work) {
    refuse(workCheck.mistakes(work));
    long minutes = work.spent().toMinutes();
    Instant now = clock.instant();
    Instant at = work.at() == null ? now : work.at();
    Known ticket = tickets.lock(reference, null);
    Work added = new Work(Uuid7.at(now), callers.current().name(), work.spent(), at, work.note());
    sql.update(
        "INSERT INTO work_entry (id, ticket_id, person, minutes, at, note, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        added.id(),
        ticket.id(),
        added.person(),
        minutes,
        at,
        added.note(),
        now);
    sql.update(
        "INSERT INTO ticket_worth (ticket_id, value, delay_cost_per_day, spent_minutes, estimated, changed_at, changed_by)"
            + " VALUES (?, 0, 0, ?, false, ?, ?) ON CONFLICT (ticket_id) DO UPDATE"
            + " SET spent_minutes = ticket_worth.spent_minutes + EXCLUDED.spent_minutes",
        ticket.id(),
        minutes,
        now,
        added.person());
    tickets.record(ticket.id(), "worked", Map.of("work", added));
    return added;
  }

  /** The work log of a ticket, after one entry. */
  List<Work> of(UUID ticket, UUID after, int limit) {
    return sql.list(
        "SELECT id, person, minutes, at, note FROM work_entry WHERE ticket_id = ? AND id > ? ORDER BY id LIMIT ?",
        row ->
            new Work(
                Sql.uuid(row, "id"),
                row.getString("person"),
                Duration.ofMinutes(row.getInt("minutes")),
                Sql.instant(row, "at"),
                row.getString("note")),
        ticket,
        after,
        limit);
  }

  /** Personal data are taken out of the ticket: notes may hold some. */
  @Transactional(Transactional.TxType.MANDATORY)
  void forget(@Observes TicketErased erased) {
    sql.update(
        "UPDATE work_entry SET note = ? WHERE ticket_id = ? AND note IS NOT NULL",
        Redaction.ERASED,
        erased.ticketId());
  }
}
