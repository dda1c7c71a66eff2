package io.heard.tickets.report;

import io.heard.tickets.report.ReportRows.Sum;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes reports of sums: a row for each part, a column for each number. */
@ApplicationScoped
class Reports {

  /** Ages in days, from and up to below. */
  private static final int[] AGES = {0, 1, 3, 7, 14, 30, 90};

  private static final LocalDate EVER = LocalDate.of(1900, 1, 1);
  private static final int PER_MILLE = 1_000;

  @Inject ReportRows rows;

  /** Everything about one part. */
  private static final class Part {
    private final Map<Measure, Long> counts = new EnumMap<>(Measure.class);
    private final Map<Measure, Long> totals = new EnumMap<>(Measure.class);
    private final Map<Measure, Map<Integer, Long>> buckets = new EnumMap<>(Measure.class);
    private final Map<String, Long> details = new TreeMap<>();

    void add(Sum sum) {
      counts.merge(sum.measure(), sum.n(), Long::sum);
      totals.merge(sum.measure(), sum.total(), Long::sum);
      Buckets.add(buckets.computeIfAbsent(sum.measure(), none -> new HashMap<>()), sum.classes());
      details.merge(sum.measure() + " " + sum.detail(), sum.n(), Long::sum);
    }

    long count(Measure measure) {
      return counts.getOrDefault(measure, 0L);
    }

    long count(Measure measure, String detail) {
      return details.getOrDefault(measure + " " + detail, 0L);
    }

    /** Seconds on average, null when there is nothing. */
    Long mean(Measure measure) {
      long n = count(measure);
      return n == 0 ? null : Math.round((double) totals.getOrDefault(measure, 0L) / n);
    }

    Long within(Measure measure, double share) {
      return Buckets.within(buckets.getOrDefault(measure, Map.of()), share);
    }

    /** A share to three digits, null of nothing. */
    static Double share(long part, long whole) {
      return whole == 0 ? null : Math.round((double) part / whole * PER_MILLE) / (double) PER_MILLE;
    }
  }

  /** How long things took, in seconds of working time. */
  List<Map<String, Object>> times(ReportQuery query) {
    Set<Measure> measures =
        Set.of(
            Measure.ACKNOWLEDGED,
            Measure.ACKNOWLEDGED_LATE,
            Measure.ANSWERED,
            Measure.ANSWERED_LATE,
            Measure.RESOLVED,
            Measure.RESOLVED_LATE);
    return make(
        query,
        rows.timed(query, measures),
        (part, row) -> {
          times(part, row, "acknowledged", Measure.ACKNOWLEDGED, Measure.ACKNOWLEDGED_LATE);
          times(part, row, "answered", Measure.ANSWERED, Measure.ANSWERED_LATE);
          times(part, row, "resolved", Measure.RESOLVED, Measure.RESOLVED_LATE);
        });
  }

  private static void times(
      Part part, Map<String, Object> row, String name, Measure done, Measure late) {
    row.put(name, part.count(done));
    row.put(name + "MeanSeconds", part.mean(done));
    row.put(name + "MedianSeconds", part.within(done, 0.5));
    row.put(name + "NinetiethSeconds", part.within(done, 0.9));
    row.put(name + "Late", part.count(late));
    row.put(name + "LateShare", Part.share(part.count(late), part.count(done)));
  }

  /** How much came in and went out, and how it went: the trend when divided by time. */
  List<Map<String, Object>> volumes(ReportQuery query) {
    Set<Measure> measures =
        Set.of(
            Measure.LOGGED,
            Measure.RESOLVED,
            Measure.CLOSED,
            Measure.DECLINED,
            Measure.REOPENED,
            Measure.HANDED_OFF,
            Measure.CONTACTED,
            Measure.REPEATED,
            Measure.CONFIRMED);
    return make(
        query,
        rows.sums(query, measures),
        (part, row) -> {
          long logged = part.count(Measure.LOGGED);
          row.put("logged", logged);
          row.put("resolved", part.count(Measure.RESOLVED));
          row.put("closed", part.count(Measure.CLOSED));
          row.put("declined", part.count(Measure.DECLINED));
          row.put("reopened", part.count(Measure.REOPENED));
          row.put("handoffs", part.count(Measure.HANDED_OFF));
          row.put("handoffsPerTicket", Part.share(part.count(Measure.HANDED_OFF), logged));
          row.put("repeatContacts", part.count(Measure.CONTACTED));
          row.put("ticketsWithRepeatContacts", part.count(Measure.REPEATED));
          row.put("repeatContactShare", Part.share(part.count(Measure.REPEATED), logged));
          row.put("satisfied", part.count(Measure.CONFIRMED, "YES"));
          row.put("dissatisfied", part.count(Measure.CONFIRMED, "NO"));
        });
  }

