package io.heard.kit.audit;

import io.heard.kit.audit.Finding.State;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The statements on table {@code audit_finding}; times by the clock of the database. */
@ApplicationScoped
public class Findings {

  private static final Logger LOG = Logger.getLogger(Findings.class);

  /** Suspicions beyond so many add nothing: whatever it is, it concerns everything. */
  private static final int MOST = 5_000;

  private static final String OBSERVE =
      "INSERT INTO audit_finding AS f (id, kind, about, detail, knowledge, state, since, turned_at)"
          + " VALUES (?, ?, ?, ?, ?, 'SUSPECTED', clock_timestamp(), clock_timestamp())"
          + " ON CONFLICT (kind, about) WHERE state <> 'OVER' DO UPDATE SET detail = excluded.detail, knowledge = excluded.knowledge"
          + " WHERE f.detail <> excluded.detail OR f.knowledge IS DISTINCT FROM excluded.knowledge";

  @Inject Sql sql;
  @Inject Clock clock;

  /** Notes what was seen; what is known already is no news. */
  void observe(Collection<Observation> observations) {
    if (observations.isEmpty()) {
      return;
    }
    if (sql.number("SELECT count(*) FROM audit_finding WHERE state <> 'OVER'") > MOST) {
      LOG.warnf("%d more observations are left out", observations.size());
      return;
    }
    for (Observation seen : observations) {
      sql.update(
          OBSERVE,
          Uuid7.at(clock.instant()),
          seen.kind(),
          seen.about(),
          seen.detail(),
          seen.knowledge());
    }
  }

  /** Live findings after an id. */
  List<Finding> live(UUID after, int limit) {
    return sql.list(
        "SELECT * FROM audit_finding WHERE state <> 'OVER' AND id > ? ORDER BY id LIMIT ?",
        Findings::finding,
        after,
        limit);
  }

  /** Findings of all states before an id, newest first. */
  List<Finding> before(UUID id, int limit) {
    return sql.list(
        "SELECT * FROM audit_finding WHERE id < ? ORDER BY id DESC LIMIT ?",
        Findings::finding,
        id,
        limit);
  }

  Optional<Finding> get(UUID id) {
    return sql.first("SELECT * FROM audit_finding WHERE id = ?", Findings::finding, id);
  }

  /** Whether it has been in its state for so long. */
  boolean lasts(Finding finding, Duration length) {
    return sql.number(
            "SELECT count(*) FROM audit_finding WHERE id = ? AND turned_at <= clock_timestamp() - ? * interval '1 ms'",
            finding.id(),
            length.toMillis())
        == 1;
  }

  /** False, and nothing is changed, when it is in another state than was seen: as accepted. */
  boolean turn(Finding finding, State state, boolean repaired) {
    return sql.update(
            "UPDATE audit_finding SET state = ?, turned_at = clock_timestamp(), repairs = repairs + ? WHERE id = ? AND state = ?",
            state,
            repaired ? 1 : 0,
            finding.id(),
            finding.state())
        == 1;
  }

  /** It is right again: a mere suspicion is forgotten, anything more is kept. */
  void over(Finding finding) {
    if (finding.state() == State.SUSPECTED) {
      sql.update("DELETE FROM audit_finding WHERE id = ? AND state = 'SUSPECTED'", finding.id());
    } else {
      sql.update(
          "UPDATE audit_finding SET state = 'OVER', turned_at = clock_timestamp(), over_at = clock_timestamp() WHERE id = ?",
          finding.id());
    }
  }

  /** Live findings of this kind. */
  List<Finding> live(String kind) {
    return sql.list(
        "SELECT * FROM audit_finding WHERE kind = ? AND state <> 'OVER'", Findings::finding, kind);
  }

  /** What was found of this kind about this is right again. */
  void over(String kind, String about) {
    sql.first(
            "SELECT * FROM audit_finding WHERE kind = ? AND about = ? AND state <> 'OVER'",
            Findings::finding,
            kind,
            about)
        .ifPresent(this::over);
  }

  /** False, and nothing is changed, when it is over. */
  boolean accept(Finding finding, String by, String reason) {
    return sql.update(
            "UPDATE audit_finding SET state = 'ACCEPTED', turned_at = clock_timestamp(), accepted_by = ?, reason = ?"
                + " WHERE id = ? AND state <> 'OVER'",
            by,
            reason,
            finding.id())
        == 1;
  }

  void forget(Duration after) {
    sql.update(
        "DELETE FROM audit_finding WHERE state = 'OVER' AND over_at < clock_timestamp() - ? * interval '1 ms'",
        after.toMillis());
  }

  /** How many there are in each state but OVER. */
  Map<State, Long> counts() {
    Map<State, Long> counts = new EnumMap<>(State.class);
    sql.list(
        "SELECT state, count(*) FROM audit_finding WHERE state <> 'OVER' GROUP BY state",
        row -> counts.put(State.valueOf(row.getString(1)), row.getLong(2)));
    return counts;
  }

  /** The kinds that operations must know of. */
  public List<String> broken() {
    return sql.list(
        "SELECT DISTINCT kind FROM audit_finding WHERE state = 'BROKEN' ORDER BY kind",
        row -> row.getString(1));
  }

  private static Finding finding(ResultSet row) throws SQLException {
    return new Finding(
        row.getObject("id", UUID.class),
        row.getString("kind"),
        row.getString("about"),
        row.getString("detail"),
        row.getString("knowledge"),
        State.valueOf(row.getString("state")),
        Sql.instant(row, "since"),
        Sql.instant(row, "turned_at"),
        row.getInt("repairs"),
        Sql.instant(row, "over_at"),
        row.getString("accepted_by"),
        row.getString("reason"));
  }
}
