package io.heard.tickets.calendar;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The days that do not follow the week: open days before dated holidays before yearly ones. */
final class ExceptionalDays {
  static final long NONE = Long.MAX_VALUE;

  /** 29 February comes at the latest after eight years (1896, 1904). */
  private static final int YEARS_TO_LEAP_DAY = 8;

  private final long[] dates;
  private final DayHours[] hours;
  private final MonthDay[] yearly;
  private final DayHours[] yearlyHours;

  ExceptionalDays(
      Map<LocalDate, DayHours> openDays, Set<LocalDate> holidays, Set<MonthDay> yearlyHolidays) {
    TreeMap<Long, DayHours> dated = new TreeMap<>();
    holidays.forEach(date -> dated.put(date.toEpochDay(), DayHours.holiday(date)));
    openDays.forEach((date, open) -> dated.put(date.toEpochDay(), open));
    dates = dated.keySet().stream().mapToLong(Long::longValue).toArray();
    hours = dated.values().toArray(DayHours[]::new);
    yearly = new TreeSet<>(yearlyHolidays).toArray(MonthDay[]::new);
    yearlyHours = Arrays.stream(yearly).map(DayHours::holiday).toArray(DayHours[]::new);
  }

  /** The first exceptional day on or after an epoch day, or {@link #NONE}. */
  long next(long day) {
    int i = Arrays.binarySearch(dates, day);
    if (i >= 0) {
      return day;
    }
    long dated = -i - 1 < dates.length ? dates[-i - 1] : NONE;
    return yearly.length == 0 ? dated : Math.min(dated, nextYearly(LocalDate.ofEpochDay(day)));
  }

  private long nextYearly(LocalDate from) {
    int i = Arrays.binarySearch(yearly, MonthDay.from(from));
    int first = i >= 0 ? i : -i - 1;
    for (int year = from.getYear(); year <= from.getYear() + YEARS_TO_LEAP_DAY; year++) {
      for (int k = first; k < yearly.length; k++) {
        if (yearly[k].isValidYear(year)) {
          return yearly[k].atYear(year).toEpochDay();
        }
      }
      first = 0;
    }
    return NONE;
  }

  /** The hours of a day that {@link #next} named. */
  DayHours on(long day) {
    int i = Arrays.binarySearch(dates, day);
    return i >= 0
        ? hours[i]
        : yearlyHours[Arrays.binarySearch(yearly, MonthDay.from(LocalDate.ofEpochDay(day)))];
  }
}
