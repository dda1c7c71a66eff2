package io.heard.tickets.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.heard.kit.problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkCalendarTest {

  private static List<FieldError> errors(CalendarApi.Hours hours) {
    InvalidCalendarException invalid =
        catchThrowableOfType(InvalidCalendarException.class, () -> SampleCalendars.of(hours));
    return invalid.errors();
  }

  private static CalendarApi.Hours monday(String... intervals) {
    return new CalendarApi.Hours("UTC", Map.of("MON", Arrays.asList(intervals)), null, null);
  }

  @Test
  void everyFaultIsTold_notOnlyTheFirst() {
    Map<String, List<String>> weekly = new LinkedHashMap<>();
    weekly.put("MON", List.of("8:00-12:00", "13:00-12:00", "14:00-16:00", "15:00-17:00"));
    weekly.put("mo/n", List.of("25:00-26:00"));
    weekly.put("TUE", null);
    assertThat(
            errors(
                new CalendarApi.Hours(
                    "Mars/Olympus",
                    weekly,
                    Arrays.asList("2026-02-30", "--02-30", "--02-29", "Christmas", null),
                    Map.of("24.12.2026", List.of("08:00-08:00")))))
        .extracting(FieldError::pointer, FieldError::code)
        .containsExactly(
            tuple("/timeZone", "unknown-time-zone"),
            tuple("/weekly/MON/0", "malformed"),
            tuple("/weekly/MON/1", "empty"),
            tuple("/weekly/MON/3", "overlap"),
            tuple("/weekly/mo~1n", "not-one-of"),
            tuple("/weekly/mo~1n/0", "malformed"),
            tuple("/weekly/TUE", "required"),
            tuple("/holidays/0", "malformed"),
            tuple("/holidays/1", "malformed"),
            tuple("/holidays/3", "malformed"),
            tuple("/holidays/4", "malformed"),
            tuple("/openDays/24.12.2026/0", "empty"),
            tuple("/openDays/24.12.2026", "malformed"));
  }

  @Test
  void intervals_areHourAndMinuteTwiceUpToMidnight() {
    for (String bad :
        Arrays.asList(
            null,
            "",
            "09:00",
            "09:00-",
            "09:00–17:00",
            "09:00-17:60",
            "09:00-24:01",
            "24:00-24:00",
            "09:00:00-17:00:00",
            " 09:00-17:00",
            "09:00-17:00\n",
            "٠٩:00-17:00",
            "99:00-99:59")) {
      assertThat(errors(monday(bad)))
          .as("%s", bad)
          .extracting(FieldError::pointer, FieldError::code)
          .containsExactly(tuple("/weekly/MON/0", "malformed"));
    }
    assertThat(errors(monday("22:00-06:00")).get(0).message())
        .contains("hours over midnight are two intervals");
  }

  @Test
  void intervals_mayTouchAndComeInAnyOrder() {
    WorkCalendar calendar = SampleCalendars.of(monday("12:00-24:00", "00:00-12:00"));
    assertThat(
            WorkingTime.elapsed(
                calendar,
                SampleCalendars.AT,
                SampleCalendars.AT.plus(Duration.ofDays(7)),
                List.of()))
        .isEqualTo(Duration.ofHours(24));
  }

  @Test
  void overlap_isToldOfTheIntervalThatBeginsLater() {
    assertThat(errors(monday("12:00-14:00", "08:00-18:00", "08:00-18:00")))
        .extracting(FieldError::pointer, FieldError::code)
        .containsExactlyInAnyOrder(
            tuple("/weekly/MON/0", "overlap"), tuple("/weekly/MON/2", "overlap"));
  }

  @Test
  void hopelessCalendar_isToldItsFirstHundredFaults() {
    assertThat(errors(monday(Collections.nCopies(100_000, "x").toArray(String[]::new))))
        .hasSize(100);
  }

  @Test
  void timeZone_isRequired() {
    assertThat(errors(new CalendarApi.Hours(null, null, null, null)))
        .extracting(FieldError::pointer, FieldError::code)
        .containsExactly(tuple("/timeZone", "required"));
  }

  @Test
  void noWorkingTimeWithin400Days_isRefused() {
    CalendarApi.Hours never = new CalendarApi.Hours("UTC", Map.of(), List.of(), Map.of());
    assertThat(errors(never))
        .extracting(FieldError::pointer, FieldError::code)
        .containsExactly(tuple("/weekly", "no-working-time"));

    CalendarApi.Hours closedMondays =
        new CalendarApi.Hours(
            "UTC", Map.of("MON", List.of()), List.of(), Map.of("2026-02-01", List.of()));
    assertThat(errors(closedMondays)).hasSize(1);

    Instant at = Instant.parse("2026-01-05T12:00:00Z");
    CalendarApi.Hours once =
        new CalendarApi.Hours(
            "UTC", Map.of(), List.of(), Map.of("2027-02-09", List.of("11:00-12:01")));
    assertThat(WorkCalendar.of(once, at)).isNotNull();
    CalendarApi.Hours late =
        new CalendarApi.Hours(
            "UTC", Map.of(), List.of(), Map.of("2027-02-09", List.of("12:00-13:00")));
    assertThatThrownBy(() -> WorkCalendar.of(late, at))
        .isInstanceOf(InvalidCalendarException.class);
    assertThat(WorkCalendar.ofStored(late)).isNotNull();
  }

  @Test
  void openDay_winsOverHolidayAndWeek() {
    WorkCalendar calendar =
        SampleCalendars.of(
            new CalendarApi.Hours(
                "UTC",
                Map.of("THU", List.of("09:00-17:00"), "FRI", List.of("09:00-17:00")),
                List.of("2026-01-08", "--01-09"),
                Map.of(
                    "2026-01-08", List.of("10:00-11:00"),
                    "2026-01-09", List.of("12:00-13:00"),
                    "2026-01-15", List.of())));
    assertThat(
            WorkingTime.elapsed(
                calendar,
                Instant.parse("2026-01-08T00:00:00Z"),
                Instant.parse("2026-01-16T00:00:00Z"),
                List.of()))
        .isEqualTo(Duration.ofHours(2));
    assertThat(calendar.isWorkingTime(Instant.parse("2026-01-08T10:59:59.999999999Z"))).isTrue();
    assertThat(calendar.isWorkingTime(Instant.parse("2026-01-08T11:00:00Z"))).isFalse();
    assertThat(calendar.isWorkingTime(Instant.parse("2026-01-16T09:00:00Z"))).isTrue();
  }

  @Test
  void leapDayHoliday_isFoundEightYearsAhead() {
    ExceptionalDays days =
        new ExceptionalDays(Map.of(), Collections.emptySet(), Set.of(MonthDay.of(2, 29)));
    assertThat(days.next(LocalDate.of(2096, 3, 1).toEpochDay()))
        .isEqualTo(LocalDate.of(2104, 2, 29).toEpochDay());
  }

  @Test
  void yearlyHoliday_isFoundInTheNextYear() {
    ExceptionalDays days =
        new ExceptionalDays(Map.of(), Collections.emptySet(), Set.of(MonthDay.of(1, 1)));
    assertThat(days.next(LocalDate.of(2026, 1, 2).toEpochDay()))
        .isEqualTo(LocalDate.of(2027, 1, 1).toEpochDay());
    assertThat(days.next(LocalDate.of(2026, 1, 1).toEpochDay()))
        .isEqualTo(LocalDate.of(2026, 1, 1).toEpochDay());
  }
}
