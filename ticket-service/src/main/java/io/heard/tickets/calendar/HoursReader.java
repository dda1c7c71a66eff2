package io.heard.tickets.calendar;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a calendar's description once and collects every fault on the way. */
final class HoursReader {
  private static final Pattern INTERVAL =
      Pattern.compile("(\\d\\d):([0-5]\\d)-(\\d\\d):([0-5]\\d)");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final int MINUTES_PER_DAY = 24 * 60;

  private final CalendarApi.Hours hours;
  private final Faults faults = new Faults();

  HoursReader(CalendarApi.Hours hours) {
    this.hours = hours;
  }

  WorkCalendar read() {
    ZoneId zone = zone();
    List<DayHours> week = week();
    ExceptionalDays exceptions = exceptions();
    if (!faults.isEmpty()) {
      throw new InvalidCalendarException(faults.list());
    }
    return new WorkCalendar(zone, week, exceptions);
  }

  private ZoneId zone() {
    if (hours.timeZone() == null) {
      faults.add(
          "/timeZone", "required", "A calendar needs a time zone, such as \"Europe/Berlin\"");
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(hours.timeZone());
    } catch (DateTimeException unknown) {
      faults.add(
          "/timeZone",
          "unknown-time-zone",
          "Unknown time zone "
              + quoted(hours.timeZone())
              + ": use an IANA name, such as \"Europe/Berlin\"");
      return ZoneOffset.UTC;
    }
  }

  private List<DayHours> week() {
    Map<DayOfWeek, DayHours> week = new EnumMap<>(DayOfWeek.class);
    entries(hours.weekly())
        .forEach(
            (key, intervals) -> {
              String pointer = "/weekly/" + escaped(key);
              DayOfWeek day = weekday(key, pointer);
              DayHours read = DayHours.usual(intervals(intervals, pointer));
              if (day != null) {
                week.put(day, read);
              }
            });
    DayHours closed = DayHours.usual(List.of());
    return Arrays.stream(DayOfWeek.values()).map(d -> week.getOrDefault(d, closed)).toList();
  }

  private DayOfWeek weekday(String key, String pointer) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().substring(0, 3).equals(key)) {
        return day;
      }
    }
    faults.add(
        pointer,
        "not-one-of",
        quoted(key) + " is no weekday: use MON, TUE, WED, THU, FRI, SAT or SUN");
    return null;
  }

  private ExceptionalDays exceptions() {
    Set<LocalDate> holidays = new HashSet<>();
    Set<MonthDay> yearly = new HashSet<>();
    List<String> given = hours.holidays() == null ? List.of() : hours.holidays();
    for (int i = 0; i < given.size(); i++) {
      holiday(given.get(i), "/holidays/" + i, holidays, yearly);
    }
    Map<LocalDate, DayHours> openDays = new HashMap<>();
    entries(hours.openDays())
        .forEach(
            (key, intervals) -> {
              String pointer = "/openDays/" + escaped(key);
              LocalDate date = date(key);
              List<DayHours.Interval> read = intervals(intervals, pointer);
              if (date == null) {
                faults.add(pointer, "malformed", quoted(key) + " is no date like 2016-12-24");
              } else {
                openDays.put(date, DayHours.openDay(read, date));
              }
            });
    return new ExceptionalDays(openDays, holidays, yearly);
  }

  private void holiday(String text, String pointer, Set<LocalDate> holidays, Set<MonthDay> yearly) {
    LocalDate date = date(text);
    MonthDay day = date == null ? monthDay(text) : null;
    if (date != null) {
      holidays.add(date);
    } else if (day != null) {
      yearly.add(day);
    } else {
      faults.add(
          pointer,
          "malformed",
          quoted(text) + " is neither a date like 2016-11-01 nor a yearly day like --12-25");
    }
  }

  private static MonthDay monthDay(String text) {
    if (text == null) {
      return null;
    }
    try {
      return MonthDay.parse(text);
    } catch (DateTimeException noDay) {
      return null;
    }
  }

  private static LocalDate date(String text) {
    if (text == null || !DATE.matcher(text).matches()) {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noDate) {
      return null;
    }
  }

  /** The readable intervals of a day, ascending; the others are refused. */
  private List<DayHours.Interval> intervals(List<String> texts, String pointer) {
    if (texts == null) {
      faults.add(pointer, "required", "Give a list of intervals, an empty one for a closed day");
      return List.of();
    }
    record Placed(int index, DayHours.Interval interval) {}
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      DayHours.Interval interval = interval(texts.get(i), pointer + "/" + i);
      if (interval != null) {
        placed.add(new Placed(i, interval));
      }
    }
    placed.sort(Comparator.comparingInt(p -> p.interval().from()));
    int end = 0;
    for (Placed p : placed) {
      if (p.interval().from() < end) {
        faults.add(
            pointer + "/" + p.index(),
            "overlap",
            quoted(texts.get(p.index())) + " overlaps another interval of the same day");
      }
      end = Math.max(end, p.interval().to());
    }
    return placed.stream().map(Placed::interval).toList();
  }

  private DayHours.Interval interval(String text, String pointer) {
    Matcher matcher = INTERVAL.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      faults.add(
          pointer,
          "malformed",
          quoted(text) + " is no interval like 08:00-17:30, the end up to 24:00");
      return null;
    }
    int from = minutes(matcher.group(1), matcher.group(2));
    int to = minutes(matcher.group(3), matcher.group(4));
    if (to > MINUTES_PER_DAY || from >= MINUTES_PER_DAY) {
      faults.add(
          pointer,
          "malformed",
          quoted(text) + " leaves the day: it begins at 00:00 or later and ends by 24:00");
      return null;
    }
    if (from >= to) {
      faults.add(
          pointer,
          "empty",
          quoted(text)
              + " does not end after it begins; hours over midnight are two intervals, up to 24:00"
              + " and from 00:00 of the next day");
      return null;
    }
    return new DayHours.Interval(from, to);
  }

  private static int minutes(String hour, String minute) {
    return Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
  }

  private static <V> Map<String, V> entries(Map<String, V> map) {
    return map == null ? Map.of() : map;
  }

  private static String quoted(String text) {
    return text == null ? "null" : '"' + text + '"';
  }

  /** As a JSON Pointer token, RFC 6901. */
  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
