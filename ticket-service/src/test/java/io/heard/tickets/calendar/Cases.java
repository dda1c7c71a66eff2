package io.heard.tickets.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random calculations, most of them around a clock change of an awkward zone. */
final class Cases {
  /** Midnight changes, half hours, two hours, a skipped date, changes into yesterday, none. */
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/New_York",
          "Asia/Shanghai",
          "America/Sao_Paulo",
          "America/Havana",
          "America/St_Johns",
          "Asia/Beirut",
          "Asia/Gaza",
          "Africa/Cairo",
          "Africa/Casablanca",
          "Australia/Lord_Howe",
          "Antarctica/Troll",
          "Pacific/Apia",
          "Pacific/Kwajalein",
          "Asia/Kathmandu");

  private static final String[] WEEKDAYS = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};
  private static final int GRID = 15;

  /**
   * A calculation.
   *
   * @param hours the description of the calendar
   * @param start on a whole minute
   * @param target in whole minutes
   * @param pauses on whole minutes
   * @param now on a whole minute, possibly before the start
   */
  record Case(
      CalendarApi.Hours hours, Instant start, Duration target, List<Pause> pauses, Instant now) {
    WorkCalendar calendar() {
      return WorkCalendar.ofStored(hours);
    }

    /** The case moved off the whole minutes. */
    Case shifted(Duration by) {
      List<Pause> moved =
          pauses.stream()
              .map(p -> new Pause(p.from().plus(by), p.to() == null ? null : p.to().plus(by)))
              .toList();
      return new Case(hours, start.plus(by), target, moved, now.plus(by));
    }
  }

  static Arbitrary<Case> any() {
    return Arbitraries.randomValue(Cases::random);
  }

  private static Case random(Random random) {
    ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    Instant start = near(change(zone, random), 5, random);
    List<String> holidays = new ArrayList<>();
    Map<String, List<String>> openDays = new LinkedHashMap<>();
    LocalDate today = start.atZone(zone).toLocalDate();
    for (int i = random.nextInt(4); i > 0; i--) {
      LocalDate date = today.plusDays(random.nextInt(12) - 1);
      holidays.add(random.nextBoolean() ? date.toString() : MonthDay.from(date).toString());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      openDays.put(today.plusDays(random.nextInt(12) - 1).toString(), intervals(random));
    }
    Map<String, List<String>> weekly = new LinkedHashMap<>();
    for (String day : WEEKDAYS) {
      if (random.nextInt(4) > 0) {
        weekly.put(day, intervals(random));
      }
    }
    weekly.put("WED", List.of("09:00-17:00"));
    return new Case(
        new CalendarApi.Hours(zone.getId(), weekly, holidays, openDays),
        start,
        Duration.ofMinutes(random.nextInt(10) == 0 ? 0 : random.nextInt(60 * 60)),
        pauses(start, random),
        near(start.plus(Duration.ofDays(6)), 7, random));
  }

  /** A clock change of the zone between 1990 and 2040, or any instant for a zone without. */
  private static Instant change(ZoneId zone, Random random) {
    Instant at =
        LocalDate.of(1990 + random.nextInt(50), 1 + random.nextInt(12), 1)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    ZoneOffsetTransition next = zone.getRules().nextTransition(at);
    return next == null || random.nextInt(5) == 0 ? at : next.getInstant();
  }

  private static Instant near(Instant at, int days, Random random) {
    return at.plus(Duration.ofMinutes(random.nextInt(days * 2880) - days * 1440));
  }

  private static List<Pause> pauses(Instant start, Random random) {
    List<Pause> pauses = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Instant from = start.plus(Duration.ofMinutes(random.nextInt(8 * 1440) - 1440));
      boolean open = random.nextInt(12) == 0;
      pauses.add(new Pause(from, open ? null : from.plusSeconds(60L * random.nextInt(2 * 1440))));
    }
    return pauses;
  }

  private static List<String> intervals(Random random) {
    List<String> intervals = new ArrayList<>();
    int at = random.nextBoolean() ? 0 : GRID * random.nextInt(60);
    while (at < 1440 && intervals.size() < 4 && random.nextInt(5) > 0) {
      int to = Math.min(at + GRID * (1 + random.nextInt(50)), 1440);
      intervals.add(String.format(Locale.ROOT, "%s-%s", time(at), time(to)));
      at = to + GRID * random.nextInt(8);
    }
    return intervals;
  }

  private static String time(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
  }

  private Cases() {}
}
