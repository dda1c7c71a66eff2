package io.heard.tickets.capacity;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.sql.Sql;
import io.heard.tickets.capacity.CapacityApi.Overload;
import io.heard.tickets.capacity.CapacityApi.StaffRules;
import io.heard.tickets.capacity.CapacityApi.StaffSettings;
import io.heard.tickets.capacity.CapacityApi.Strategy;
import io.heard.tickets.capacity.CapacityApi.TeamRules;
import io.heard.tickets.capacity.CapacityApi.TeamSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** How teams and people are given work, as administrators have set it up. */
@ApplicationScoped
class AssignmentRules {

  @Inject Sql sql;
  @Inject Callers callers;
  @Inject Clock clock;

  /** The rules of a team; one that was never set up takes everything. */
  TeamRules ofTeam(String team) {
    return teamRow(team, "").orElse(new TeamRules(team, 0, Overload.ALLOW, null, Strategy.LOAD));
  }

  private Optional<TeamRules> teamRow(String team, String lock) {
    return sql.first(
        "SELECT team, version, overload, redirect_to, strategy FROM team_assignment WHERE team = ?"
            + lock,
        row ->
            new TeamRules(
                row.getString("team"),
                row.getInt("version"),
                Overload.valueOf(row.getString("overload")),
                row.getString("redirect_to"),
                Strategy.valueOf(row.getString("strategy"))),
        team);
  }

  @Transactional
  TeamRules configure(String team, String ifMatch, TeamSettings settings) {
    require("team", "SELECT count(*) FROM team WHERE name = ?", team);
    boolean redirects = settings.overload() == Overload.REDIRECT;
    if (redirects == (settings.redirectTo() == null)) {
      throw Problem.invalid(
          new FieldError(
              "/redirectTo",
              redirects ? "required" : "not-allowed",
              redirects ? "is required with REDIRECT" : "is for REDIRECT only"));
    }
    if (redirects
        && (settings.redirectTo().equals(team)
            || sql.number("SELECT count(*) FROM team WHERE name = ?", settings.redirectTo())
                == 0)) {
      throw Problem.invalid(
          new FieldError("/redirectTo", "unknown", "must be another team that is known"));
    }
    ETags.requireMatch(ifMatch, teamRow(team, " FOR UPDATE").map(TeamRules::version).orElse(0));
    sql.update(
        "INSERT INTO team_assignment (team, version, overload, redirect_to, strategy, changed_at, changed_by) VALUES (?, 1, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (team) DO UPDATE SET version = team_assignment.version + 1, overload = EXCLUDED.overload,"
            + " redirect_to = EXCLUDED.redirect_to, strategy = EXCLUDED.strategy, changed_at = EXCLUDED.changed_at,"
            + " changed_by = EXCLUDED.changed_by",
        team,
        settings.overload(),
        settings.redirectTo(),
        settings.strategy() == null ? Strategy.LOAD : settings.strategy(),
        clock.instant(),
        callers.current().name());
    return ofTeam(team);
  }

  /** The rules of a person; one who was never set up is always there, with no skills. */
  StaffRules ofPerson(String username) {
    return personRow(username, "").orElse(new StaffRules(username, 0, List.of(), null, true));
  }

  private Optional<StaffRules> personRow(String username, String lock) {
    return sql.first(
        "SELECT username, version, skills, calendar, available FROM staff_assignment WHERE username = ?"
            + lock,
        row ->
            new StaffRules(
                row.getString("username"),
                row.getInt("version"),
                Sql.texts(row, "skills"),
                row.getString("calendar"),
                row.getBoolean("available")),
        username);
  }

  @Transactional
  StaffRules configure(String username, String ifMatch, StaffSettings settings) {
    require("staff", "SELECT count(*) FROM staff WHERE username = ?", username);
    if (settings.calendar() != null
        && sql.number("SELECT count(*) FROM calendar WHERE name = ?", settings.calendar()) == 0) {
      throw Problem.invalid(
          new FieldError("/calendar", "unknown", "must be the name of a calendar"));
    }
    ETags.requireMatch(
        ifMatch, personRow(username, " FOR UPDATE").map(StaffRules::version).orElse(0));
    sql.update(
        "INSERT INTO staff_assignment (username, version, skills, calendar, available, changed_at, changed_by) VALUES (?, 1, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (username) DO UPDATE SET version = staff_assignment.version + 1, skills = EXCLUDED.skills,"
            + " calendar = EXCLUDED.calendar, available = EXCLUDED.available, changed_at = EXCLUDED.changed_at,"
            + " changed_by = EXCLUDED.changed_by",
        username,
        settings.skills() == null ? List.of() : new LinkedHashSet<>(settings.skills()),
        settings.calendar(),
        settings.available() == null || settings.available(),
        clock.instant(),
        callers.current().name());
    return ofPerson(username);
  }

  private void require(String what, String count, String name) {
    if (sql.number(count, name) == 0) {
      throw Problem.notFound((what.equals("team") ? "Team " : "Staff ") + name);
    }
  }
}
