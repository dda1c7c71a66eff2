package io.heard.tickets.calendar;

import biweekly.component.VEvent;
import biweekly.property.ExceptionDates;
import biweekly.property.RecurrenceDates;
import biweekly.property.RecurrenceRule;
import biweekly.util.DateTimeComponents;
import biweekly.util.Duration;
import biweekly.util.Frequency;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import biweekly.util.com.google.ical.compat.javautil.DateIterator;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;

/**
 * The days of one all-day event. The library reads a date as midnight of the machine's time zone;
 * everything here goes by the year, month and day that were written instead.
 */
final class HolidaySeries {

  private static final Set<Frequency> FREQUENCIES =
      Set.of(Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY);
  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");
  private static final int LONGEST = 366;
  private static final int MOST_STEPS = 50_000;

  private final VEvent event;
  private final LocalDate start;
  private final Set<LocalDate> left;

  /**
   * A series.
   *
   * @param movedDays days that another event stands in for
   */
  HolidaySeries(VEvent event, Set<LocalDate> movedDays) {
    this.event = event;
    start = date(event.getDateStart().getValue());
    left = new HashSet<>(event.getRecurrenceId() == null ? movedDays : Set.of());
    for (ExceptionDates dates : event.getExceptionDates()) {
      dates.getValues().forEach(day -> left.add(date(day)));
    }
  }

  /** The day that was written, if there is such a day. */
  static Optional<LocalDate> written(ICalDate date) {
    try {
      return Optional.of(date(date));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  /** The day that was written. */
  private static LocalDate date(ICalDate date) {
    DateTimeComponents written = date.getRawComponents();
    return LocalDate.of(written.getYear(), written.getMonth(), written.getDate());
  }

  String reasonToIgnore() {
    if (length() > LONGEST) {
      return "lasts longer than " + LONGEST + " days";
    }
    if (!event.getExceptionRules().isEmpty()) {
      return "has an EXRULE, which RFC 5545 has abolished";
    }
    for (RecurrenceRule rule : rules()) {
      if (rule.getValue() == null || !FREQUENCIES.contains(rule.getValue().getFrequency())) {
        return "repeats by a rule that cannot be read, or more often than daily";
      }
    }
    return null;
  }

  private List<RecurrenceRule> rules() {
    return event.getProperties(RecurrenceRule.class);
  }

  /** Days of one occurrence: DTEND is exclusive, and without an end it is one day. */
  private long length() {
    if (event.getDateEnd() != null && event.getDateEnd().getValue() != null) {
      return Math.max(1, ChronoUnit.DAYS.between(start, date(event.getDateEnd().getValue())));
    }
    Duration duration = event.getDuration() == null ? null : event.getDuration().getValue();
    return duration == null ? 1 : Math.max(1, duration.toMillis() / 86_400_000L);
  }

  /** As a calendar keeps them; of what repeats other than plainly, those between two days. */
  Set<String> days(LocalDate from, LocalDate until) {
    Set<String> days = new TreeSet<>();
    if (plainlyYearly()) {
      for (int i = 0; i < length(); i++) {
        days.add(MonthDay.from(start.plusDays(i)).toString());
      }
      return days;
    }
    boolean repeats = !rules().isEmpty() || !event.getRecurrenceDates().isEmpty();
    for (LocalDate first : occurrences(until)) {
      for (int i = 0; i < length(); i++) {
        LocalDate day = first.plusDays(i);
        if (!repeats || (!day.isBefore(from) && !day.isAfter(until))) {
          days.add(day.toString());
        }
      }
    }
    return days;
  }

  /** Every year on the days of the first year, without end or exception. */
  private boolean plainlyYearly() {
    if (rules().size() != 1 || !left.isEmpty() || !event.getRecurrenceDates().isEmpty()) {
      return false;
    }
    Recurrence rule = rules().get(0).getValue();
    Recurrence yearly = new Recurrence.Builder(Frequency.YEARLY).build();
    Recurrence bare =
        new Recurrence.Builder(rule)
            .interval(Integer.valueOf(1).equals(rule.getInterval()) ? null : rule.getInterval())
            .workweekStarts(null)
            .build();
    if (rule.getByMonth().equals(List.of(start.getMonthValue()))
        && rule.getByMonthDay().equals(List.of(start.getDayOfMonth()))) {
      yearly =
          new Recurrence.Builder(Frequency.YEARLY)
              .byMonth(start.getMonthValue())
              .byMonthDay(start.getDayOfMonth())
              .build();
    }
    LocalDate last = start.plusDays(length() - 1);
    LocalDate leapDay = LocalDate.of(last.getYear(), 3, 1);
    boolean overFebruary =
        length() > 1 && start.isBefore(leapDay) && !last.isBefore(leapDay.minusDays(1));
    return bare.equals(yearly) && !overFebruary;
  }

  private Set<LocalDate> occurrences(LocalDate until) {
    Set<LocalDate> found = new TreeSet<>();
    found.add(start);
    for (RecurrenceRule rule : rules()) {
      found.addAll(repeated(rule.getValue(), until));
    }
    for (RecurrenceDates dates : event.getRecurrenceDates()) {
      dates.getDates().forEach(day -> found.add(date(day)));
    }
    found.removeAll(left);
    return found;
  }

  private Set<LocalDate> repeated(Recurrence rule, LocalDate until) {
    LocalDate end = rule.getUntil() == null ? until : earlier(until, date(rule.getUntil()));
    Recurrence endless = new Recurrence.Builder(rule).until((ICalDate) null).build();
    Date first = Date.from(start.atStartOfDay(ZoneOffset.UTC).toInstant());
    DateIterator days = endless.getDateIterator(new ICalDate(first, true), UTC);
    Set<LocalDate> found = new TreeSet<>();
    for (int step = 0; step < MOST_STEPS && days.hasNext(); step++) {
      LocalDate day = days.next().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
      if (day.isAfter(end)) {
        break;
      }
      found.add(day);
    }
    return found;
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }
}
