package io.heard.tickets.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.heard.kit.problem.Problem;
import io.heard.kit.sql.Sql;
import io.heard.tickets.calendar.Calendars;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Who may be given something now, and why the others may not. */
@ApplicationScoped
class Roster {

  private static final String MEMBERS =
      "SELECT s.username, s.capacity, a.calendar, t.last_at, coalesce(a.available, true) AS available, x.until_at,"
          + " ARRAY(SELECT unnest(?::text[]) EXCEPT SELECT unnest(a.skills) ORDER BY 1) AS lacks FROM staff s"
          + " LEFT JOIN staff_assignment a ON a.username = s.username LEFT JOIN staff_turn t ON t.username = s.username"
          + " LEFT JOIN staff_absence x ON x.username = s.username AND x.from_at <= ? AND x.until_at > ?"
          + " WHERE ? = ANY (s.teams) ORDER BY s.username";

  private static final String ABSENT =
      "SELECT until_at FROM staff_absence WHERE username = ? AND from_at <= ? AND until_at > ?";

  @Inject Sql sql;
  @Inject Calendars calendars;
  @Inject Clock clock;

  /** Why somebody is given nothing. */
  enum Obstacle {
    ABSENT,
    UNAVAILABLE,
    OFF_HOURS,
    SKILLS
  }

  /**
   * Somebody of a team.
   *
   * @param obstacle why they are given nothing; null when they may be
   * @param until when they are back from an absence
   * @param lacks the skills that they do not have
   */
  record Member(
      String username,
      Integer capacity,
      Instant lastAt,
      Obstacle obstacle,
      Instant until,
      List<String> lacks) {

    boolean isThere() {
      return obstacle == null;
    }
  }

  /** As a refusal names somebody who cannot be given anything. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Missing(String person, Obstacle why, Instant until, List<String> lacks) {

    static Missing of(Member member) {
      return new Missing(
          member.username(),
          member.obstacle(),
          member.until(),
          member.lacks().isEmpty() ? null : member.lacks());
    }
  }

  /** Everybody of a team. */
  List<Member> of(String team, List<String> skills) {
    Instant now = clock.instant();
    return sql.list(MEMBERS, row -> member(row, now), skills, now, now, team);
  }

  /** 409 {@code absent} when somebody is away now. */
  void requireThere(String person) {
    Instant now = clock.instant();
    sql.first(ABSENT, row -> Sql.instant(row, "until_at"), person, now, now)
        .ifPresent(
            until -> {
              throw Problem.conflict("absent", person + " is absent until " + until + ".")
                  .with("person", person)
                  .with("until", until);
            });
  }

  /** A refusal that says of everybody of a team why it cannot be them. */
  static Problem nobody(String team, List<String> skills, List<Member> members) {
    return Problem.conflict(
            "nobody-available",
            "Nobody of "
                + team
                + " can be given it now, and it is in their queue already; it stays where it is.")
        .with("team", team)
        .with("skills", skills)
        .with("members", members.stream().map(Missing::of).toList());
  }

  private Member member(ResultSet row, Instant now) throws SQLException {
    Instant until = Sql.instant(row, "until_at");
    List<String> lacks = List.of((String[]) row.getArray("lacks").getArray());
    Obstacle obstacle = null;
    if (until != null) {
      obstacle = Obstacle.ABSENT;
    } else if (!row.getBoolean("available")) {
      obstacle = Obstacle.UNAVAILABLE;
    } else if (!lacks.isEmpty()) {
      obstacle = Obstacle.SKILLS;
    } else if (!works(row.getString("calendar"), now)) {
      obstacle = Obstacle.OFF_HOURS;
    }
    return new Member(
        row.getString("username"),
        row.getObject("capacity", Integer.class),
        Sql.instant(row, "last_at"),
        obstacle,
        until,
        lacks);
  }

  private boolean works(String calendar, Instant at) {
    return calendar == null
        || calendars
            .findByName(calendar)
            .map(found -> Calendars.workCalendar(found.definition()).isWorkingTime(at))
            .orElse(true);
  }
}
