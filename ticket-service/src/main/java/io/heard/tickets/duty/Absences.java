package io.heard.tickets.duty;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.ticket.Debts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who is away from when to when: one absence a person, the present or the next. */
@ApplicationScoped
class Absences {

  @Inject EntityManager entities;
  @Inject Debts debts;
  @Inject Clock clock;

  /** Sets the absence of a person, in place of the one that was set before. */
  @Transactional
  void set(String username, DutyApi.AbsenceSettings settings, String by) {
    Instant now = clock.instant();
    if (!settings.to().isAfter(settings.from()) || !settings.to().isAfter(now)) {
      throw Problem.invalid(
          new FieldError("/to", "not-in-future", "must be after from, and in the future"));
    }
    entities
        .createNativeQuery(
            "INSERT INTO staff_absence (username, from_at, until_at, note, set_by, set_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                + " ON CONFLICT (username) DO UPDATE SET from_at = excluded.from_at, until_at = excluded.until_at, note = excluded.note,"
                + " set_by = excluded.set_by, set_at = excluded.set_at")
        .setParameter(1, username)
        .setParameter(2, settings.from())
        .setParameter(3, settings.to())
        .setParameter(4, settings.note())
        .setParameter(5, by)
        .setParameter(6, now)
        .executeUpdate();
  }

  /** They are back, or do not go after all. */
  @Transactional
  void remove(String username) {
    entities
        .createNativeQuery("DELETE FROM staff_absence WHERE username = ?1")
        .setParameter(1, username)
        .executeUpdate();
  }

  Optional<DutyApi.Absence> of(String username) {
    List<?> found =
        entities
            .createNativeQuery(
                "SELECT a.from_at, a.until_at, a.note, (SELECT count(*) FROM ticket t WHERE t.receiver = a.username AND"
                    + " t.feedback_due_at IS NOT NULL), (SELECT count(*) FROM duty_stand_in s WHERE s.absent = a.username)"
                    + " FROM staff_absence a WHERE a.username = ?1")
            .setParameter(1, username)
            .getResultList();
    return found.stream().map(row -> view(username, (Object[]) row)).findFirst();
  }

  private DutyApi.Absence view(String username, Object[] row) {
    Instant from = (Instant) row[0];
    Instant until = (Instant) row[1];
    Instant now = clock.instant();
    return new DutyApi.Absence(
        username,
        from,
        until,
        (String) row[2],
        !now.isBefore(from) && now.isBefore(until),
        ((Number) row[3]).longValue() + debts.ofMerged(username).size(),
        ((Number) row[4]).longValue());
  }

  boolean isAbsent(String username, Instant now) {
    return !entities
        .createNativeQuery(
            "SELECT 1 FROM staff_absence WHERE username = ?1 AND from_at <= ?2 AND until_at > ?2 FOR SHARE")
        .setParameter(1, username)
        .setParameter(2, now)
        .getResultList()
        .isEmpty();
  }

  /** Everybody who is away now. */
  @SuppressWarnings("unchecked") // one column of that type
  List<String> absentNow(Instant now) {
    return entities
        .createNativeQuery(
            "SELECT username FROM staff_absence WHERE from_at <= ?1 AND until_at > ?1 ORDER BY username")
        .setParameter(1, now)
        .getResultList();
  }

  /** Forgets absences that are over. */
  void clear(Instant now) {
    entities
        .createNativeQuery("DELETE FROM staff_absence WHERE until_at <= ?1")
        .setParameter(1, now)
        .executeUpdate();
  }
}
