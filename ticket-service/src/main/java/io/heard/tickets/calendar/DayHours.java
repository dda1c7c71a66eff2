package io.heard.tickets.calendar;

import java.util.List;

/**
 * The working hours of one kind of day, in nanoseconds of the local day: disjoint, ascending.
 *
 * @param from beginnings
 * @param to ends, exclusive
 * @param total working time of an uncut day
 * @param whyOpen why the hours count
 * @param whyClosed why the rest does not
 */
@SuppressWarnings("ArrayRecordComponent") // read in the innermost loop, never compared
record DayHours(long[] from, long[] to, long total, String whyOpen, String whyClosed) {
  private static final String OUTSIDE = "outside working hours";
  private static final long MINUTE = 60_000_000_000L;

  /** Hours in minutes of the day, for an interval of a calendar's description. */
  record Interval(int from, int to) {}

  static DayHours usual(List<Interval> intervals) {
    return of(intervals, "working hours", OUTSIDE);
  }

  static DayHours openDay(List<Interval> intervals, Object date) {
    return of(intervals, "open day " + date, intervals.isEmpty() ? "closed day " + date : OUTSIDE);
  }

  static DayHours holiday(Object day) {
    return of(List.of(), "", "holiday " + day);
  }

  static DayHours always() {
    return of(List.of(new Interval(0, 24 * 60)), "24x7: all time counts", "");
  }

  private static DayHours of(List<Interval> intervals, String whyOpen, String whyClosed) {
    long[] from = intervals.stream().mapToLong(i -> i.from() * MINUTE).toArray();
    long[] to = intervals.stream().mapToLong(i -> i.to() * MINUTE).toArray();
    long total = intervals.stream().mapToLong(i -> (i.to() - i.from()) * MINUTE).sum();
    return new DayHours(from, to, total, whyOpen, whyClosed);
  }
}
