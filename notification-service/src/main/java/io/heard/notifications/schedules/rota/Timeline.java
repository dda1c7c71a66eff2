package io.heard.notifications.schedules.rota;

import io.heard.notifications.schedules.rota.Duty.StandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is on call when, by every version of a schedule in its time: a change never rewrites who was
 * on call before it.
 */
public final class Timeline {

  /** How far to look for the end of a gap, and for who comes next. */
  public static final Duration FAR = Duration.ofDays(366);

  private static final Duration SOON = Duration.ofDays(1);

  /**
   * A version of the rota and since when it counts; it does until the next one.
   *
   * @param rota null while the schedule is switched off and nobody is on call
   */
  public record Period(Instant from, Rota rota) {}

  private final List<Period> periods;
  private final List<StandIn> standIns;

  /**
   * A timeline.
   *
   * @param periods oldest first, at least one; the first counts backwards as well
   * @param standIns in the order in which they were made: the later goes before the earlier
   */
  public Timeline(List<Period> periods, List<StandIn> standIns) {
    this.periods = List.copyOf(periods);
    this.standIns = List.copyOf(standIns);
  }

  /** Everything from the beginning of the range to its end, without overlap, with the gaps. */
  public List<Shift> shifts(Interval range) {
    List<Shift> standing = standing(range);
    List<Shift> all = new ArrayList<>();
    for (int i = 0; i < periods.size(); i++) {
      Interval inForce = inForce(i);
      Interval asked = inForce == null ? null : inForce.common(range);
      Rota rota = periods.get(i).rota();
      if (asked != null && rota != null) {
        all.addAll(Shift.over(rota.shifts(asked), Shift.clip(standing, asked)));
      }
    }
    return Shift.tile(all, range);
  }

  private Interval inForce(int period) {
    Instant from = period == 0 ? Instant.MIN : periods.get(period).from();
    Instant until = period + 1 < periods.size() ? periods.get(period + 1).from() : Instant.MAX;
    return from.isBefore(until) ? new Interval(from, until) : null;
  }

  private List<Shift> standing(Interval range) {
    List<Shift> seen = List.of();
    for (StandIn standIn : standIns) {
      Interval asked = standIn.whole().common(range);
      if (asked != null) {
        seen = Shift.over(seen, List.of(new Shift(asked, standIn.person(), standIn)));
      }
    }
    return seen;
  }

  /**
   * The shift or gap an instant lies in, from its beginning to its end. Of a gap that goes on for
   * long, no more than {@link #FAR} to either side.
   */
  public Shift at(Instant instant) {
    Shift here = shifts(new Interval(instant, instant.plusNanos(1))).get(0);
    return here.isGap() ? gapAround(instant) : containing(shifts(here.duty().whole()), instant);
  }

  /**
   * The first shift that begins then or later, with somebody on call; empty when there is none
   * within {@link #FAR}.
   */
  public Optional<Shift> next(Instant from) {
    Instant searched = from;
    for (Duration step = SOON; searched.isBefore(from.plus(FAR)); step = step.multipliedBy(2)) {
      Instant until = Interval.earlier(searched.plus(step), from.plus(FAR));
      Optional<Shift> found =
          shifts(new Interval(searched, until)).stream()
              .filter(shift -> !shift.isGap())
              .findFirst();
      if (found.isPresent()) {
        return Optional.of(at(found.get().from()));
      }
      searched = until;
    }
    return Optional.empty();
  }

  private Shift gapAround(Instant instant) {
    Instant from = instant;
    Instant earliest = instant.minus(FAR);
    for (Duration step = SOON; from.isAfter(earliest); step = step.multipliedBy(2)) {
      Instant begin = Interval.later(from.minus(step), earliest);
      List<Shift> before = shifts(new Interval(begin, from));
      Shift last = before.get(before.size() - 1);
      if (!last.isGap()) {
        break;
      }
      from = last.from();
      if (from.isAfter(begin)) {
        break;
      }
    }
    return Shift.gap(from, next(instant).map(Shift::from).orElse(instant.plus(FAR)));
  }

  private static Shift containing(List<Shift> shifts, Instant instant) {
    return shifts.stream()
        .filter(shift -> shift.time().contains(instant))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing at " + instant));
  }
}
