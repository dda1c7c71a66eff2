package io.heard.tickets.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.tickets.calendar.Cases.Case;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Laws that hold for every calendar, and agreement with the definition read minute by minute. */
class WorkingTimePropertiesTest {
  private static final long WEEK_NANOS = 604_800_000_000_000L;

  @Provide
  Arbitrary<Case> cases() {
    return Cases.any();
  }

  private static Optional<Instant> due(Case c) {
    return WorkingTime.dueAt(c.calendar(), c.start(), c.target(), c.pauses());
  }

  @Property(tries = 300)
  void dueTime_agreesWithTheDefinition(@ForAll("cases") Case c) {
    Instant limit = c.start().plus(Duration.ofDays(30));
    Instant expected = new Oracle(c.hours(), c.pauses()).dueAt(c.start(), c.target(), limit);
    Optional<Instant> due = due(c).filter(at -> !at.isAfter(limit));
    assertThat(due).isEqualTo(Optional.ofNullable(expected));
  }

  @Property(tries = 300)
  void elapsed_agreesWithTheDefinition(@ForAll("cases") Case c) {
    assertThat(WorkingTime.elapsed(c.calendar(), c.start(), c.now(), c.pauses()))
        .isEqualTo(new Oracle(c.hours(), c.pauses()).elapsed(c.start(), c.now()));
  }

  @Property(tries = 200)
  void segments_agreeWithTheDefinition(@ForAll("cases") Case c) {
    Oracle oracle = new Oracle(c.hours(), c.pauses());
    for (Segment segment : explain(c)) {
      if (segment.to() != null) {
        for (Instant at = segment.from(); at.isBefore(segment.to()); at = at.plusSeconds(60)) {
          assertThat(oracle.counts(at)).isEqualTo(segment.counted());
        }
      }
    }
  }

  private static List<Segment> explain(Case c) {
    WorkingTime.Explanation told =
        WorkingTime.explain(c.calendar(), c.start(), c.target(), c.pauses(), Integer.MAX_VALUE);
    assertThat(told.truncated()).isFalse();
    return told.segments();
  }

  @Property
  void segments_leaveNoHoleAndAddUpToTheTarget(@ForAll("cases") Case c) {
    Optional<Instant> due = due(c);
    Duration counted = Duration.ZERO;
    Instant at = c.start();
    for (Segment segment : explain(c)) {
      assertThat(segment.from()).isEqualTo(at);
      at = segment.to();
      if (segment.counted()) {
        counted = counted.plus(Duration.between(segment.from(), segment.to()));
      }
    }
    if (due.isPresent()) {
      assertThat(at).isEqualTo(due.get());
      assertThat(counted).isEqualTo(c.target());
    } else {
      assertThat(at).as("the last pause lasts").isNull();
      assertThat(counted).isLessThan(c.target());
    }
  }

  @Property
  void addingThenMeasuring_givesItBack(
      @ForAll("cases") Case whole, @ForAll @LongRange(min = 0, max = WEEK_NANOS) long nanos) {
    Case c = whole.shifted(Duration.ofNanos(nanos));
    due(c)
        .ifPresent(
            due -> {
              assertThat(WorkingTime.elapsed(c.calendar(), c.start(), due, c.pauses()))
                  .isEqualTo(c.target());
              if (!c.target().isZero()) {
                assertThat(
                        WorkingTime.elapsed(c.calendar(), c.start(), due.minusNanos(1), c.pauses()))
                    .isEqualTo(c.target().minusNanos(1));
              }
            });
  }

  @Property
  void elapsedAndRemaining_areTheTarget(@ForAll("cases") Case c) {
    Duration elapsed = WorkingTime.elapsed(c.calendar(), c.start(), c.now(), c.pauses());
    Duration remaining =
        WorkingTime.remaining(c.calendar(), c.start(), c.target(), c.now(), c.pauses());
    assertThat(elapsed.plus(remaining)).isEqualTo(c.target());
    due(c).ifPresent(due -> assertThat(remaining.isNegative()).isEqualTo(overdue(c, due)));
  }

