package io.heard.tickets.report;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Working times in classes, each a quarter longer than the one before: sums of them can be kept day
 * by day, and a share of all is known to within 12 %.
 */
final class Buckets {

  private static final double STEP = Math.log(1.25);

  private Buckets() {}

  /** The class of a time in seconds. */
  static int of(long seconds) {
    return (int) Math.floor(Math.log1p(Math.max(0, seconds)) / STEP);
  }

  /** A time within a class, in seconds. */
  static long middle(int bucket) {
    return Math.round(Math.expm1((bucket + 0.5) * STEP));
  }

  /** How many there are of each class, as it is kept. */
  static String text(Map<Integer, Long> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .filter(one -> one.getValue() != 0)
            .map(one -> one.getKey() + ":" + one.getValue())
            .collect(Collectors.joining(","));
  }

  /** Adds what is kept to counts by class. */
  static void add(Map<Integer, Long> counts, String text) {
    if (text.isEmpty()) {
      return;
    }
    for (String one : text.split(",")) {
      int colon = one.indexOf(':');
      counts.merge(
          Integer.parseInt(one, 0, colon, 10),
          Long.parseLong(one, colon + 1, one.length(), 10),
          Long::sum);
    }
  }

  /**
   * The time within which this share of all was done.
   *
   * @param counts by class
   * @param share above 0, at most 1
   * @return seconds, null when there are none
   */
  static Long within(Map<Integer, Long> counts, double share) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long wanted = (long) Math.ceil(all * share);
    long reached = 0;
    for (Map.Entry<Integer, Long> one : new TreeMap<>(counts).entrySet()) {
      reached += one.getValue();
      if (reached >= wanted && wanted > 0) {
        return middle(one.getKey());
      }
    }
    return null;
  }
}
