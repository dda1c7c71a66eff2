package io.heard.notifications.schedules.rota;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.schedules.rota.Duty.StandIn;
import io.heard.notifications.schedules.rota.Timeline.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for any schedule, tried on many, over both changes of the clock. */
class TimelinePropertiesTest {

  private static final int TRIES = 60;
  private static final Duration STEP = Duration.ofMinutes(10);

  /** A schedule made up, and a range that has a change of the clock in it. */
  private record Try(
      ZoneId zone,
      List<Layer> layers,
      List<Layer> later,
      Instant changedAt,
      List<StandIn> standIns,
      Interval range) {

    Timeline timeline() {
      return new Timeline(
          List.of(
              new Period(Instant.EPOCH, new Rota(zone, layers)),
              new Period(changedAt, new Rota(zone, later))),
          standIns);
    }

    /** Who is on call, found by walking through every turn from the first: slow and simple. */
    String walked(Instant at) {
      String person = null;
      for (Layer layer : at.isBefore(changedAt) ? layers : later) {
        String of = walked(layer, at);
        person = of == null ? person : of;
      }
      for (StandIn standIn : standIns) {
        person = standIn.whole().contains(at) ? standIn.person() : person;
      }
      return person;
    }

    private String walked(Layer layer, Instant at) {
      boolean inEffect =
          !at.isBefore(shown(layer.from()))
              && (layer.until() == null || at.isBefore(shown(layer.until())));
      boolean open = layer.restrictions().isEmpty();
      for (Window window : layer.restrictions()) {
        for (int back = 0; back <= 2; back++) {
          LocalDateTime midnight = at.atZone(zone).toLocalDate().minusDays(back).atStartOfDay();
          open |=
              window.days().contains(midnight.getDayOfWeek())
                  && !at.isBefore(shown(midnight.plusMinutes(window.fromMinute())))
                  && at.isBefore(shown(midnight.plusMinutes(window.untilMinute())));
        }
      }
      if (!inEffect || !open) {
        return null;
      }
      int turn = 0;
      LocalDateTime handoff = layer.start().plus(layer.rotation());
      while (!shown(handoff).isAfter(at)) {
        turn++;
        handoff = handoff.plus(layer.rotation());
      }
      return layer.participants().get(turn % layer.participants().size());
    }

    /** The first instant at which the clock shows this time or a later one. */
    private Instant shown(LocalDateTime time) {
      Instant found = time.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
      return found.atZone(zone).toLocalDateTime().equals(time)
          ? found
          : zone.getRules().getTransition(time).getInstant();
    }
  }