  /** Working time has passed since it was due. */
  private static boolean overdue(Case c, Instant due) {
    return c.now().isAfter(due)
        && !WorkingTime.elapsed(c.calendar(), due, c.now(), c.pauses()).isZero();
  }

  @Property
  void measuring_isAdditive(
      @ForAll("cases") Case c, @ForAll @LongRange(max = 20_000) long minutes) {
    Instant middle = c.start().plusSeconds(minutes * 60);
    Instant end = middle.plus(Duration.ofDays(40));
    assertThat(WorkingTime.elapsed(c.calendar(), c.start(), end, c.pauses()))
        .isEqualTo(
            WorkingTime.elapsed(c.calendar(), c.start(), middle, c.pauses())
                .plus(WorkingTime.elapsed(c.calendar(), middle, end, c.pauses())));
  }

  @Property
  void laterStartOrLongerTarget_isNeverDueEarlier(
      @ForAll("cases") Case c, @ForAll @LongRange(max = WEEK_NANOS) long nanos) {
    Instant due = due(c).orElse(Instant.MAX);
    Duration more = Duration.ofNanos(nanos);
    Instant longer =
        WorkingTime.dueAt(c.calendar(), c.start(), c.target().plus(more), c.pauses())
            .orElse(Instant.MAX);
    Instant later =
        WorkingTime.dueAt(c.calendar(), c.start().plus(more), c.target(), c.pauses())
            .orElse(Instant.MAX);
    assertThat(longer).isAfterOrEqualTo(due);
    assertThat(later).isAfterOrEqualTo(due);
  }

  @Property
  void splittingPauses_changesNothing(
      @ForAll("cases") Case c, @ForAll @LongRange(max = 3_000) long minutes) {
    List<Pause> split = new ArrayList<>();
    for (Pause pause : c.pauses()) {
      Instant cut = pause.from().plusSeconds(minutes * 60);
      if (pause.to() == null || cut.isBefore(pause.to())) {
        split.add(0, new Pause(pause.from(), cut));
        split.add(new Pause(cut, pause.to()));
      } else {
        split.add(pause);
      }
    }
    Case pieces = new Case(c.hours(), c.start(), c.target(), split, c.now());
    assertThat(due(pieces)).isEqualTo(due(c));
    assertThat(explain(pieces)).isEqualTo(explain(c));
  }

  @Property
  void aroundTheClock_isPlainAddition(
      @ForAll("cases") Case c, @ForAll @LongRange(max = 1_000 * WEEK_NANOS) long nanos) {
    Duration target = Duration.ofNanos(nanos);
    assertThat(WorkingTime.dueAt(WorkCalendar.ALWAYS, c.start(), target, List.of()))
        .contains(c.start().plus(target));
    assertThat(
            WorkingTime.elapsed(WorkCalendar.ALWAYS, c.start(), c.start().plus(target), List.of()))
        .isEqualTo(target);
  }

  @Property
  void warning_comesAfterItsShareOfWorkingTime(@ForAll("cases") Case c) {
    BigDecimal share = new BigDecimal("0.75");
    WorkingTime.warnAt(c.calendar(), c.start(), c.target(), share, c.pauses())
        .ifPresent(
            warn ->
                assertThat(WorkingTime.elapsed(c.calendar(), c.start(), warn, c.pauses()))
                    .isEqualTo(c.target().multipliedBy(3).dividedBy(4)));
  }

  @Property
  void skippedWeeks_countLikeWalkedOnes(
      @ForAll("cases") Case c, @ForAll @LongRange(max = 400) long days) {
    Duration inOneGo =
        WorkingTime.elapsed(
            c.calendar(), c.start(), c.start().plus(Duration.ofDays(days)), c.pauses());
    Duration dayByDay = Duration.ZERO;
    for (long day = 0; day < days; day++) {
      Instant from = c.start().plus(Duration.ofDays(day));
      dayByDay =
          dayByDay.plus(
              WorkingTime.elapsed(c.calendar(), from, from.plus(Duration.ofDays(1)), c.pauses()));
    }
    assertThat(inOneGo).isEqualTo(dayByDay);
  }
}
