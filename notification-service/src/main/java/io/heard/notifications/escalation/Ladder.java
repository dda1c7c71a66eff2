package io.heard.notifications.escalation;

import io.heard.notifications.escalation.EscalationApi.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The steps of an escalation policy, and what comes next for an alert that stands on one of them.
 * Pure: the same position always has the same next act.
 *
 * <pre>
 *   from ──after₁──▶ notify step 1 ──repeat──▶ again ──repeat──▶ again …
 *   from ──after₂──────────────────────────────▶ climb: notify step 2 ──repeat──▶ …
 * </pre>
 *
 * An acknowledgement ends the repeats of the step; the next step still comes, but not before the
 * acknowledgement has been given its time.
 */
public record Ladder(List<Step> steps) {

  /**
   * Where an alert stands.
   *
   * @param from when the ladder began
   * @param step 1 for the first
   * @param notices how many notices of this step were sent
   * @param lastNoticeAt when the last one was, null before the first
   * @param acknowledgedAt when somebody took it, null when nobody has since this step began
   */
  public record Position(
      Instant from, int step, int notices, Instant lastNoticeAt, Instant acknowledgedAt) {}

  /** What comes next. */
  public record Act(Instant at, boolean climbs) {}

  /**
   * The next act, null when the ladder is at its end.
   *
   * @param acknowledgedFor how long an acknowledgement keeps the next step back
   */
  public Act next(Position position, Duration acknowledgedFor) {
    if (position.step() > steps.size()) {
      return null;
    }
    Step step = steps.get(position.step() - 1);
    boolean acknowledged = position.acknowledgedAt() != null;
    if (position.notices() == 0 && !acknowledged) {
      return new Act(position.from().plus(step.after()), false);
    }
    Act climb = climb(position, acknowledgedFor);
    boolean repeats =
        !acknowledged
            && step.repeat() != null
            && (step.times() == null || position.notices() <= step.times());
    if (!repeats) {
      return climb;
    }
    Act repeat = new Act(position.lastNoticeAt().plus(step.repeat()), false);
    return climb != null && !climb.at().isAfter(repeat.at()) ? climb : repeat;
  }

  private Act climb(Position position, Duration acknowledgedFor) {
    if (position.step() >= steps.size()) {
      return null;
    }
    Instant begins = position.from().plus(steps.get(position.step()).after());
    if (position.acknowledgedAt() != null) {
      Instant held = position.acknowledgedAt().plus(acknowledgedFor);
      begins = held.isAfter(begins) ? held : begins;
    }
    return new Act(begins, true);
  }

  /** Whom to tell at a step, from 1. */
  public List<EscalationApi.Notify> targets(int step) {
    return steps.get(Math.min(step, steps.size()) - 1).whom();
  }
}
