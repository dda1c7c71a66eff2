package io.heard.tickets.policy;

import io.heard.tickets.calendar.Pause;
import io.heard.tickets.calendar.WorkCalendar;
import io.heard.tickets.calendar.WorkingTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What one clock of a ticket runs by. A clock keeps {@code policyId}, {@code policyVersion} and
 * {@code calendarVersion}; {@code SlaPolicies.byVersion(policyId, policyVersion, calendarVersion,
 * kind)} gives the same terms again, whatever has been configured since.
 *
 * <p>A calendar may run out: one that lives on exceptional open days alone ends with the last of
 * them. A deadline must not be put off for ever by that, so a clock whose target its calendar
 * cannot reach any more counts all time instead, from its start.
 *
 * @param policyId the policy that gave the target
 * @param policyVersion its version
 * @param policyName its name
 * @param calendarName the calendar of that policy
 * @param calendarVersion its version
 * @param calendar the hours of that version
 * @param target working time until the clock is due
 * @param warnShare share of the target, above 0 and below 1, after which it warns
 * @param pauseWhileWaitingForOthers whether a RESOLUTION clock pauses while waiting for others
 */
public record ClockTerms(
    UUID policyId,
    int policyVersion,
    String policyName,
    String calendarName,
    int calendarVersion,
    WorkCalendar calendar,
    Duration target,
    BigDecimal warnShare,
    boolean pauseWhileWaitingForOthers) {

  /** When the clock comes due; empty while a pause without end holds it. */
  public Optional<Instant> dueAt(Instant start, List<Pause> pauses) {
    return WorkingTime.dueAt(counting(start, pauses), start, target, pauses);
  }

  /** When the clock warns, in whole microseconds; empty while a pause without end holds it. */
  public Optional<Instant> warnAt(Instant start, List<Pause> pauses) {
    return WorkingTime.warnAt(counting(start, pauses), start, target, warnShare, pauses)
        .map(at -> at.truncatedTo(ChronoUnit.MICROS));
  }

  /** Working time used up by now. */
  public Duration elapsed(Instant start, Instant now, List<Pause> pauses) {
    return WorkingTime.elapsed(counting(start, pauses), start, now, pauses);
  }

  /** Working time left by now; negative by how much the target is exceeded. */
  public Duration remaining(Instant start, Instant now, List<Pause> pauses) {
    return target.minus(elapsed(start, now, pauses));
  }

  /** Why the clock is due when it is due, in at most {@code limit} segments. */
  public WorkingTime.Explanation explain(Instant start, List<Pause> pauses, int limit) {
    return WorkingTime.explain(counting(start, pauses), start, target, pauses, limit);
  }

  private WorkCalendar counting(Instant start, List<Pause> pauses) {
    return WorkingTime.reaches(calendar, start, target, pauses) ? calendar : WorkCalendar.ALWAYS;
  }
}