  private static Try made(Random random, ZoneId zone) {
    Instant change =
        zone.getRules().isFixedOffset()
                || zone.getRules().nextTransition(Instant.parse("2026-01-15T00:00:00Z")) == null
            ? Instant.parse("2026-03-29T01:00:00Z")
            : transition(random, zone);
    Instant from = change.minus(Duration.ofMinutes(10L * (random.nextInt(700) + 20)));
    Interval range =
        new Interval(from, change.plus(Duration.ofMinutes(10L * (random.nextInt(700) + 20))));
    LocalDateTime start = LocalDateTime.ofInstant(from.minus(Duration.ofDays(20)), ZoneOffset.UTC);
    List<Layer> layers = layers(random, start);
    List<Layer> later = random.nextBoolean() ? layers : layers(random, start);
    List<StandIn> standIns = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Instant begin = from.plus(STEP.multipliedBy(random.nextInt(900)));
      standIns.add(
          new StandIn(
              UUID.randomUUID(),
              new Interval(begin, begin.plus(STEP.multipliedBy(1 + random.nextInt(400)))),
              "stand-in-" + i));
    }
    return new Try(
        zone, layers, later, from.plus(STEP.multipliedBy(random.nextInt(800))), standIns, range);
  }

  private static Instant transition(Random random, ZoneId zone) {
    Instant first =
        zone.getRules().nextTransition(Instant.parse("2026-01-15T00:00:00Z")).getInstant();
    return random.nextBoolean() ? first : zone.getRules().nextTransition(first).getInstant();
  }

  private static List<Layer> layers(Random random, LocalDateTime start) {
    List<Layer> layers = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<String> people = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        people.add("layer-" + i + "-" + j);
      }
      LocalDateTime begin =
          start.toLocalDate().atStartOfDay().plusMinutes(30L * random.nextInt(48));
      layers.add(
          new Layer(
              "layer " + i,
              people,
              begin,
              List.of(
                      Duration.ofHours(1),
                      Duration.ofHours(5),
                      Duration.ofHours(12),
                      Duration.ofDays(1),
                      Duration.ofDays(3),
                      Duration.ofDays(7))
                  .get(random.nextInt(6)),
              windows(random),
              begin.plusHours(random.nextInt(300)),
              random.nextInt(4) == 0 ? begin.plusDays(14 + random.nextInt(10)) : null));
    }
    return layers;
  }

  private static List<Window> windows(Random random) {
    List<Window> windows = new ArrayList<>();
    for (int i = random.nextInt(4); i > 1; i--) {
      EnumSet<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
      for (int j = 0; j < 4; j++) {
        days.add(DayOfWeek.of(1 + random.nextInt(7)));
      }
      int from = 30 * random.nextInt(48);
      windows.add(new Window(days, from, from + 30 * (1 + random.nextInt(47))));
    }
    return windows;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/New_York",
        "Asia/Shanghai",
        "Australia/Lord_Howe",
        "UTC"
      })
  void anySchedule(String zone) {
    for (int seed = 0; seed < TRIES; seed++) {
      Try made = made(new Random(seed), ZoneId.of(zone));
      Timeline timeline = made.timeline();
      List<Shift> shifts = timeline.shifts(made.range());
      String label = zone + " seed " + seed;

      assertTiles(shifts, made.range(), label);
      assertThat(joined(pieces(timeline, made.range(), new Random(seed))))
          .as("in pieces as at once: %s", label)
          .isEqualTo(shifts);
      for (Shift shift : shifts) {
        Shift found = timeline.at(shift.from());
        assertThat(found.person()).as("at %s: %s", shift.from(), label).isEqualTo(shift.person());
        assertThat(found.duty()).isEqualTo(shift.duty());
        assertThat(found.time().common(made.range())).isEqualTo(shift.time());
      }
      for (Instant at = made.range().from();
          at.isBefore(made.range().until());
          at = at.plus(STEP)) {
        assertThat(at(shifts, at).person())
            .as("who at %s: %s", at, label)
            .isEqualTo(made.walked(at));
      }
    }
  }

  private static void assertTiles(List<Shift> shifts, Interval range, String label) {
    assertThat(shifts.get(0).from()).as(label).isEqualTo(range.from());
    assertThat(shifts.get(shifts.size() - 1).until()).as(label).isEqualTo(range.until());
    for (int i = 1; i < shifts.size(); i++) {
      assertThat(shifts.get(i).from()).as(label).isEqualTo(shifts.get(i - 1).until());
    }
  }

  private static List<Shift> pieces(Timeline timeline, Interval range, Random random) {
    List<Shift> pieces = new ArrayList<>();
    Instant at = range.from();
    while (at.isBefore(range.until())) {
      Instant next = Interval.earlier(at.plusSeconds(1 + random.nextInt(40 * 3600)), range.until());
      pieces.addAll(timeline.shifts(new Interval(at, next)));
      at = next;
    }
    return pieces;
  }

  private static List<Shift> joined(List<Shift> pieces) {
    List<Shift> joined = new ArrayList<>();
    for (Shift piece : pieces) {
      Shift last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null
          && Objects.equals(last.duty(), piece.duty())
          && Objects.equals(last.person(), piece.person())) {
        joined.set(
            joined.size() - 1,
            new Shift(new Interval(last.from(), piece.until()), last.person(), last.duty()));
      } else {
        joined.add(piece);
      }
    }
    return joined;
  }

  private static Shift at(List<Shift> shifts, Instant at) {
    return shifts.stream().filter(shift -> shift.time().contains(at)).findFirst().orElseThrow();
  }
}
