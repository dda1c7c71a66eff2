package io.heard.tickets.calendar;

import io.heard.kit.problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The instants that count as working time: an instant counts if its local time, in the calendar's
 * time zone, lies inside the hours of its local date. Nothing else enters, so that clock changes
 * need no rule of their own: an hour that does not exist adds nothing, an hour that comes twice
 * counts twice, a date that a zone skipped has no instants at all.
 *
 * <p>Immutable. Covers the years from {@link #BEGIN} to {@link #END}; inside, times are nanoseconds
 * since 1970-01-01T00:00Z in a {@code long}, which is exact.
 */
public final class WorkCalendar {
  /** The name of {@link #ALWAYS}. */
  public static final String ALWAYS_NAME = "24x7";

  /** The first instant a calculation may touch. */
  public static final Instant BEGIN = Instant.parse("1900-01-01T00:00:00Z");

  /** The bound of every search: what is not reached before is refused. */
  public static final Instant END = Instant.parse("2150-01-01T00:00:00Z");

  /** All time counts, in every zone: working time is elapsed time. */
  public static final WorkCalendar ALWAYS =
      new WorkCalendar(
          ZoneOffset.UTC,
          Collections.nCopies(7, DayHours.always()),
          new ExceptionalDays(Map.of(), Set.of(), Set.of()));

  /** A calendar must have working time within this long. */
  static final Duration LOOKAHEAD = Duration.ofDays(400);

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  /** 1970-01-01 was a Thursday: added to an epoch day, Mondays are divisible by seven. */
  private static final int MONDAY_SHIFT = 3;

  private final ZoneId zone;
  private final ZoneRules rules;
  private final DayHours[] week;
  private final long weekTotal;
  private final ExceptionalDays exceptions;

  WorkCalendar(ZoneId zone, List<DayHours> week, ExceptionalDays exceptions) {
    this.zone = zone;
    this.rules = zone.getRules();
    this.week = week.toArray(DayHours[]::new);
    this.weekTotal = week.stream().mapToLong(DayHours::total).sum();
    this.exceptions = exceptions;
  }

  /**
   * Reads a calendar.
   *
   * @param hours its description
   * @param at it must have working time within 400 days of this instant
   * @throws InvalidCalendarException with every fault, pointers relative to the description
   */
  public static WorkCalendar of(CalendarApi.Hours hours, Instant at) {
    WorkCalendar calendar = new HoursReader(hours).read();
    if (!calendar.worksWithin(at, LOOKAHEAD)) {
      throw new InvalidCalendarException(
          List.of(
              new FieldError(
                  "/weekly",
                  "no-working-time",
                  "No working time within 400 days of "
                      + at
                      + ": every weekday is closed or a holiday, and no open day follows")));
    }
    return calendar;
  }

  /**
   * Reads a calendar that was accepted once, and may have run out of working time since.
   *
   * @throws InvalidCalendarException with every fault, pointers relative to the description
   */
  public static WorkCalendar ofStored(CalendarApi.Hours hours) {
    return new HoursReader(hours).read();
  }

  /** The time zone its hours are read in. */
  public ZoneId zone() {
    return zone;
  }

  /** Whether an instant counts. */
  public boolean isWorkingTime(Instant at) {
    return worksWithin(at, Duration.ofNanos(1));
  }

  private boolean worksWithin(Instant at, Duration span) {
    long from = nanos(at);
    return advance(from, Math.min(from + span.toNanos(), nanos(END)), 1).counted() > 0;
  }

  /** How far a walk came and how much working time it met. */
  record Progress(long position, long counted) {}

  /**
   * Walks from {@code from} until {@code need} working time is met or {@code limit} is reached.
   * Stops at the very instant at which the need is met: at closing, not at the next opening.
   */
  Progress advance(long from, long limit, long need) {
    long counted = 0;
    for (long at = from; at < limit && counted < need; ) {
      Stretch stretch = stretch(at, limit);
      long offset = stretch.offset;
      long local = at + offset;
      long localEnd = stretch.end + offset;
      long day = Math.floorDiv(local, DAY);
      long exception = exceptions.next(day);
      while (day * DAY < localEnd) {
        long midnight = day * DAY;
        if (local <= midnight) {
          long weeks =
              wholeWeeks(day, Math.min(exception, Math.floorDiv(localEnd, DAY)), need - counted);
          if (weeks > 0) {
            counted += weeks * weekTotal;
            day += weeks * 7;
            continue;
          }
        }
        DayHours hours = week[(int) Math.floorMod(day + MONDAY_SHIFT, 7L)];
        if (day == exception) {
          hours = exceptions.on(day);
          exception = exceptions.next(day + 1);
        }
        for (int i = 0; i < hours.from().length; i++) {
          long lo = Math.max(midnight + hours.from()[i], local);
          long span = Math.min(midnight + hours.to()[i], localEnd) - lo;
          if (span >= need - counted) {
            return new Progress(lo + need - counted - offset, need);
          }
          counted += Math.max(span, 0);
        }
        day++;
      }
      at = stretch.end;
    }
    return new Progress(counted < need ? limit : from, counted);
  }

  /** Full weeks from a day on that hold no exceptional day and do not use up the need. */
  private long wholeWeeks(long day, long before, long need) {
    long weeks = Math.max((before - day) / 7, 0);
    return weekTotal == 0 ? weeks : Math.min(weeks, (need - 1) / weekTotal);
  }

  /** Receives stretches of one kind in order; answers whether it wants more. */
  interface Describer {
    boolean stretch(long from, long to, boolean counted, String why);
  }

  /** Tells every stretch between two instants, counted or not, until the describer has enough. */
  void describe(long from, long limit, Describer describer) {
    for (long at = from; at < limit; ) {
      Stretch stretch = stretch(at, limit);
      long localEnd = stretch.end + stretch.offset;
      long local = at + stretch.offset;
      while (local < localEnd) {
        long day = Math.floorDiv(local, DAY);
        long end = Math.min((day + 1) * DAY, localEnd);
        if (!describeDay(day, local, end, stretch.offset, describer)) {
          return;
        }
        local = end;
      }
      at = stretch.end;
    }
  }

  private boolean describeDay(long day, long from, long to, long offset, Describer describer) {
    DayHours hours =
        exceptions.next(day) == day
            ? exceptions.on(day)
            : week[(int) Math.floorMod(day + MONDAY_SHIFT, 7L)];
    long told = from;
    for (int i = 0; i < hours.from().length; i++) {
      long lo = Math.max(day * DAY + hours.from()[i], from);
      long hi = Math.min(day * DAY + hours.to()[i], to);
      if (lo < hi) {
        if ((told < lo && !describer.stretch(told - offset, lo - offset, false, hours.whyClosed()))
            || !describer.stretch(lo - offset, hi - offset, true, hours.whyOpen())) {
          return false;
        }
        told = hi;
      }
    }
    return told == to || describer.stretch(told - offset, to - offset, false, hours.whyClosed());
  }

  /** A stretch in which local time is UTC plus one offset: days are days, hours are hours. */
  private record Stretch(long offset, long end) {}

  private Stretch stretch(long at, long limit) {
    Instant instant = instant(at);
    ZoneOffsetTransition next = rules.nextTransition(instant);
    long change = next == null ? limit : boundedNanos(next.getInstant());
    return new Stretch(
        rules.getOffset(instant).getTotalSeconds() * SECOND, Math.min(change, limit));
  }

  /** Nanoseconds since the epoch. */
  static long nanos(Instant at) {
    if (at.isBefore(BEGIN) || at.isAfter(END)) {
      throw new OutOfReachException(at + " lies outside " + BEGIN + " to " + END);
    }
    return boundedNanos(at);
  }

  /** Nanoseconds since the epoch, of the nearest instant that is covered. */
  static long boundedNanos(Instant at) {
    Instant bounded = at.isBefore(BEGIN) ? BEGIN : at.isAfter(END) ? END : at;
    return bounded.getEpochSecond() * SECOND + bounded.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }
}