  /** Clocks that ran out, by kind, and how many for each demand. */
  List<Map<String, Object>> breaches(ReportQuery query) {
    List<String> kinds =
        List.of(
            "ACKNOWLEDGE",
            "FIRST_FEEDBACK",
            "NEXT_FEEDBACK",
            "RESOLUTION",
            "CUSTOMER_WAIT",
            "PROMISE",
            "ACTION");
    return make(
        query,
        rows.sums(query, Set.of(Measure.LOGGED, Measure.BREACHED)),
        (part, row) -> {
          row.put("logged", part.count(Measure.LOGGED));
          row.put("breaches", part.count(Measure.BREACHED));
          row.put(
              "breachesPerTicket",
              Part.share(part.count(Measure.BREACHED), part.count(Measure.LOGGED)));
          for (String kind : kinds) {
            row.put(camel(kind), part.count(Measure.BREACHED, kind));
          }
        });
  }

  /** What the needs behind demands are about. */
  List<Map<String, Object>> needs(ReportQuery query) {
    return make(
        query,
        rows.sums(query, Set.of(Measure.LOGGED, Measure.NEED, Measure.BENEFIT)),
        (part, row) -> {
          row.put("logged", part.count(Measure.LOGGED));
          for (String one :
              List.of(
                  "FUNCTION_MAIN",
                  "FUNCTION_AUXILIARY",
                  "FUNCTION_SPECIAL",
                  "FORM_AND_QUALITY",
                  "EXPERIENCE",
                  "PRICE")) {
            row.put(camel(one), part.count(Measure.NEED, one));
          }
          for (String one : List.of("SAVES_THOUGHT", "SAVES_MONEY", "SAVES_TIME", "GIVES_JOY")) {
            row.put(camel(one), part.count(Measure.BENEFIT, one));
          }
        });
  }

  /** How old what is open now is. The days of the query do not matter. */
  List<Map<String, Object>> backlog(ReportQuery query, LocalDate today) {
    Map<String, long[]> parts = new TreeMap<>();
    if (query.by() == ReportQuery.Division.TOTAL) {
      parts.put("total", new long[AGES.length + 2]);
    }
    List<LocalDate> bounds = Arrays.stream(AGES).mapToObj(today::minusDays).toList();
    for (Sum sum :
        rows.aged(
            query.during(EVER, today.plusDays(1)), Set.of(Measure.OPEN, Measure.OVERDUE), bounds)) {
      long[] part = parts.computeIfAbsent(sum.group(), none -> new long[AGES.length + 2]);
      if (sum.measure() == Measure.OVERDUE) {
        part[AGES.length + 1] += sum.n();
      } else {
        part[AGES.length] += sum.n();
        part[age(ChronoUnit.DAYS.between(sum.day(), today))] += sum.n();
      }
    }
    List<Map<String, Object>> made = new ArrayList<>();
    parts.forEach(
        (group, part) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("part", group);
          row.put("open", part[AGES.length]);
          row.put("overdue", part[AGES.length + 1]);
          for (int i = 0; i < AGES.length; i++) {
            row.put(name(i), part[i]);
          }
          made.add(row);
        });
    return made;
  }

  private static int age(long days) {
    int found = 0;
    for (int i = 0; i < AGES.length; i++) {
      if (days >= AGES[i]) {
        found = i;
      }
    }
    return found;
  }

  private static String name(int age) {
    return age == AGES.length - 1
        ? "days" + AGES[age] + "AndMore"
        : "days" + AGES[age] + "To" + (AGES[age + 1] - 1);
  }

  @FunctionalInterface
  private interface Columns {
    void fill(Part part, Map<String, Object> row);
  }

  private static List<Map<String, Object>> make(
      ReportQuery query, List<Sum> sums, Columns columns) {
    Map<String, Part> parts = new TreeMap<>();
    if (query.by() == ReportQuery.Division.TOTAL) {
      parts.put("total", new Part());
    }
    for (Sum sum : sums) {
      parts.computeIfAbsent(sum.group(), none -> new Part()).add(sum);
    }
    List<Map<String, Object>> made = new ArrayList<>();
    parts.forEach(
        (group, part) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("part", group);
          columns.fill(part, row);
          made.add(row);
        });
    return made;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.toLowerCase(Locale.ROOT).split("_")) {
      camel.append(
          camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return camel.toString();
  }
}
