package io.heard.tickets.report;

import java.time.LocalDate;
import java.util.List;

/**
 * Something that a ticket adds to the reports.
 *
 * @param day on which it happened
 * @param team whose it was then, empty for none
 * @param product of the ticket then, empty for none
 * @param kind of the ticket
 * @param measure what is counted
 * @param detail what of it, empty for nothing more
 * @param bucket how long it took, by {@link Buckets}; 0 for what takes no time
 * @param n how often
 * @param total seconds
 */
record Line(
    LocalDate day,
    String team,
    String product,
    String kind,
    Measure measure,
    String detail,
    int bucket,
    long n,
    long total) {

  /** Stands for all teams, products or kinds. */
  static final String ALL = "*";

  /** To which sum it adds. */
  record Key(
      String grain,
      LocalDate day,
      String team,
      String product,
      String kind,
      Measure measure,
      String detail,
      int bucket) {}

  /** Every sum it adds to. */
  List<Key> keys() {
    LocalDate month = day.withDayOfMonth(1);
    return List.of(
        key("D", day, team, product, kind),
        key("D", day, team, ALL, ALL),
        key("D", day, ALL, product, ALL),
        key("D", day, ALL, ALL, kind),
        key("D", day, ALL, ALL, ALL),
        key("M", month, team, product, kind),
        key("M", month, team, ALL, ALL),
        key("M", month, ALL, product, ALL),
        key("M", month, ALL, ALL, kind),
        key("M", month, ALL, ALL, ALL));
  }

  private Key key(String grain, LocalDate on, String ofTeam, String ofProduct, String ofKind) {
    return new Key(grain, on, ofTeam, ofProduct, ofKind, measure, detail, bucket);
  }
}
