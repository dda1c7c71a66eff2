package io.heard.tickets.calendar;

import static io.heard.tickets.calendar.WorkCalendar.instant;
import static io.heard.tickets.calendar.WorkCalendar.nanos;

import io.heard.tickets.calendar.WorkCalendar.Progress;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The arithmetic of clocks. Working time is what a {@link WorkCalendar} counts, less the pauses;
 * everything is exact to the nanosecond, nothing is rounded.
 *
 * <p>One rule decides every tie: a clock is due at the <em>first</em> instant at which its target
 * is used up. A target used up exactly at closing is due at closing; one used up exactly when a
 * pause begins is due then; a target of zero is used up, and therefore due, at the start, even when
 * that lies outside working hours.
 *
 * <p>Pauses may overlap, come in any order, lie before the start or lack an end. What happens after
 * the due time counts the same way: being overdue is measured in working time as well, and does not
 * grow during a pause or overnight.
 */
public final class WorkingTime {
  private static final long OPEN = Long.MAX_VALUE;
  private static final String PAUSED = "paused";

  /**
   * When the target is used up.
   *
   * @param target working time, zero or more
   * @return empty if a pause without end begins before that: the due time is not known yet
   * @throws OutOfReachException if the start lies outside the years of a calendar, or the calendar
   *     has not that much working time before {@link WorkCalendar#END}
   */
  public static Optional<Instant> dueAt(
      WorkCalendar calendar, Instant start, Duration target, List<Pause> pauses) {
    Due due = due(calendar, start, target, pauses);
    if (due.reached) {
      return Optional.of(instant(due.walked.position()));
    }
    if (due.held) {
      return Optional.empty();
    }
    throw new OutOfReachException(
        target
            + " of working time after "
            + start
            + " cannot be reached before "
            + WorkCalendar.END
            + ": only "
            + Duration.ofNanos(due.walked.counted())
            + " found");
  }

  /**
   * Whether {@link #dueAt} has an answer: false if the calendar has not that much working time left
   * before {@link WorkCalendar#END}.
   */
  public static boolean reaches(
      WorkCalendar calendar, Instant start, Duration target, List<Pause> pauses) {
    Due due = due(calendar, start, target, pauses);
    return due.reached || due.held;
  }

  /** How a search ended: at the target, or held for ever by a pause, or with neither. */
  private record Due(Progress walked, boolean reached, boolean held) {}

  private static Due due(
      WorkCalendar calendar, Instant start, Duration target, List<Pause> pauses) {
    if (target.isNegative()) {
      throw new IllegalArgumentException("A target cannot be negative: " + target);
    }
    long from = nanos(start);
    long end = nanos(WorkCalendar.END);
    List<Stop> stops = stops(pauses);
    long need = target.compareTo(Duration.ofNanos(end - from)) > 0 ? OPEN : target.toNanos();
    Progress walked = walk(calendar, from, end, need, stops);
    boolean held = !stops.isEmpty() && stops.get(stops.size() - 1).to == OPEN;
    return new Due(walked, walked.counted() == need, held);
  }

  /**
   * When a share of the target is used up; a fraction of a nanosecond is dropped.
   *
   * @param share from 0 to 1
   * @return as for {@link #dueAt}
   */
  public static Optional<Instant> warnAt(
      WorkCalendar calendar, Instant start, Duration target, BigDecimal share, List<Pause> pauses) {
    return dueAt(calendar, start, share(target, share), pauses);
  }

  private static Duration share(Duration target, BigDecimal share) {
    BigDecimal seconds =
        BigDecimal.valueOf(target.getSeconds())
            .add(BigDecimal.valueOf(target.getNano(), 9))
            .multiply(share);
    BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
    return Duration.ofSeconds(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValue());
  }

  /** The working time from the start until now; zero if now is before the start. */
  public static Duration elapsed(
      WorkCalendar calendar, Instant start, Instant now, List<Pause> pauses) {
    return Duration.ofNanos(
        walk(calendar, nanos(start), nanos(now), OPEN, stops(pauses)).counted());
  }

