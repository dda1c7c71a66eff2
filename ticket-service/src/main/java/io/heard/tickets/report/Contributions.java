package io.heard.tickets.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.sql.Sql;
import io.heard.tickets.clock.TicketClock;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.ticket.TicketState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.jpa.HibernateHints;

/**
 * What tickets add to the reports, as their history and their clocks say: the same each time it is
 * asked, so that doing it again, or doing it all anew, changes nothing. What happened counts for
 * the team that had the ticket then, and for the product it is about as is known now.
 */
@ApplicationScoped
class Contributions {

  private static final String HISTORY =
      "SELECT aggregate_id, type, at, data FROM ledger WHERE aggregate_id = ANY (?) AND type = ANY (?) ORDER BY aggregate_id, sequence";
  private static final String PREFIX = "heard.ticket.";
  private static final List<String> TYPES =
      List.of(
          "heard.ticket.logged.v1",
          "heard.ticket.acknowledged.v1",
          "heard.ticket.fed-back.v1",
          "heard.ticket.resolved.v1",
          "heard.ticket.closed.v1",
          "heard.ticket.declined.v1",
          "heard.ticket.reopened.v1",
          "heard.ticket.handed-off.v1",
          "heard.ticket.contacted.v1",
          "heard.ticket.clock-breached.v1",
          "heard.ticket.confirmed.v1",
          "heard.ticket.clarified.v1");

  @Inject Sql sql;
  @Inject ObjectMapper json;
  @Inject EntityManager entities;
  @Inject SlaPolicies policies;

  /** An entry of the ledger, as far as it counts; {@code need} of a clarification only. */
  private record Entry(
      UUID ticket,
      String what,
      Instant at,
      String team,
      String kind,
      String detail,
      JsonNode need) {}

  /** How a ticket stands now, and whose and about what it is now. */
  private record Standing(
      UUID ticket, boolean open, boolean breached, String team, String product, String kind) {}

  /** Everything that is known of one ticket, as far as it counts. */
  private final class Whole {

    private final ZoneId zone;
    private final Standing now;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Entry> last = new HashMap<>();
    private Entry logged;

    Whole(ZoneId zone, Standing now) {
      this.zone = zone;
      this.now = now;
    }

    void add(Entry entry) {
      if (entry.what().equals("contacted") && TicketState.valueOf(entry.detail()).asksCustomer()) {
        // what the customer was asked for is no coming back
        return;
      }
      boolean again = last.containsKey(entry.what());
      switch (entry.what()) {
        case "logged" -> {
          logged = entry;
          count(entry, Measure.LOGGED, "");
        }
        case "closed" -> count(entry, Measure.CLOSED, "");
        case "declined" -> count(entry, Measure.DECLINED, "");
        case "reopened" -> count(entry, Measure.REOPENED, "");
        case "handed-off" -> count(entry, Measure.HANDED_OFF, "");
        case "contacted" -> {
          count(entry, Measure.CONTACTED, "");
          if (!again) {
            count(entry, Measure.REPEATED, "");
          }
        }
        case "clock-breached" -> count(entry, Measure.BREACHED, entry.detail());
        case "confirmed" -> count(entry, Measure.CONFIRMED, entry.detail());
        default -> {
          // of these only the first or the last matters, see below
        }
      }
      if (!again || !entry.what().equals("fed-back")) {
        last.put(entry.what(), entry);
      }
    }

    /** How it stands now, when all that happened is known. */
    void stands() {
      if (logged == null) {
        // filled in by hand: there is no day to count it on
        return;
      }
      if (now.open()) {
        has(Measure.OPEN);
        if (now.breached()) {
          has(Measure.OVERDUE);
        }
      }
      Entry clarified = last.get("clarified");
      if (clarified != null) {
        clarified
            .need()
            .path("dimensions")
            .forEach(one -> count(logged, Measure.NEED, one.asText()));
        clarified
            .need()
            .path("benefits")
            .forEach(one -> count(logged, Measure.BENEFIT, one.asText()));
      }
    }

    /** On the desk of whoever has it now, however long it has been with somebody else before. */
    private void has(Measure measure) {
      LocalDate day = logged.at().atZone(zone).toLocalDate();
      lines.add(new Line(day, now.team(), now.product(), now.kind(), measure, "", 0, 1, 0));
    }

