package io.heard.tickets.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Days that are shorter or longer than 24 hours, twice there or not at all. */
class ClockChangeTest {
  /** Berlin: 2026-03-29 02:00 becomes 03:00 (01:00Z), 2026-10-25 03:00 becomes 02:00 (01:00Z). */
  private static final String BERLIN = "Europe/Berlin";

  private static Duration worked(WorkCalendar calendar, String from, String to) {
    return WorkingTime.elapsed(calendar, Instant.parse(from), Instant.parse(to), List.of());
  }

  private static Instant due(WorkCalendar calendar, String start, String target) {
    return WorkingTime.dueAt(calendar, Instant.parse(start), Duration.parse(target), List.of())
        .orElseThrow();
  }

  /** The working time of one date, whatever the weekday. */
  private static Duration workOn(String zone, String date, String... intervals) {
    WorkCalendar calendar =
        WorkCalendar.ofStored(
            new CalendarApi.Hours(zone, Map.of(), List.of(), Map.of(date, List.of(intervals))));
    Instant noon = Instant.parse(date + "T12:00:00Z");
    return WorkingTime.elapsed(
        calendar, noon.minus(Duration.ofHours(40)), noon.plus(Duration.ofHours(40)), List.of());
  }

  @Test
  void springChange_shortensTheIntervalItCuts() {
    assertThat(workOn(BERLIN, "2026-03-29", "00:00-24:00")).isEqualTo(Duration.ofHours(23));
    assertThat(workOn(BERLIN, "2026-03-29", "01:30-02:30")).isEqualTo(Duration.ofMinutes(30));
    assertThat(workOn(BERLIN, "2026-03-29", "02:30-04:00")).isEqualTo(Duration.ofHours(1));
    assertThat(workOn(BERLIN, "2026-03-29", "02:15-02:45")).isZero();
    assertThat(workOn(BERLIN, "2026-03-29", "08:00-18:00")).isEqualTo(Duration.ofHours(10));
  }

  @Test
  void autumnChange_countsTheHourTwice() {
    assertThat(workOn(BERLIN, "2026-10-25", "00:00-24:00")).isEqualTo(Duration.ofHours(25));
    assertThat(workOn(BERLIN, "2026-10-25", "02:00-03:00")).isEqualTo(Duration.ofHours(2));
    assertThat(workOn(BERLIN, "2026-10-25", "01:00-02:30")).isEqualTo(Duration.ofHours(2));
    assertThat(workOn(BERLIN, "2026-10-25", "02:30-04:00")).isEqualTo(Duration.ofHours(2));
    assertThat(workOn(BERLIN, "2026-10-25", "08:00-18:00")).isEqualTo(Duration.ofHours(10));
  }

  @Test
  void cutInterval_leavesAHoleWhereItsEndComesTwice() {
    WorkCalendar calendar = SampleCalendars.daily(BERLIN, "01:00-02:30");
    assertThat(
            WorkingTime.explain(
                    calendar,
                    Instant.parse("2026-10-24T23:00:00Z"),
                    Duration.ofHours(2),
                    List.of(),
                    9)
                .segments())
        .containsExactly(
            segment("2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z", true),
            segment("2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", false),
            segment("2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", true));
  }

  private static Segment segment(String from, String to, boolean counted) {
    return new Segment(
        Instant.parse(from),
        Instant.parse(to),
        counted,
        counted ? "working hours" : "outside working hours");
  }

  @Test
  void dueTime_movesWithTheClockOfTheZone() {
    WorkCalendar office = SampleCalendars.daily(BERLIN, "08:00-18:00");
    assertThat(due(office, "2026-03-28T16:00:00Z", "PT2H")).isEqualTo("2026-03-29T07:00:00Z");
    assertThat(due(office, "2026-10-24T15:00:00Z", "PT2H")).isEqualTo("2026-10-25T08:00:00Z");
    WorkCalendar always = SampleCalendars.daily(BERLIN, "00:00-24:00");
    assertThat(due(always, "2026-03-28T22:00:00Z", "PT24H")).isEqualTo("2026-03-29T22:00:00Z");
    assertThat(due(always, "2026-10-24T22:00:00Z", "PT25H")).isEqualTo("2026-10-25T23:00:00Z");
  }