  /** The working time that is left of the target; negative by how much it is exceeded. */
  public static Duration remaining(
      WorkCalendar calendar, Instant start, Duration target, Instant now, List<Pause> pauses) {
    return target.minus(elapsed(calendar, start, now, pauses));
  }

  private static Progress walk(
      WorkCalendar calendar, long from, long limit, long need, List<Stop> stops) {
    long at = from;
    long left = need;
    for (Stop stop : stops) {
      if (left == 0 || stop.from >= limit) {
        break;
      }
      Progress run = calendar.advance(at, stop.from, left);
      left -= run.counted();
      at = left == 0 ? run.position() : Math.max(at, Math.min(stop.to, limit));
    }
    Progress run = calendar.advance(at, limit, left);
    return new Progress(run.position(), need - left + run.counted());
  }

  /**
   * Why a clock is due when it is due: every stretch from the start to the due time, in order and
   * without holes, neighbours of one reason joined; counted stretches add up to the target. If a
   * pause without end comes first, that pause is the last segment.
   *
   * @param limit how many segments to tell at most
   * @throws OutOfReachException as for {@link #dueAt}
   */
  public static Explanation explain(
      WorkCalendar calendar, Instant start, Duration target, List<Pause> pauses, int limit) {
    Optional<Instant> due = dueAt(calendar, start, target, pauses);
    List<Stop> stops = stops(pauses);
    long at = nanos(start);
    long until =
        due.isPresent() ? nanos(due.get()) : Math.max(at, stops.get(stops.size() - 1).from);
    Teller teller = new Teller(limit);
    for (Stop stop : stops) {
      long from = Math.max(at, Math.min(stop.from, until));
      calendar.describe(at, from, teller);
      at = Math.max(from, Math.min(stop.to, until));
      if (from < at) {
        teller.stretch(from, at, false, PAUSED);
      }
    }
    calendar.describe(at, until, teller);
    if (due.isEmpty()) {
      teller.stretch(until, OPEN, false, PAUSED);
    }
    return teller.explanation();
  }

  /**
   * The segments of a calculation.
   *
   * @param segments in order, without holes
   * @param truncated whether more would follow
   */
  public record Explanation(List<Segment> segments, boolean truncated) {}

  /** Joins neighbours of one reason and stops at a number of segments. */
  private static final class Teller implements WorkCalendar.Describer {
    private final int limit;
    private final List<Segment> segments = new ArrayList<>();
    private boolean truncated;

    Teller(int limit) {
      this.limit = limit;
    }

    @Override
    public boolean stretch(long from, long to, boolean counted, String why) {
      Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
      Instant end = to == OPEN ? null : instant(to);
      if (last != null && last.counted() == counted && last.why().equals(why)) {
        segments.set(segments.size() - 1, new Segment(last.from(), end, counted, why));
      } else if (segments.size() < limit) {
        segments.add(new Segment(instant(from), end, counted, why));
      } else {
        truncated = true;
      }
      return !truncated;
    }

    Explanation explanation() {
      return new Explanation(List.copyOf(segments), truncated);
    }
  }

  /** A stretch without counting; several are disjoint and ascending. */
  private record Stop(long from, long to) {}

  private static List<Stop> stops(List<Pause> pauses) {
    if (pauses.isEmpty()) {
      return List.of();
    }
    List<Pause> sorted = new ArrayList<>(pauses);
    sorted.sort(Comparator.comparing(Pause::from));
    List<Stop> stops = new ArrayList<>();
    for (Pause pause : sorted) {
      long from = WorkCalendar.boundedNanos(pause.from());
      long to = pause.to() == null ? OPEN : WorkCalendar.boundedNanos(pause.to());
      Stop last = stops.isEmpty() ? null : stops.get(stops.size() - 1);
      if (last != null && from <= last.to) {
        stops.set(stops.size() - 1, new Stop(last.from, Math.max(last.to, to)));
      } else {
        stops.add(new Stop(from, to));
      }
    }
    return stops;
  }

  private WorkingTime() {}
}
