package io.heard.tickets.capacity;

import io.heard.kit.sql.Sql;
import io.heard.tickets.capacity.CapacityApi.Load;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How much people and teams have. Counted from the list of open work, and, for tickets that have
 * changed since, from the tickets themselves: so it is exact, without an index that logging would
 * have to pay for.
 */
@ApplicationScoped
class Loads {

  private static final String OPEN =
      "('LOGGED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'WAITING_FOR_CUSTOMER', 'WAITING_FOR_OTHERS')";

  /** The first column of {@code open_work}, the second of {@code ticket}. */
  private static final String COUNT =
      "WITH fresh AS MATERIALIZED (SELECT DISTINCT ticket_id FROM ticket_changed)"
          + " SELECT name, count(*) AS open FROM (SELECT w.%1$s AS name FROM open_work w JOIN ticket t ON t.id = w.ticket_id WHERE w.%1$s = ANY (?)"
          + " AND t.state IN "
          + OPEN
          + " AND NOT EXISTS (SELECT FROM fresh f WHERE f.ticket_id = w.ticket_id)"
          + " UNION ALL SELECT t.%2$s FROM fresh f JOIN ticket t ON t.id = f.ticket_id WHERE t.%2$s = ANY (?) AND t.state IN "
          + OPEN
          + ") AS owed GROUP BY name";

  private static final String PEOPLE = COUNT.formatted("person", "owner_person");
  private static final String TEAMS = COUNT.formatted("team", "owner_team");

  @Inject Sql sql;

  /**
   * Makes everybody else who gives something to these wait until this transaction has ended. All at
   * once and in one order, so that nobody waits in a circle.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void hold(Collection<String> people, Collection<String> teams) {
    TreeSet<String> keys = new TreeSet<>();
    people.forEach(name -> keys.add("capacity of person " + name));
    teams.forEach(name -> keys.add("capacity of team " + name));
    keys.forEach(sql::lock);
  }

  /** Open tickets by person; who has none is not there. */
  Map<String, Integer> ofPeople(Collection<String> names) {
    return count(PEOPLE, names);
  }

  /** Open tickets by team; which has none is not there. */
  Map<String, Integer> ofTeams(Collection<String> names) {
    return count(TEAMS, names);
  }

  private Map<String, Integer> count(String count, Collection<String> names) {
    return sql
        .list(count, row -> Map.entry(row.getString("name"), row.getInt("open")), names, names)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The load of all teams by name, after one. */
  List<Load> teams(String after, int limit) {
    List<Load> bare =
        sql.list(
            "SELECT name, capacity FROM team WHERE name > ? ORDER BY name LIMIT ?",
            Loads::bare,
            after,
            limit);
    return with(bare, ofTeams(bare.stream().map(Load::name).toList()));
  }

  /** The load of people by username, after one; of a team or, with null, of all. */
  List<Load> people(String team, String after, int limit) {
    List<Load> bare =
        sql.list(
            "SELECT username AS name, capacity FROM staff WHERE username > ? AND (?::text IS NULL OR ? = ANY (teams))"
                + " ORDER BY username LIMIT ?",
            Loads::bare,
            after,
            team,
            team,
            limit);
    return with(bare, ofPeople(bare.stream().map(Load::name).toList()));
  }

  private static Load bare(ResultSet row) throws SQLException {
    return new Load(
        row.getString("name"), 0, row.getObject("capacity", Integer.class), null, false);
  }

  private static List<Load> with(List<Load> bare, Map<String, Integer> open) {
    return bare.stream()
        .map(
            load -> {
              int count = open.getOrDefault(load.name(), 0);
              Integer capacity = load.capacity();
              return new Load(
                  load.name(),
                  count,
                  capacity,
                  capacity == null ? null : (double) count / capacity,
                  capacity != null && count > capacity);
            })
        .toList();
  }
}