  @Test
  void clockChangeAtMidnight() {
    // São Paulo: 2018-11-04 began at 01:00 (03:00Z); 2018-02-18 00:00 became 17th 23:00 (02:00Z)
    assertThat(workOn("America/Sao_Paulo", "2018-11-04", "00:00-02:00"))
        .isEqualTo(Duration.ofHours(1));
    assertThat(workOn("America/Sao_Paulo", "2018-02-17", "22:00-24:00"))
        .isEqualTo(Duration.ofHours(3));
    assertThat(workOn("America/Sao_Paulo", "2018-02-18", "00:00-24:00"))
        .isEqualTo(Duration.ofHours(24));
  }

  @Test
  void clockChangeThatLeadsBackIntoYesterday() {
    // St John's: 2010-11-07 00:01 became 2010-11-06 23:01 (02:31Z)
    assertThat(workOn("America/St_Johns", "2010-11-06", "23:00-24:00"))
        .isEqualTo(Duration.ofMinutes(119));
    assertThat(workOn("America/St_Johns", "2010-11-07", "00:00-01:00"))
        .isEqualTo(Duration.ofMinutes(61));
    WorkCalendar sundays =
        SampleCalendars.of(SampleCalendars.hours("America/St_Johns", "SUN", "00:00-01:00"));
    assertThat(
            WorkingTime.explain(
                    sundays,
                    Instant.parse("2010-11-07T02:30:00Z"),
                    Duration.ofMinutes(61),
                    List.of(),
                    9)
                .segments())
        .containsExactly(
            segment("2010-11-07T02:30:00Z", "2010-11-07T02:31:00Z", true),
            segment("2010-11-07T02:31:00Z", "2010-11-07T03:30:00Z", false),
            segment("2010-11-07T03:30:00Z", "2010-11-07T04:30:00Z", true));
  }

  @Test
  void dateThatAZoneSkipped_hasNoTime() {
    // Samoa went from 2011-12-29 24:00 (30th 10:00Z) straight to the 31st
    assertThat(workOn("Pacific/Apia", "2011-12-30", "00:00-24:00")).isZero();
    assertThat(workOn("Pacific/Apia", "2011-12-31", "00:00-24:00")).isEqualTo(Duration.ofHours(24));
    WorkCalendar office = SampleCalendars.daily("Pacific/Apia", "08:00-16:00");
    assertThat(worked(office, "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"))
        .isEqualTo(Duration.ofHours(16));
    assertThat(due(office, "2011-12-29T18:00:00Z", "PT9H")).isEqualTo("2011-12-30T19:00:00Z");
  }

  @Test
  void halfAnHourOfDaylightSaving() {
    // Lord Howe: 2026-04-05 02:00 became 01:30
    assertThat(workOn("Australia/Lord_Howe", "2026-04-05", "00:00-24:00"))
        .isEqualTo(Duration.ofMinutes(24 * 60 + 30));
  }

  @Test
  void manyYears_keepEveryClockChange() {
    WorkCalendar always = SampleCalendars.daily(BERLIN, "00:00-24:00");
    assertThat(due(always, "2026-01-05T00:00:00Z", "PT876000H"))
        .isEqualTo(Instant.parse("2026-01-05T00:00:00Z").plus(Duration.ofDays(36500)));
    WorkCalendar nights = SampleCalendars.daily(BERLIN, "01:00-04:00");
    assertThat(worked(nights, "2026-01-01T00:00:00Z", "2126-01-01T00:00:00Z"))
        .isEqualTo(Duration.ofHours(36524 * 3));
  }
}
