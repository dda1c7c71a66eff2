package io.heard.tickets.calendar;

import io.heard.tickets.calendar.CalendarApi.Holiday;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Brings the holidays of a file into a calendar, and tells what came of it. */
public final class HolidayImport {

  private final HolidayFile file;
  private final List<Holiday> added = new ArrayList<>();
  private final List<Holiday> present = new ArrayList<>();
  private Versioned<CalendarApi.Definition> calendar;

  HolidayImport(HolidayFile file) {
    this.file = file;
  }

  /** The definition with the holidays it did not have, after those it had. */
  CalendarApi.Definition addTo(CalendarApi.Definition before) {
    Set<String> known = new HashSet<>(before.holidays());
    List<String> holidays = new ArrayList<>(before.holidays());
    for (Holiday holiday : file.holidays()) {
      if (known.contains(holiday.day()) || isYearly(holiday.day(), known)) {
        present.add(holiday);
      } else {
        added.add(holiday);
        holidays.add(holiday.day());
      }
    }
    return new CalendarApi.Definition(
        before.name(), before.timeZone(), before.weekly(), holidays, before.openDays());
  }

  private static boolean isYearly(String day, Set<String> known) {
    return !day.startsWith("--") && known.contains(MonthDay.from(LocalDate.parse(day)).toString());
  }

  void calendar(Versioned<CalendarApi.Definition> after) {
    calendar = after;
  }

  Versioned<CalendarApi.Definition> calendar() {
    return calendar;
  }

  CalendarApi.Imported answer(CalendarApi.View view) {
    return new CalendarApi.Imported(
        view, added, present, file.ignoredCount(), file.ignored(), file.repeatedUntil());
  }
}
