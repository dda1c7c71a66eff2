package io.heard.tickets.requirement;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.kit.time.Uuid7;
import io.heard.tickets.requirement.RequirementApi.StandardKind;
import io.heard.tickets.requirement.RequirementApi.StandardSettings;
import io.heard.tickets.requirement.RequirementApi.StandardView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Product and service standards, and which requirements they answer. */
@ApplicationScoped
public class Standards {

  private static final String SELECT =
      "SELECT s.id, s.version, s.kind, s.name, s.reference, s.description, s.changed_at, s.changed_by,"
          + " (SELECT count(*) FROM requirement_standard rs WHERE rs.standard_id = s.id) AS requirements FROM standard s WHERE ";

  @Inject Sql sql;
  @Inject Requirements requirements;
  @Inject Callers callers;
  @Inject Clock clock;

  @Transactional
  StandardView create(StandardSettings settings) {
    UUID id = Uuid7.at(clock.instant());
    int added =
        sql.update(
            "INSERT INTO standard (id, version, kind, name, reference, description, changed_at, changed_by)"
                + " VALUES (?, 1, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            id,
            settings.kind(),
            settings.name(),
            settings.reference(),
            settings.description(),
            clock.instant(),
            callers.current().name());
    if (added == 0) {
      throw nameTaken(settings.name());
    }
    return get(id);
  }

  @Transactional
  StandardView change(UUID id, String ifMatch, StandardSettings settings) {
    StandardView before = find("s.id = ? FOR UPDATE OF s", id).orElseThrow(() -> missing(id));
    ETags.requireMatch(ifMatch, before.version());
    boolean taken =
        find("s.name = ?", settings.name()).filter(other -> !other.id().equals(id)).isPresent();
    if (taken) {
      throw nameTaken(settings.name());
    }
    sql.update(
        "UPDATE standard SET version = version + 1, kind = ?, name = ?, reference = ?, description = ?, changed_at = ?, changed_by = ?"
            + " WHERE id = ?",
        settings.kind(),
        settings.name(),
        settings.reference(),
        settings.description(),
        clock.instant(),
        callers.current().name(),
        id);
    return get(id);
  }

  private static Problem nameTaken(String name) {
    return Problem.conflict("name-taken", "There is a standard " + name + " already.");
  }

  private static Problem missing(UUID id) {
    return Problem.notFound("Standard " + id);
  }

  StandardView get(UUID id) {
    return find("s.id = ?", id).orElseThrow(() -> missing(id));
  }

  List<StandardView> list(String afterName, int limit) {
    return sql.list(
        SELECT + "s.name > ? ORDER BY s.name LIMIT ?", Standards::standard, afterName, limit);
  }

  /** A requirement is met by a standard; again changes nothing. */
  @Transactional
  void link(UUID requirementId, UUID standardId) {
    requirements.lock(requirementId);
    get(standardId);
    sql.update(
        "INSERT INTO requirement_standard (requirement_id, standard_id, linked_at, linked_by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        requirementId,
        standardId,
        clock.instant(),
        callers.current().name());
  }

  @Transactional
  void unlink(UUID requirementId, UUID standardId) {
    requirements.lock(requirementId);
    sql.update(
        "DELETE FROM requirement_standard WHERE requirement_id = ? AND standard_id = ?",
        requirementId,
        standardId);
  }

  private Optional<StandardView> find(String where, Object parameter) {
    return sql.first(SELECT + where, Standards::standard, parameter);
  }

  private static StandardView standard(ResultSet row) throws SQLException {
    return new StandardView(
        Sql.uuid(row, "id"),
        row.getInt("version"),
        StandardKind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getString("reference"),
        row.getString("description"),
        row.getInt("requirements"),
        Sql.instant(row, "changed_at"),
        row.getString("changed_by"));
  }
}
