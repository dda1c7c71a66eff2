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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps the sums of the reports: takes back what a changed ticket had added, and adds what it adds
 * now. So they cost what changes, not what there is.
 */
@ApplicationScoped
public class ReportSums implements TicketFollower {

  private static final Logger LOG = Logger.getLogger(ReportSums.class);

  private static final String KEYS =
      "unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::date[], ?::text[]";
  private static final String READ =
      "SELECT k.place, s.n, s.total, s.classes FROM "
          + KEYS
          + ") WITH ORDINALITY AS k (cube, grain, measure, team, product, kind, day, detail, place)"
          + " JOIN report_sum s USING (cube, grain, measure, team, product, kind, day, detail)";
  private static final String WRITE =
      "INSERT INTO report_sum (cube, grain, measure, team, product, kind, day, detail, n, total, classes) SELECT * FROM "
          + KEYS
          + ", ?::bigint[], ?::bigint[], ?::text[]) ON CONFLICT (cube, grain, measure, team, product, kind, day, detail)"
          + " DO UPDATE SET n = EXCLUDED.n, total = EXCLUDED.total, classes = EXCLUDED.classes";
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

  /** How much a sum is, or changes by. */
  private static final class Sum {
    private long n;
    private long total;
    private final Map<Integer, Long> classes = new TreeMap<>();

    void add(Line line, int sign) {
      n += sign * line.n();
      total += sign * line.total();
      if (line.timed()) {
        classes.merge(line.bucket(), sign * line.n(), Long::sum);
      }
    }

    void add(ResultSet row) throws SQLException {
      n += row.getLong("n");
      total += row.getLong("total");
      Buckets.add(classes, row.getString("classes"));
    }

    boolean isNothing() {
      return n == 0 && total == 0 && classes.values().stream().allMatch(count -> count == 0);
    }
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
    Map<Line.Key, Sum> delta = new HashMap<>();
    sql.list(
            "SELECT ticket_id, lines FROM report_contribution WHERE ticket_id = ANY (?)",
            row -> new Kept(Sql.uuid(row, "ticket_id"), read(row.getString("lines"))),
            tickets)
        .forEach(kept -> kept.lines().forEach(line -> add(delta, line, -1)));
    Map<UUID, List<Line>> present = contributions.of(tickets, zone);
    present.values().forEach(lines -> lines.forEach(line -> add(delta, line, 1)));
    delta.values().removeIf(Sum::isNothing);
    write(delta);
    List<UUID> ids = List.copyOf(present.keySet());
    sql.update(KEEP, ids, ids.stream().map(id -> text(present.get(id))).toList());
  }

  private static void add(Map<Line.Key, Sum> delta, Line line, int sign) {
    for (Line.Key key : line.keys()) {
      delta.computeIfAbsent(key, none -> new Sum()).add(line, sign);
    }
  }

  /** Reads the sums that change and writes what they are then; nobody else does meanwhile. */
  private void write(Map<Line.Key, Sum> delta) {
    List<Line.Key> keys = new ArrayList<>(delta.keySet());
    if (keys.isEmpty()) {
      return;
    }
    keys.sort(ORDER);
    List<Object> parameters = new ArrayList<>();
    List<Function<Line.Key, Object>> columns =
        List.of(
            Line.Key::cube,
            Line.Key::grain,
            Line.Key::measure,
            Line.Key::team,
            Line.Key::product,
            Line.Key::kind,
            Line.Key::day,
            Line.Key::detail);
    for (Function<Line.Key, Object> column : columns) {
      parameters.add(keys.stream().map(key -> column.apply(key).toString()).toList());
    }
    sql.list(
        READ,
        row -> {
          delta.get(keys.get(row.getInt("place") - 1)).add(row);
          return Boolean.TRUE;
        },
        parameters.toArray());
    parameters.add(keys.stream().map(key -> Long.toString(delta.get(key).n)).toList());
    parameters.add(keys.stream().map(key -> Long.toString(delta.get(key).total)).toList());
    parameters.add(keys.stream().map(key -> Buckets.text(delta.get(key).classes)).toList());
    sql.update(WRITE, parameters.toArray());
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
