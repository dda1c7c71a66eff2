package io.heard.tickets.calendar;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.RecurrenceId;
import biweekly.property.Summary;
import biweekly.property.Uid;
import biweekly.util.ICalDate;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.calendar.CalendarApi.Holiday;
import io.heard.tickets.calendar.CalendarApi.Ignored;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The holidays in an iCalendar file (RFC 5545): its all-day events, of every calendar in it. */
public final class HolidayFile {

  /** RFC 5545 §8.1. */
  public static final String MEDIA_TYPE = "text/calendar";

  private static final int MOST_EVENTS = 5_000;
  private static final int MOST_HOLIDAYS = 1_000;
  private static final int MOST_REASONS = 100;
  private static final int MOST_LETTERS = 200;
  private static final int YEARS_AHEAD = 5;

  private final Map<String, String> holidays = new TreeMap<>();
  private final List<Ignored> ignored = new ArrayList<>();
  private final LocalDate repeatedFrom;
  private final LocalDate repeatedUntil;
  private int ignoredCount;

  private HolidayFile(Instant now) {
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
    repeatedFrom = LocalDate.of(today.getYear() - 1, 1, 1);
    repeatedUntil = LocalDate.of(today.getYear() + YEARS_AHEAD, 12, 31);
  }

  /** Reads a file; 400 when it is none or too much. */
  static HolidayFile read(byte[] bytes, Instant now) {
    HolidayFile file = new HolidayFile(now);
    List<ICalendar> calendars = parse(text(bytes));
    List<VEvent> events = calendars.stream().flatMap(c -> c.getEvents().stream()).toList();
    if (events.size() > MOST_EVENTS) {
      throw refused("too-many", "must have at most " + MOST_EVENTS + " events");
    }
    Map<String, Set<LocalDate>> moved = moved(events);
    for (VEvent event : events) {
      file.add(event, moved.getOrDefault(uid(event), Set.of()));
    }
    return file;
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      Problem problem = refused("not-utf-8", "must be UTF-8");
      problem.initCause(e);
      throw problem;
    }
  }

  private static List<ICalendar> parse(String text) {
    List<ICalendar> calendars = Biweekly.parse(text).all();
    boolean whole = text.stripTrailing().endsWith("END:VCALENDAR");
    if (calendars.isEmpty() || !whole) {
      throw refused(
          "not-icalendar",
          "must be an iCalendar file (RFC 5545), from BEGIN:VCALENDAR to END:VCALENDAR");
    }
    return calendars;
  }

  private static Problem refused(String code, String message) {
    return Problem.invalid(new FieldError("", code, message));
  }

  /** Days of a series that an event of their own stands in for (RECURRENCE-ID). */
  private static Map<String, Set<LocalDate>> moved(List<VEvent> events) {
    Map<String, Set<LocalDate>> moved = new HashMap<>();
    for (VEvent event : events) {
      RecurrenceId instead = event.getRecurrenceId();
      if (instead != null && instead.getValue() != null) {
        HolidaySeries.written(instead.getValue())
            .ifPresent(day -> moved.computeIfAbsent(uid(event), uid -> new HashSet<>()).add(day));
      }
    }
    return moved;
  }

  private void add(VEvent event, Set<LocalDate> movedDays) {
    String why = reasonToIgnore(event);
    if (why == null) {
      why = addSeries(event, movedDays);
    }
    if (why != null) {
      ignoredCount++;
      if (ignored.size() < MOST_REASONS) {
        ignored.add(new Ignored(cut(uid(event)), summary(event), why));
      }
    }
  }

  /** Why an event became no holidays, or null when it did. */
  private String addSeries(VEvent event, Set<LocalDate> movedDays) {
    try {
      HolidaySeries series = new HolidaySeries(event, movedDays);
      String why = series.reasonToIgnore();
      if (why == null) {
        series.days(repeatedFrom, repeatedUntil).forEach(day -> keep(day, summary(event)));
      }
      return why;
    } catch (DateTimeException noSuchDay) {
      return "has a date that there is not: " + noSuchDay.getMessage();
    }
  }

  private void keep(String day, String summary) {
    holidays.putIfAbsent(day, summary);
    if (holidays.size() > MOST_HOLIDAYS) {
      throw refused("too-many", "must have at most " + MOST_HOLIDAYS + " holidays");
    }
  }

  private static String reasonToIgnore(VEvent event) {
    if (event.getStatus() != null && event.getStatus().isCancelled()) {
      return "cancelled";
    }
    ICalDate start = event.getDateStart() == null ? null : event.getDateStart().getValue();
    if (start == null) {
      return "has no start that can be read";
    }
    return start.hasTime() ? "begins at a time of day: only all-day events are holidays" : null;
  }

  private static String uid(VEvent event) {
    Uid uid = event.getUid();
    return uid == null ? null : uid.getValue();
  }

  private static String summary(VEvent event) {
    Summary summary = event.getSummary();
    return summary == null ? null : cut(summary.getValue());
  }

  private static String cut(String text) {
    return text == null || text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS);
  }

  /** In the order of their days, dates before yearly ones. */
  List<Holiday> holidays() {
    List<Holiday> found = new ArrayList<>();
    holidays.forEach(
        (day, summary) -> {
          if (!day.startsWith("--")) {
            found.add(new Holiday(day, summary));
          }
        });
    holidays.forEach(
        (day, summary) -> {
          if (day.startsWith("--")) {
            found.add(new Holiday(day, summary));
          }
        });
    return found;
  }

  List<Ignored> ignored() {
    return List.copyOf(ignored);
  }

  int ignoredCount() {
    return ignoredCount;
  }

  LocalDate repeatedUntil() {
    return repeatedUntil;
  }
}
