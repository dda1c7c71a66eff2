package io.heard.notifications.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.quiet.QuietHoursApi.Day;
import io.heard.notifications.quiet.QuietHoursApi.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeeklyQuietTest {

  private static WeeklyQuiet quiet(String zone, Window... windows) {
    return new WeeklyQuiet(ZoneId.of(zone), List.of(windows));
  }

  private static Window nightly(String from, String to) {
    return new Window(null, from, to);
  }

  private static Instant at(String instant) {
    return Instant.parse(instant);
  }

  @Test
  void overMidnight_inTheZoneOfThePerson() {
    WeeklyQuiet quiet = quiet("Asia/Shanghai", nightly("22:00", "07:00"));
    assertThat(quiet.until(at("2026-03-02T13:59:59Z"))).isNull();
    assertThat(quiet.until(at("2026-03-02T14:00:00Z"))).isEqualTo("2026-03-02T23:00:00Z");
    assertThat(quiet.until(at("2026-03-02T22:59:59Z"))).isEqualTo("2026-03-02T23:00:00Z");
    assertThat(quiet.until(at("2026-03-02T23:00:00Z"))).isNull();
  }

  @Test
  void windowBelongsToTheDayItBegins() {
    WeeklyQuiet quiet = quiet("UTC", new Window(List.of(Day.FRI), "22:00", "06:00"));
    assertThat(quiet.until(at("2026-03-07T05:00:00Z"))).isEqualTo("2026-03-07T06:00:00Z");
    assertThat(quiet.until(at("2026-03-06T05:00:00Z"))).isNull();
    assertThat(quiet.until(at("2026-03-07T23:00:00Z"))).isNull();
  }

  @Test
  void windowsThatTouchOrOverlap_areOne() {
    WeeklyQuiet quiet =
        quiet(
            "UTC",
            nightly("20:00", "08:00"),
            new Window(List.of(Day.SAT, Day.SUN), "00:00", "24:00"));
    assertThat(quiet.until(at("2026-03-06T21:00:00Z"))).isEqualTo("2026-03-09T08:00:00Z");
    assertThat(quiet.longest()).isEqualTo(Duration.ofHours(60));
  }

  @Test
  void clocksGoForward_theWindowEndsAtTheChangeWhenItsEndIsLeftOut() {
    WeeklyQuiet quiet = quiet("Europe/Berlin", nightly("22:00", "02:30"));
    assertThat(quiet.until(at("2026-03-28T22:00:00Z"))).isEqualTo("2026-03-29T01:00:00Z");
    assertThat(quiet("Europe/Berlin", nightly("22:00", "07:00")).until(at("2026-03-28T22:00:00Z")))
        .isEqualTo("2026-03-29T05:00:00Z");
  }

  @Test
  void clocksGoBack_theWindowLastsUntilTheSecondOfTheTwo() {
    WeeklyQuiet quiet = quiet("Europe/Berlin", nightly("22:00", "02:30"));
    assertThat(quiet.until(at("2026-10-24T22:00:00Z"))).isEqualTo("2026-10-25T01:30:00Z");
    assertThat(quiet.until(at("2026-10-25T01:15:00Z"))).isEqualTo("2026-10-25T01:30:00Z");
    assertThat(quiet.until(at("2026-10-25T01:30:00Z"))).isNull();
  }

  @Test
  void withoutAnyBreak_isFoundToBeTooLong() {
    assertThat(quiet("UTC", nightly("00:00", "24:00")).longest()).isGreaterThan(Duration.ofDays(7));
  }
}
