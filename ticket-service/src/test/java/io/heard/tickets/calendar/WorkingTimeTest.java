package io.heard.tickets.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkingTimeTest {
  /** Monday 2026-01-05 to Friday, 09:00 to 17:00 UTC. */
  private static final WorkCalendar OFFICE = SampleCalendars.weekdays("UTC", "09:00-17:00");

  private static Instant due(WorkCalendar calendar, String start, String target, Pause... pauses) {
    return WorkingTime.dueAt(
            calendar, Instant.parse(start), Duration.parse(target), List.of(pauses))
        .orElseThrow();
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  private static Pause pause(String from, String to) {
    return new Pause(at(from), to == null ? null : at(to));
  }

  @Test
  void targetUsedUpExactlyAtClosing_isDueAtClosing() {
    assertThat(due(OFFICE, "2026-01-05T09:00:00Z", "PT8H")).isEqualTo("2026-01-05T17:00:00Z");
    assertThat(due(OFFICE, "2026-01-05T09:00:00Z", "PT40H")).isEqualTo("2026-01-09T17:00:00Z");
    assertThat(due(OFFICE, "2026-01-05T09:00:00Z", "PT400H")).isEqualTo("2026-03-13T17:00:00Z");
  }

  @Test
  void oneNanosecondMoreThanTheDayHolds_isDueTheNextMorning() {
    assertThat(due(OFFICE, "2026-01-05T09:00:00Z", "PT8H0.000000001S"))
        .isEqualTo("2026-01-06T09:00:00.000000001Z");
    assertThat(due(OFFICE, "2026-01-05T09:00:00.000000001Z", "PT8H"))
        .isEqualTo("2026-01-06T09:00:00.000000001Z");
  }

  @Test
  void startOutsideHours_countsFromTheNextOpening() {
    assertThat(due(OFFICE, "2026-01-05T03:00:00Z", "PT1H")).isEqualTo("2026-01-05T10:00:00Z");
    assertThat(due(OFFICE, "2026-01-05T17:00:00Z", "PT1H")).isEqualTo("2026-01-06T10:00:00Z");
    assertThat(due(OFFICE, "2026-01-10T12:00:00Z", "PT1H")).isEqualTo("2026-01-12T10:00:00Z");
  }

  @Test
  void zeroTarget_isUsedUpAtTheStartEvenOutsideHours() {
    assertThat(due(OFFICE, "2026-01-10T12:00:00Z", "PT0S")).isEqualTo("2026-01-10T12:00:00Z");
    assertThat(due(OFFICE, "2026-01-05T12:00:00Z", "PT0S", pause("2026-01-05T11:00:00Z", null)))
        .isEqualTo("2026-01-05T12:00:00Z");
  }

  @Test
  void hoursToMidnightAndFromMidnight_areOneStretch() {
    WorkCalendar night = SampleCalendars.daily("UTC", "00:00-06:00", "22:00-24:00");
    assertThat(due(night, "2026-01-05T22:00:00Z", "PT8H")).isEqualTo("2026-01-06T06:00:00Z");
    assertThat(
            WorkingTime.explain(
                    night, at("2026-01-05T22:00:00Z"), Duration.ofHours(8), List.of(), 9)
                .segments())
        .containsExactly(
            new Segment(
                at("2026-01-05T22:00:00Z"), at("2026-01-06T06:00:00Z"), true, "working hours"));
  }

  @Test
  void aroundTheClock_isPlainAddition() {
    assertThat(due(WorkCalendar.ALWAYS, "2026-10-24T12:34:56.789Z", "PT9999H"))
        .isEqualTo(at("2026-10-24T12:34:56.789Z").plus(Duration.ofHours(9999)));
  }

  @Test
  void pauses_mayOverlapBeUnorderedAndLieBeforeTheStart() {
    assertThat(
            due(
                OFFICE,
                "2026-01-05T09:00:00Z",
                "PT4H",
                pause("2026-01-05T12:00:00Z", "2026-01-05T13:00:00Z"),
                pause("2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z"),
                pause("2026-01-05T10:30:00Z", "2026-01-05T12:30:00Z"),
                pause("2026-01-05T10:15:00Z", "2026-01-05T10:20:00Z"),
                pause("2026-01-04T00:00:00Z", "2026-01-05T09:30:00Z"),
                pause("2026-01-05T16:00:00Z", "2026-01-05T16:00:00Z")))
        .isEqualTo("2026-01-05T16:30:00Z");
  }

  @Test
  void pauseOverNight_takesAwayOnlyWorkingTime() {
    assertThat(
            due(
                OFFICE,
                "2026-01-05T16:00:00Z",
                "PT2H",
                pause("2026-01-05T16:30:00Z", "2026-01-06T09:30:00Z")))
        .isEqualTo("2026-01-06T11:00:00Z");
    assertThat(
            due(
                OFFICE,
                "2026-01-05T16:00:00Z",
                "PT2H",
                pause("2026-01-05T17:00:00Z", "2026-01-06T09:00:00Z")))
        .isEqualTo("2026-01-06T10:00:00Z");
  }

  @Test
  void targetUsedUpWhenAPauseBegins_isDueThen() {
    assertThat(due(OFFICE, "2026-01-05T09:00:00Z", "PT1H", pause("2026-01-05T10:00:00Z", null)))
        .isEqualTo("2026-01-05T10:00:00Z");
  }

  @Test
  void pauseWithoutEnd_leavesTheDueTimeOpenButNotWhatWasUsed() {
    List<Pause> pauses = List.of(pause("2026-01-05T10:00:00Z", null));
    Instant start = at("2026-01-05T09:00:00Z");
    Duration target = Duration.ofHours(2);
    assertThat(WorkingTime.dueAt(OFFICE, start, target, pauses)).isEmpty();
    assertThat(WorkingTime.elapsed(OFFICE, start, at("2026-03-05T10:00:00Z"), pauses))
        .isEqualTo(Duration.ofHours(1));
    assertThat(WorkingTime.explain(OFFICE, start, target, pauses, 9).segments())
        .containsExactly(
            new Segment(start, at("2026-01-05T10:00:00Z"), true, "working hours"),
            new Segment(at("2026-01-05T10:00:00Z"), null, false, "paused"));
    assertThat(
            WorkingTime.explain(OFFICE, at("2026-01-05T11:00:00Z"), target, pauses, 9).segments())
        .containsExactly(new Segment(at("2026-01-05T11:00:00Z"), null, false, "paused"));
  }

  @Test
  void pauseWithoutEnd_swallowsLaterOnes() {
    List<Pause> pauses =
        List.of(
            pause("2026-01-05T11:00:00Z", "2026-01-05T12:00:00Z"),
            pause("2026-01-05T10:00:00Z", null));
    assertThat(WorkingTime.dueAt(OFFICE, at("2026-01-05T09:00:00Z"), Duration.ofHours(2), pauses))
        .isEmpty();
  }

  @Test
  void pauseThatEndsBeforeItBegins_isRefused() {
    assertThatThrownBy(() -> pause("2026-01-05T11:00:00Z", "2026-01-05T10:00:00Z"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void overdue_countsWorkingTimeAndStandsStillDuringPauses() {
    Instant start = at("2026-01-05T09:00:00Z");
    Duration target = Duration.ofHours(1);
    assertThat(WorkingTime.remaining(OFFICE, start, target, at("2026-01-05T11:00:00Z"), List.of()))
        .isEqualTo(Duration.ofHours(-1));
    assertThat(WorkingTime.remaining(OFFICE, start, target, at("2026-01-06T09:00:00Z"), List.of()))
        .isEqualTo(Duration.ofHours(-7));
    assertThat(
            WorkingTime.remaining(
                OFFICE,
                start,
                target,
                at("2026-01-07T09:00:00Z"),
                List.of(pause("2026-01-05T11:00:00Z", null))))
        .isEqualTo(Duration.ofHours(-1));
  }

  @Test
  void beforeTheStart_nothingHasElapsed() {
    Instant start = at("2026-01-05T09:00:00Z");
    assertThat(
            WorkingTime.elapsed(
                OFFICE,
                start,
                at("2026-01-04T09:00:00Z"),
                List.of(pause("2026-01-03T10:00:00Z", "2026-01-05T12:00:00Z"))))
        .isZero();
    assertThat(WorkingTime.elapsed(OFFICE, start, start, List.of())).isZero();
  }

  @Test
  void warning_comesAtAShareOfTheTargetInWorkingTime() {
    assertThat(
            WorkingTime.warnAt(
                OFFICE,
                at("2026-01-05T15:00:00Z"),
                Duration.ofHours(4),
                new BigDecimal("0.75"),
                List.of()))
        .contains(at("2026-01-06T10:00:00Z"));
    assertThat(
            WorkingTime.warnAt(
                WorkCalendar.ALWAYS,
                at("2026-01-05T00:00:00Z"),
                Duration.ofNanos(10),
                new BigDecimal("0.19"),
                List.of()))
        .contains(at("2026-01-05T00:00:00.000000001Z"));
  }

  @Test
  void segments_tellEveryStretchAndItsReason() {
    WorkCalendar calendar =
        SampleCalendars.of(
            new CalendarApi.Hours(
                "Europe/Berlin",
                Map.of("MON", List.of("08:00-12:00", "13:00-18:00"), "SAT", List.of("08:00-09:00")),
                List.of("2026-01-10", "--01-12"),
                Map.of("2026-01-11", List.of("10:00-11:00"), "2026-01-17", List.of())));
    List<Segment> segments =
        WorkingTime.explain(
                calendar,
                at("2026-01-05T10:00:00Z"),
                Duration.ofHours(8),
                List.of(pause("2026-01-05T14:00:00Z", "2026-01-05T15:00:00Z")),
                99)
            .segments();
    assertThat(segments)
        .extracting(
            s -> s.from().toString(), s -> s.to().toString(), Segment::counted, Segment::why)
        .containsExactly(
            tuple("2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z", true, "working hours"),
            tuple("2026-01-05T11:00:00Z", "2026-01-05T12:00:00Z", false, "outside working hours"),
            tuple("2026-01-05T12:00:00Z", "2026-01-05T14:00:00Z", true, "working hours"),
            tuple("2026-01-05T14:00:00Z", "2026-01-05T15:00:00Z", false, "paused"),
            tuple("2026-01-05T15:00:00Z", "2026-01-05T17:00:00Z", true, "working hours"),
            tuple("2026-01-05T17:00:00Z", "2026-01-09T23:00:00Z", false, "outside working hours"),
            tuple("2026-01-09T23:00:00Z", "2026-01-10T23:00:00Z", false, "holiday 2026-01-10"),
            tuple("2026-01-10T23:00:00Z", "2026-01-11T09:00:00Z", false, "outside working hours"),
            tuple("2026-01-11T09:00:00Z", "2026-01-11T10:00:00Z", true, "open day 2026-01-11"),
            tuple("2026-01-11T10:00:00Z", "2026-01-11T23:00:00Z", false, "outside working hours"),
            tuple("2026-01-11T23:00:00Z", "2026-01-12T23:00:00Z", false, "holiday --01-12"),
            tuple("2026-01-12T23:00:00Z", "2026-01-16T23:00:00Z", false, "outside working hours"),
            tuple("2026-01-16T23:00:00Z", "2026-01-17T23:00:00Z", false, "closed day 2026-01-17"),
            tuple("2026-01-17T23:00:00Z", "2026-01-19T07:00:00Z", false, "outside working hours"),
            tuple("2026-01-19T07:00:00Z", "2026-01-19T09:00:00Z", true, "working hours"));
  }

  @Test
  void segments_areBoundedAndSaySo() {
    WorkingTime.Explanation explanation =
        WorkingTime.explain(
            OFFICE, at("2026-01-05T09:00:00Z"), Duration.ofHours(9999), List.of(), 10);
    assertThat(explanation.segments()).hasSize(10);
    assertThat(explanation.truncated()).isTrue();
  }

  @Test
  void targetBeyondTheYearsOfACalendar_isRefusedNotSearchedForEver() {
    Instant start = at("2026-01-05T09:00:00Z");
    WorkCalendar once =
        SampleCalendars.of(
            new CalendarApi.Hours(
                "UTC", Map.of(), List.of(), Map.of("2026-02-01", List.of("10:00-11:00"))));
    assertThat(due(once, "2026-01-05T09:00:00Z", "PT1H")).isEqualTo("2026-02-01T11:00:00Z");
    assertThatThrownBy(() -> WorkingTime.dueAt(once, start, Duration.ofSeconds(3601), List.of()))
        .isInstanceOf(OutOfReachException.class)
        .hasMessageContaining("PT1H1S")
        .hasMessageContaining("only PT1H found");
    assertThatThrownBy(
            () -> WorkingTime.dueAt(OFFICE, start, Duration.ofSeconds(Long.MAX_VALUE), List.of()))
        .isInstanceOf(OutOfReachException.class);
    assertThatThrownBy(
            () ->
                WorkingTime.dueAt(
                    OFFICE, at("1899-12-31T23:59:59Z"), Duration.ofHours(1), List.of()))
        .isInstanceOf(OutOfReachException.class);
    assertThatThrownBy(() -> WorkingTime.elapsed(OFFICE, start, Instant.MAX, List.of()))
        .isInstanceOf(OutOfReachException.class);
  }

  @Test
  void timesBefore1970_countTheSameWay() {
    assertThat(due(OFFICE, "1968-12-31T09:00:00Z", "PT2096H")).isEqualTo("1969-12-31T17:00:00Z");
    assertThat(due(OFFICE, "1969-12-26T16:59:59.5Z", "PT0.75S"))
        .isEqualTo("1969-12-29T09:00:00.25Z");
  }

  @Test
  void farTargets_skipWholeWeeksButNoHoliday() {
    WorkCalendar calendar =
        SampleCalendars.of(
            new CalendarApi.Hours(
                "Europe/Berlin",
                SampleCalendars.hours("", "MON TUE WED THU FRI", "09:00-17:00").weekly(),
                List.of("2026-12-23", "--12-25", "--02-29"),
                Map.of()));
    Duration year =
        WorkingTime.elapsed(
            calendar, at("2025-12-31T23:00:00Z"), at("2026-12-31T23:00:00Z"), List.of());
    // 261 weekdays, less Wednesday 23 and Friday 25 December
    assertThat(year).isEqualTo(Duration.ofHours(259 * 8));
    assertThat(due(calendar, "2025-12-31T23:00:00Z", "PT2072H")).isEqualTo("2026-12-31T16:00:00Z");
    // Tuesday 29 February 2028
    assertThat(due(calendar, "2028-02-28T08:00:00Z", "PT9H")).isEqualTo("2028-03-01T09:00:00Z");
  }
}
