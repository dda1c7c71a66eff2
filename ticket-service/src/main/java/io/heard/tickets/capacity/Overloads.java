package io.heard.tickets.capacity;

import io.heard.kit.ledger.Origins;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Rounds;
import io.heard.tickets.capacity.CapacityApi.Overload;
import io.heard.tickets.ticket.TicketRecords;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Who is overloaded, from the first ticket there was no room for until there is room again: one
 * that was given to them, or one they took themselves or that was logged, of which nobody asks
 * whether there is room. It is told once, in the history of the most pressing ticket they have,
 * where it raises an alert; hundreds of tickets more make no further noise.
 */
@ApplicationScoped
class Overloads {

  private static final Logger LOG = Logger.getLogger(Overloads.class);

  private static final String SELECT =
      "SELECT kind, name, open, capacity, outcome, ticket_id FROM overload";

  /** Who has more than they can take and is not known yet; counts no further than that needs. */
  private static final String OVER =
      "SELECT o.%2$s AS name, o.capacity FROM %1$s o WHERE o.capacity IS NOT NULL"
          + " AND NOT EXISTS (SELECT FROM overload k WHERE k.kind = ? AND k.name = o.%2$s)"
          + " AND o.capacity < (SELECT count(*) FROM (SELECT FROM open_work w WHERE w.%3$s = o.%2$s LIMIT o.capacity + 1) AS enough)";

  private static final String PEOPLE_OVER = OVER.formatted("staff", "username", "person");
  private static final String TEAMS_OVER = OVER.formatted("team", "name", "team");

  @Inject Sql sql;
  @Inject Loads loads;
  @Inject TicketRecords tickets;
  @Inject Origins origins;
  @Inject Clock clock;

  private record Known(
      String kind, String name, int open, int capacity, String outcome, UUID ticket) {}

  /**
   * There was no room. Kept in a transaction of its own: it holds also when the assignment is
   * refused for it.
   */
  void note(String kind, String name, int open, int capacity, Overload rule) {
    String outcome =
        switch (rule) {
          case ALLOW -> "ALLOWED";
          case REFUSE -> "REFUSED";
          case REDIRECT -> "REDIRECTED";
        };
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                sql.update(
                    "INSERT INTO overload (kind, name, since, open, capacity, outcome) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    kind,
                    name,
                    clock.instant(),
                    open,
                    capacity,
                    outcome));
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.capacity.every", defaultValue = "1s") Duration every) {
    rounds.every(every, "overloads", this::look);
  }

  /** Tells what is new, and ends what is over. */
  void look() {
    find("PERSON", PEOPLE_OVER, loads::ofPeople);
    find("TEAM", TEAMS_OVER, loads::ofTeams);
    List<Known> all = sql.list(SELECT, Overloads::known);
    for (Known one : all) {
      try {
        QuarkusTransaction.requiringNew().run(() -> look(one));
      } catch (RuntimeException e) {
        LOG.warnf("The overload of %s is looked at again in a moment: %s", one.name(), e);
      }
    }
  }

  /** Whoever took more than there is room for, or to whom more was logged. */
  private void find(
      String kind, String over, Function<Collection<String>, Map<String, Integer>> count) {
    for (Map.Entry<String, Integer> one :
        sql.list(
            over, row -> Map.entry(row.getString("name"), row.getInt("capacity")), (Object) kind)) {
      int open = count.apply(List.of(one.getKey())).getOrDefault(one.getKey(), 0);
      if (open > one.getValue()) {
        note(kind, one.getKey(), open, one.getValue(), Overload.ALLOW);
      }
    }
  }

  private void look(Known seen) {
    List<Known> locked =
        sql.list(
            SELECT + " WHERE kind = ? AND name = ? FOR UPDATE SKIP LOCKED",
            Overloads::known,
            seen.kind(),
            seen.name());
    for (Known overload : locked) {
      if (overload.ticket() == null) {
        tell(overload);
      } else if (hasRoom(overload)) {
        tickets.record(
            overload.ticket(), "overload-ended", data(overload), origins.system("capacity"));
        sql.update(
            "DELETE FROM overload WHERE kind = ? AND name = ?", overload.kind(), overload.name());
      }
    }
  }

  private static Known known(ResultSet row) throws SQLException {
    return new Known(
        row.getString("kind"),
        row.getString("name"),
        row.getInt("open"),
        row.getInt("capacity"),
        row.getString("outcome"),
        Sql.uuid(row, "ticket_id"));
  }

  private void tell(Known overload) {
    String column = overload.kind().equals("PERSON") ? "owner_person" : "owner_team";
    Optional<UUID> pressing =
        sql.first(
            "SELECT id FROM ticket WHERE "
                + column
                + " = ? AND state IN ('LOGGED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS')"
                + " ORDER BY coalesce(due_at, 'infinity'), id LIMIT 1",
            row -> Sql.uuid(row, "id"),
            overload.name());
    if (pressing.isEmpty()) {
      sql.update(
          "DELETE FROM overload WHERE kind = ? AND name = ?", overload.kind(), overload.name());
      return;
    }
    tickets.record(pressing.get(), "overloaded", data(overload), origins.system("capacity"));
    sql.update(
        "UPDATE overload SET ticket_id = ? WHERE kind = ? AND name = ?",
        pressing.get(),
        overload.kind(),
        overload.name());
  }

  private boolean hasRoom(Known overload) {
    boolean person = overload.kind().equals("PERSON");
    List<String> name = List.of(overload.name());
    int open =
        (person ? loads.ofPeople(name) : loads.ofTeams(name)).getOrDefault(overload.name(), 0);
    String query =
        person
            ? "SELECT coalesce(capacity, 2147483647) FROM staff WHERE username = ?"
            : "SELECT coalesce(capacity, 2147483647) FROM team WHERE name = ?";
    return open < sql.number(query, overload.name());
  }

  private static Map<String, Object> data(Known overload) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("kind", overload.kind());
    told.put("name", overload.name());
    told.put("open", overload.open());
    told.put("capacity", overload.capacity());
    told.put("outcome", overload.outcome());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("overload", told);
    return data;
  }
}
