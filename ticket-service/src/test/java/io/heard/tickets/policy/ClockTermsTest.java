package io.heard.tickets.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.tickets.calendar.CalendarApi;
import io.heard.tickets.calendar.Pause;
import io.heard.tickets.calendar.Segment;
import io.heard.tickets.calendar.WorkCalendar;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClockTermsTest {
  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  private static ClockTerms terms(CalendarApi.Hours hours, Duration target, String warnShare) {
    return new ClockTerms(
        new UUID(0, 1),
        1,
        "policy",
        "calendar",
        1,
        WorkCalendar.ofStored(hours),
        target,
        new BigDecimal(warnShare),
        false);
  }

  private static CalendarApi.Hours once(String interval) {
    return new CalendarApi.Hours(
        "UTC", Map.of(), List.of(), Map.of("2026-01-05", List.of(interval)));
  }

  @Test
  void everything_isCountedInTheCalendar() {
    ClockTerms terms =
        terms(
            new CalendarApi.Hours("UTC", Map.of("MON", List.of("08:00-12:00")), null, null),
            Duration.ofHours(6),
            "0.5");
    List<Pause> pauses = List.of(new Pause(START, START.plusSeconds(3600)));
    assertThat(terms.dueAt(START, pauses)).contains(Instant.parse("2026-01-12T12:00:00Z"));
    assertThat(terms.warnAt(START, pauses)).contains(Instant.parse("2026-01-12T09:00:00Z"));
    Instant now = Instant.parse("2026-01-06T00:00:00Z");
    assertThat(terms.elapsed(START, now, pauses)).isEqualTo(Duration.ofHours(2));
    assertThat(terms.remaining(START, now, pauses)).isEqualTo(Duration.ofHours(4));
    assertThat(terms.explain(START, pauses, 99).segments())
        .extracting(Segment::counted)
        .containsExactly(false, true, false, true);
  }

  @Test
  void calendarThatRanOut_doesNotPutADeadlineOffForEver() {
    ClockTerms terms = terms(once("09:00-11:00"), Duration.ofHours(3), "0.5");
    assertThat(terms.dueAt(START, List.of())).contains(START.plus(Duration.ofHours(3)));
    assertThat(terms.warnAt(START, List.of())).contains(START.plus(Duration.ofMinutes(90)));
    assertThat(terms.remaining(START, START.plus(Duration.ofHours(30)), List.of()))
        .isEqualTo(Duration.ofHours(-27));
    List<Pause> held = List.of(new Pause(START.plusSeconds(60), null));
    assertThat(terms.dueAt(START, held)).isEmpty();
    assertThat(terms.elapsed(START, START.plus(Duration.ofHours(30)), held))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void calendarThatSufficesExactly_isUsed() {
    ClockTerms terms = terms(once("10:00-11:00"), Duration.ofHours(1), "0.5");
    assertThat(terms.dueAt(START, List.of())).contains(Instant.parse("2026-01-05T11:00:00Z"));
  }

  @Test
  void warning_isInMicrosecondsAsTheDatabaseKeepsThem() {
    ClockTerms terms =
        terms(
            new CalendarApi.Hours("UTC", Map.of("MON", List.of("08:00-12:00")), null, null),
            Duration.ofSeconds(1),
            "0.333333");
    assertThat(terms.warnAt(START.plusNanos(1_000), List.of()))
        .contains(START.plusNanos(333_334_000));
  }
}