    /** A deed that is done, in working time by the hours that were in force for it. */
    void took(TicketClock clock) {
      if (clock.stoppedAt() == null || clock.policyId() == null) {
        return;
      }
      switch (clock.kind()) {
        case ACKNOWLEDGE ->
            took(clock, "acknowledged", Measure.ACKNOWLEDGED, Measure.ACKNOWLEDGED_LATE);
        case FIRST_FEEDBACK -> took(clock, "fed-back", Measure.ANSWERED, Measure.ANSWERED_LATE);
        case RESOLUTION -> took(clock, "resolved", Measure.RESOLVED, Measure.RESOLVED_LATE);
        default -> throw new IllegalArgumentException("not measured: " + clock.kind());
      }
    }

    private void took(TicketClock clock, String deed, Measure measure, Measure late) {
      Entry done = last.get(deed);
      if (done == null) {
        return;
      }
      long seconds =
          policies
              .byVersion(
                  clock.policyId(), clock.policyVersion(), clock.calendarVersion(), clock.kind())
              .elapsed(clock.startedAt(), clock.stoppedAt(), clock.pauses())
              .toSeconds();
      add(done, clock.stoppedAt(), measure, "", Buckets.of(seconds), seconds);
      if (clock.late()) {
        add(done, clock.stoppedAt(), late, "", 0, 0);
      }
    }

    private void count(Entry entry, Measure measure, String detail) {
      add(entry, entry.at(), measure, detail, 0, 0);
    }

    private void add(
        Entry entry, Instant at, Measure measure, String detail, int bucket, long seconds) {
      lines.add(
          new Line(
              at.atZone(zone).toLocalDate(),
              entry.team(),
              now.product(),
              entry.kind(),
              measure,
              detail,
              bucket,
              1,
              seconds));
    }
  }

  /** What these tickets add, by ticket; days are those of the time zone. */
  Map<UUID, List<Line>> of(List<UUID> tickets, ZoneId zone) {
    Map<UUID, Whole> whole = new HashMap<>();
    sql.list(
            "SELECT id, state IN ('LOGGED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS') AS open, breached,"
                + " coalesce(owner_team, '') AS team, coalesce(product, '') AS product, kind FROM ticket WHERE id = ANY (?)",
            row ->
                new Standing(
                    Sql.uuid(row, "id"),
                    row.getBoolean("open"),
                    row.getBoolean("breached"),
                    row.getString("team"),
                    row.getString("product"),
                    row.getString("kind")),
            tickets)
        .forEach(standing -> whole.put(standing.ticket(), new Whole(zone, standing)));
    sql.list(HISTORY, this::entry, tickets, TYPES)
        .forEach(entry -> whole.get(entry.ticket()).add(entry));
    whole.values().forEach(Whole::stands);
    clocks(tickets).forEach(clock -> whole.get(clock.ticketId()).took(clock));
    Map<UUID, List<Line>> lines = new HashMap<>();
    whole.forEach((ticket, one) -> lines.put(ticket, one.lines));
    return lines;
  }

  private List<TicketClock> clocks(List<UUID> tickets) {
    return entities
        .createQuery(
            "from TicketClock c where c.ticketId in :tickets and c.round = 1 and c.kind in :kinds and c.stoppedAt is not null",
            TicketClock.class)
        .setParameter("tickets", tickets)
        .setParameter(
            "kinds", List.of(ClockKind.ACKNOWLEDGE, ClockKind.FIRST_FEEDBACK, ClockKind.RESOLUTION))
        .setHint(HibernateHints.HINT_READ_ONLY, true)
        .getResultList();
  }

  private Entry entry(ResultSet row) throws SQLException {
    JsonNode data = read(row.getString("data"));
    JsonNode ticket = data.path("ticket");
    String type = row.getString("type");
    String what = type.substring(PREFIX.length(), type.length() - ".v1".length());
    return new Entry(
        Sql.uuid(row, "aggregate_id"),
        what,
        Sql.instant(row, "at"),
        ticket.at("/owner/team").asText(""),
        ticket.path("kind").asText(""),
        switch (what) {
          case "clock-breached" -> data.at("/clock/kind").asText("");
          case "contacted" -> ticket.path("state").asText();
          case "confirmed" -> data.path("satisfied").asBoolean() ? "YES" : "NO";
          default -> "";
        },
        what.equals("clarified") ? data.path("clarification") : null);
  }

  private JsonNode read(String data) {
    try {
      return json.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
