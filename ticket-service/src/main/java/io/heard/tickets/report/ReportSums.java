package io.heard.tickets.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.sql.Sql;
import io.heard.tickets.follow.ChangedTickets;
import io.heard.tickets.follow.TicketFollower;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps the sums of the reports: takes back what a changed ticket had added, and adds what it adds
 * now. So they cost what changes, not what there is.
 */
@ApplicationScoped
public class ReportSums implements TicketFollower {

  private static final Logger LOG = Logger.getLogger(ReportSums.class);

  private static final String ADD =
      "INSERT INTO report_sum (grain, day, team, product, kind, measure, detail, bucket, n, total) SELECT * FROM unnest(?::text[], ?::date[],"
          + " ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::bigint[], ?::bigint[])"
          + " ON CONFLICT (grain, measure, team, product, kind, day, detail, bucket)"
          + " DO UPDATE SET n = report_sum.n + EXCLUDED.n, total = report_sum.total + EXCLUDED.total";
  private static final String KEEP =
      "INSERT INTO report_contribution (ticket_id, lines) SELECT c.ticket_id, c.lines::jsonb FROM unnest(?::uuid[], ?::text[])"
          + " AS c (ticket_id, lines) ON CONFLICT (ticket_id) DO UPDATE SET lines = EXCLUDED.lines";

  private static final Comparator<Line.Key> ORDER = Comparator.comparing(Line.Key::toString);

  @Inject Sql sql;
  @Inject ObjectMapper json;
  @Inject Contributions contributions;
  @Inject ChangedTickets changes;

  @ConfigProperty(name = "heard.reports.time-zone")
  ZoneId zone;

  private record Kept(UUID ticket, List<Line> lines) {}

  /** How much a sum changes. */
  private static final class Change {
    private long n;
    private long total;
  }

  /** Days of another time zone are other days: then everything is summed up anew. */
  void start(@Observes StartupEvent event) {
    String known =
        sql.first("SELECT time_zone FROM report_state", row -> row.getString(1))
            .orElse(zone.getId());
    if (!known.equals(zone.getId())) {
      LOG.infof("Reports are summed up anew in %s; they were in %s", zone, known);
      rebuild();
    }
    sql.update(
        "INSERT INTO report_state (time_zone) VALUES (?) ON CONFLICT (only_one) DO UPDATE SET time_zone = EXCLUDED.time_zone",
        zone.getId());
  }

  ZoneId zone() {
    return zone;
  }

  /** Forgets all sums and has every ticket counted again; until that is done they are partial. */
  void rebuild() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              changes.hold();
              sql.update("TRUNCATE report_sum, report_contribution");
              sql.update("INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket");
            });
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void changed(List<UUID> tickets) {
    Map<Line.Key, Change> delta = new HashMap<>();
    sql.list(
            "SELECT ticket_id, lines FROM report_contribution WHERE ticket_id = ANY (?)",
            row -> new Kept(Sql.uuid(row, "ticket_id"), read(row.getString("lines"))),
            tickets)
        .forEach(kept -> kept.lines().forEach(line -> add(delta, line, -1)));
    Map<UUID, List<Line>> present = contributions.of(tickets, zone);
    present.values().forEach(lines -> lines.forEach(line -> add(delta, line, 1)));
    delta.values().removeIf(change -> change.n == 0 && change.total == 0);
    write(delta);
    List<UUID> ids = List.copyOf(present.keySet());
    sql.update(KEEP, ids, ids.stream().map(id -> text(present.get(id))).toList());
  }

  private static void add(Map<Line.Key, Change> delta, Line line, int sign) {
    for (Line.Key key : line.keys()) {
      Change change = delta.computeIfAbsent(key, none -> new Change());
      change.n += sign * line.n();
      change.total += sign * line.total();
    }
  }

  private void write(Map<Line.Key, Change> delta) {
    List<Line.Key> keys = new ArrayList<>(delta.keySet());
    if (keys.isEmpty()) {
      return;
    }
    keys.sort(ORDER);
    sql.update(
        ADD,
        keys.stream().map(Line.Key::grain).toList(),
        keys.stream().map(key -> key.day().toString()).toList(),
        keys.stream().map(Line.Key::team).toList(),
        keys.stream().map(Line.Key::product).toList(),
        keys.stream().map(Line.Key::kind).toList(),
        keys.stream().map(Line.Key::measure).toList(),
        keys.stream().map(Line.Key::detail).toList(),
        keys.stream().map(key -> Integer.toString(key.bucket())).toList(),
        keys.stream().map(key -> Long.toString(delta.get(key).n)).toList(),
        keys.stream().map(key -> Long.toString(delta.get(key).total)).toList());
  }

  private List<Line> read(String lines) {
    try {
      return json.readValue(lines, new TypeReference<List<Line>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text(List<Line> lines) {
    try {
      return json.writeValueAsString(lines);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
