package io.heard.notifications.schedules.rota;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.schedules.rota.Duty.StandIn;
import io.heard.notifications.schedules.rota.Duty.Turn;
import io.heard.notifications.schedules.rota.Timeline.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is on call when, case by case. */
class TimelineTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final List<Window> ALWAYS = List.of();

  private static Layer layer(String start, Duration rotation, String... participants) {
    return layer("main", start, rotation, ALWAYS, participants);
  }

  private static Layer layer(
      String name, String start, Duration rotation, List<Window> windows, String... participants) {
    LocalDateTime begin = LocalDateTime.parse(start);
    return new Layer(name, Arrays.asList(participants), begin, rotation, windows, begin, null);
  }

  private static Window window(int from, int until, DayOfWeek... days) {
    return new Window(
        days.length == 0 ? EnumSet.allOf(DayOfWeek.class) : EnumSet.copyOf(List.of(days)),
        from * 60,
        until * 60);
  }

  private static Timeline timeline(ZoneId zone, Layer... layers) {
    return new Timeline(
        List.of(new Period(Instant.EPOCH, new Rota(zone, List.of(layers)))), List.of());
  }

  private static Timeline with(Timeline.Period period, StandIn... standIns) {
    return new Timeline(List.of(period), List.of(standIns));
  }

  private static StandIn standIn(String person, String from, String until) {
    return new StandIn(
        UUID.randomUUID(), new Interval(Instant.parse(from), Instant.parse(until)), person);
  }

  private static List<String> rendered(Timeline timeline, String from, String until) {
    return timeline.shifts(new Interval(Instant.parse(from), Instant.parse(until))).stream()
        .map(shift -> shift.person() + " " + shift.from() + " " + shift.until())
        .toList();
  }

  private static String onCall(Timeline timeline, String at) {
    return timeline.at(Instant.parse(at)).person();
  }

  @Test
  void weeklyHandoff_staysAtNineOverBothChanges() {
    Timeline weekly = timeline(BERLIN, layer("2026-03-16T09:00", WEEK, "li", "mei"));
    assertThat(rendered(weekly, "2026-03-16T08:00:00Z", "2026-04-06T07:00:00Z"))
        .containsExactly(
            "li 2026-03-16T08:00:00Z 2026-03-23T08:00:00Z",
            "mei 2026-03-23T08:00:00Z 2026-03-30T07:00:00Z",
            "li 2026-03-30T07:00:00Z 2026-04-06T07:00:00Z");
    assertThat(rendered(weekly, "2026-10-19T07:00:00Z", "2026-11-02T08:00:00Z"))
        .containsExactly(
            "mei 2026-10-19T07:00:00Z 2026-10-26T08:00:00Z",
            "li 2026-10-26T08:00:00Z 2026-11-02T08:00:00Z");
  }

  @Test
  void handoffAtASkippedTime_happensWhenTheClockIsPutForward() {
    Timeline daily = timeline(BERLIN, layer("2026-03-27T02:30", DAY, "li", "mei"));
    assertThat(rendered(daily, "2026-03-28T01:30:00Z", "2026-03-31T00:30:00Z"))
        .containsExactly(
            "mei 2026-03-28T01:30:00Z 2026-03-29T01:00:00Z",
            "li 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
            "mei 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z");
  }

  @Test
  void handoffAtADoubledTime_happensTheFirstTime() {
    Timeline daily = timeline(BERLIN, layer("2026-10-24T02:30", DAY, "li", "mei"));
    assertThat(rendered(daily, "2026-10-24T00:30:00Z", "2026-10-26T01:30:00Z"))
        .containsExactly(
            "li 2026-10-24T00:30:00Z 2026-10-25T00:30:00Z",
            "mei 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z");
    assertThat(onCall(daily, "2026-10-25T01:30:00Z")).as("the second 02:30").isEqualTo("mei");
  }

  @Test
  void hourlyTurn_thatTheClockSkipsIsNobodys_andTheDoubledOneIsTwoHours() {
    Timeline hourly =
        timeline(BERLIN, layer("2026-03-29T00:00", Duration.ofHours(1), "a", "b", "c", "d"));
    assertThat(rendered(hourly, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"))
        .as("c from 02:00 to 03:00 does not come")
        .containsExactly(
            "b 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z",
            "d 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z");
    assertThat(
            hourly
                .shifts(
                    new Interval(
                        Instant.parse("2026-10-25T00:00:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z")))
                .size())
        .as("02:00 to 03:00 comes twice, in one turn")
        .isEqualTo(1);
  }

  @Test
  void atTheInstantOfTheHandoff_theNextOneIsOnCall() {
    Timeline daily = timeline(UTC, layer("2026-01-01T09:00", DAY, "li", "mei"));
    assertThat(onCall(daily, "2026-01-02T08:59:59.999999Z")).isEqualTo("li");
    assertThat(onCall(daily, "2026-01-02T09:00:00Z")).isEqualTo("mei");
  }

  @Test
  void beforeTheStart_nobodyIsOnCall() {
    Timeline daily = timeline(UTC, layer("2026-01-01T09:00", DAY, "li"));
    Shift before = daily.at(Instant.parse("2026-01-01T08:00:00Z"));
    assertThat(before.isGap()).isTrue();
    assertThat(before.until()).isEqualTo("2026-01-01T09:00:00Z");
    assertThat(before.from()).isEqualTo(Instant.parse("2026-01-01T08:00:00Z").minus(Timeline.FAR));
  }

  @Test
  void layerInEffectBeforeItsStart_takesTurnsBackwards() {
    Layer early =
        new Layer(
            "main",
            List.of("a", "b", "c"),
            LocalDateTime.parse("2026-01-10T09:00"),
            DAY,
            ALWAYS,
            LocalDateTime.parse("2026-01-07T09:00"),
            null);
    assertThat(rendered(timeline(UTC, early), "2026-01-07T00:00:00Z", "2026-01-10T12:00:00Z"))
        .containsExactly(
            "null 2026-01-07T00:00:00Z 2026-01-07T09:00:00Z",
            "a 2026-01-07T09:00:00Z 2026-01-08T09:00:00Z",
            "b 2026-01-08T09:00:00Z 2026-01-09T09:00:00Z",
            "c 2026-01-09T09:00:00Z 2026-01-10T09:00:00Z",
            "a 2026-01-10T09:00:00Z 2026-01-10T12:00:00Z");
  }

  @Test
  void higherLayer_coversTheLowerWhereItHasSomebody() {
    Window nights = window(18, 32, DayOfWeek.MONDAY, DayOfWeek.TUESDAY);
    Timeline two =
        timeline(
            UTC,
            layer("base", "2026-01-05T09:00", WEEK, ALWAYS, "li"),
            layer("nights", "2026-01-05T00:00", WEEK, List.of(nights), "mei"));
    assertThat(rendered(two, "2026-01-05T09:00:00Z", "2026-01-07T12:00:00Z"))
        .containsExactly(
            "li 2026-01-05T09:00:00Z 2026-01-05T18:00:00Z",
            "mei 2026-01-05T18:00:00Z 2026-01-06T08:00:00Z",
            "li 2026-01-06T08:00:00Z 2026-01-06T18:00:00Z",
            "mei 2026-01-06T18:00:00Z 2026-01-07T08:00:00Z",
            "li 2026-01-07T08:00:00Z 2026-01-07T12:00:00Z");
    Shift night = two.at(Instant.parse("2026-01-06T02:00:00Z"));
    assertThat(night.time())
        .isEqualTo(
            new Interval(
                Instant.parse("2026-01-05T18:00:00Z"), Instant.parse("2026-01-06T08:00:00Z")));
    assertThat(night.duty())
        .isInstanceOfSatisfying(Turn.class, turn -> assertThat(turn.layer()).isEqualTo("nights"));
  }

  @Test
  void windowsThatTouch_areOneShift() {
    List<Window> weekend =
        List.of(
            window(17, 24, DayOfWeek.FRIDAY),
            window(0, 24, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
            window(0, 9, DayOfWeek.MONDAY));
    Timeline one = timeline(UTC, layer("w", "2026-01-01T12:00", WEEK, weekend, "li"));
    // the turn changes on Thursdays, so that the weekend is whole
    assertThat(rendered(one, "2026-01-09T00:00:00Z", "2026-01-13T00:00:00Z"))
        .containsExactly(
            "null 2026-01-09T00:00:00Z 2026-01-09T17:00:00Z",
            "li 2026-01-09T17:00:00Z 2026-01-12T09:00:00Z",
            "null 2026-01-12T09:00:00Z 2026-01-13T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    // ends at a skipped time, lies in the skipped hour, begins and ends around the doubled hour
    "1:00-2:30,2026-03-29T00:00:00Z,2026-03-29T01:00:00Z",
    "2:15-2:45,,",
    "2:30-4:00,2026-10-25T00:30:00Z,2026-10-25T03:00:00Z",
    "2:00-3:00,2026-10-25T00:00:00Z,2026-10-25T02:00:00Z",
  })
  void window_overTheChangesOfTheClock(String hours, Instant from, Instant until) {
    String[] ends = hours.split("[-:]");
    Window window =
        new Window(
            EnumSet.allOf(DayOfWeek.class),
            Integer.parseInt(ends[0]) * 60 + Integer.parseInt(ends[1]),
            Integer.parseInt(ends[2]) * 60 + Integer.parseInt(ends[3]));
    String day =
        from == null || from.isBefore(Instant.parse("2026-06-01T00:00:00Z"))
            ? "2026-03-29"
            : "2026-10-25";
    Interval wholeDay =
        new Interval(
            WallClock.instant(LocalDateTime.parse(day + "T00:00"), BERLIN),
            WallClock.instant(LocalDateTime.parse(day + "T23:00"), BERLIN));
    assertThat(Window.within(List.of(window), BERLIN, wholeDay))
        .isEqualTo(from == null ? List.of() : List.of(new Interval(from, until)));
  }

  @Test
  void standIns_theLaterMadeGoesFirst() {
    Period always =
        new Period(Instant.EPOCH, new Rota(UTC, List.of(layer("2026-01-05T09:00", WEEK, "li"))));
    Timeline stood =
        with(
            always,
            standIn("mei", "2026-01-06T00:00:00Z", "2026-01-07T00:00:00Z"),
            standIn("zhang", "2026-01-06T12:00:00Z", "2026-01-06T18:00:00Z"));
    assertThat(rendered(stood, "2026-01-05T09:00:00Z", "2026-01-08T00:00:00Z"))
        .containsExactly(
            "li 2026-01-05T09:00:00Z 2026-01-06T00:00:00Z",
            "mei 2026-01-06T00:00:00Z 2026-01-06T12:00:00Z",
            "zhang 2026-01-06T12:00:00Z 2026-01-06T18:00:00Z",
            "mei 2026-01-06T18:00:00Z 2026-01-07T00:00:00Z",
            "li 2026-01-07T00:00:00Z 2026-01-08T00:00:00Z");
  }

  @Test
  void swap_isTwoStandIns() {
    Period weeks =
        new Period(
            Instant.EPOCH, new Rota(UTC, List.of(layer("2026-01-05T09:00", WEEK, "li", "mei"))));
    Timeline swapped =
        with(
            weeks,
            standIn("mei", "2026-01-05T09:00:00Z", "2026-01-12T09:00:00Z"),
            standIn("li", "2026-01-12T09:00:00Z", "2026-01-19T09:00:00Z"));
    assertThat(rendered(swapped, "2026-01-05T09:00:00Z", "2026-01-26T09:00:00Z"))
        .containsExactly(
            "mei 2026-01-05T09:00:00Z 2026-01-12T09:00:00Z",
            "li 2026-01-12T09:00:00Z 2026-01-19T09:00:00Z",
            "li 2026-01-19T09:00:00Z 2026-01-26T09:00:00Z");
  }

  @Test
  void change_doesNotRewriteWhoWasOnCall() {
    Rota before = new Rota(UTC, List.of(layer("2026-01-05T09:00", WEEK, "li")));
    Rota after = new Rota(UTC, List.of(layer("2026-01-05T09:00", WEEK, "mei")));
    Timeline changed =
        new Timeline(
            List.of(
                new Period(Instant.parse("2026-01-01T00:00:00Z"), before),
                new Period(Instant.parse("2026-01-07T12:00:00Z"), after),
                new Period(Instant.parse("2026-01-08T12:00:00Z"), null),
                new Period(Instant.parse("2026-01-09T12:00:00Z"), after),
                new Period(Instant.parse("2026-01-10T12:00:00Z"), after)),
            List.of(standIn("zhang", "2026-01-08T00:00:00Z", "2026-01-10T00:00:00Z")));
    assertThat(rendered(changed, "2026-01-05T09:00:00Z", "2026-01-12T09:00:00Z"))
        .containsExactly(
            "li 2026-01-05T09:00:00Z 2026-01-07T12:00:00Z",
            "mei 2026-01-07T12:00:00Z 2026-01-08T00:00:00Z",
            "zhang 2026-01-08T00:00:00Z 2026-01-08T12:00:00Z",
            "null 2026-01-08T12:00:00Z 2026-01-09T12:00:00Z",
            "zhang 2026-01-09T12:00:00Z 2026-01-10T00:00:00Z",
            "mei 2026-01-10T00:00:00Z 2026-01-12T09:00:00Z");
  }

  @Test
  void layerThatEnds_leavesAGapWithoutEnd() {
    LocalDateTime begin = LocalDateTime.parse("2026-01-01T00:00");
    Layer ending =
        new Layer(
            "main",
            List.of("li"),
            begin,
            WEEK,
            ALWAYS,
            begin,
            LocalDateTime.parse("2026-02-01T00:00"));
    Timeline ends = timeline(UTC, ending);
    Instant later = Instant.parse("2026-03-01T00:00:00Z");
    assertThat(ends.at(later).from()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(ends.at(later).until()).isEqualTo(later.plus(Timeline.FAR));
    assertThat(ends.next(later)).isEmpty();
  }

  @Test
  void next_isTheFirstWithSomebody() {
    Window mornings = window(8, 12);
    Timeline gaps =
        timeline(UTC, layer("m", "2026-01-01T00:00", WEEK, List.of(mornings), "li", "mei"));
    assertThat(gaps.next(Instant.parse("2026-01-01T12:00:00Z")))
        .hasValueSatisfying(
            shift -> {
              assertThat(shift.person()).isEqualTo("li");
              assertThat(shift.from()).isEqualTo("2026-01-02T08:00:00Z");
              assertThat(shift.until()).isEqualTo("2026-01-02T12:00:00Z");
            });
  }

  @Test
  void costGoesWithTheRange_notWithTheAgeOfTheSchedule() {
    Timeline old =
        timeline(
            ZoneId.of("America/New_York"),
            layer("0001-01-01T00:00", Duration.ofHours(1), "a", "b", "c"));
    Instant at = Instant.parse("2026-11-01T05:30:00Z");
    // walking there from the start, 17 million turns each time, would not come to an end
    for (int i = 0; i < 10_000; i++) {
      assertThat(old.at(at.plusSeconds(i * 3600L)).isGap()).isFalse();
    }
  }

  @Test
  void samoa_skippedAWholeDay() {
    Timeline daily =
        timeline(ZoneId.of("Pacific/Apia"), layer("2011-12-28T12:00", DAY, "a", "b", "c", "d"));
    assertThat(rendered(daily, "2011-12-29T22:00:00Z", "2012-01-01T22:00:00Z"))
        .as("the turn of c began at noon of the day that was skipped")
        .containsExactly(
            "b 2011-12-29T22:00:00Z 2011-12-30T10:00:00Z",
            "c 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z",
            "d 2011-12-30T22:00:00Z 2011-12-31T22:00:00Z",
            "a 2011-12-31T22:00:00Z 2012-01-01T22:00:00Z");
  }
}
