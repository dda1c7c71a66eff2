package io.heard.tickets.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Something that a ticket adds to the reports.
 *
 * @param day on which it happened
 * @param team whose it was then, empty for none
 * @param product of the ticket as it is now, empty for none
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
  static final String ANY = "*";

  /** Of which of team, product and kind a sum is. */
  enum Cube {
    EACH(true, true, true),
    TEAM_PRODUCT(true, true, false),
    TEAM_KIND(true, false, true),
    PRODUCT_KIND(false, true, true),
    TEAM(true, false, false),
    PRODUCT(false, true, false),
    KIND(false, false, true),
    ALL(false, false, false);

    private final boolean team;
    private final boolean product;
    private final boolean kind;

    Cube(boolean team, boolean product, boolean kind) {
      this.team = team;
      this.product = product;
      this.kind = kind;
    }

    /** The sums that tell these apart, and nothing else. */
    static Cube of(boolean team, boolean product, boolean kind) {
      return Arrays.stream(values())
          .filter(cube -> cube.team == team && cube.product == product && cube.kind == kind)
          .findFirst()
          .orElseThrow();
    }
  }

  /** To which sum it adds. */
  record Key(
      Cube cube,
      String grain,
      Measure measure,
      String team,
      String product,
      String kind,
      LocalDate day,
      String detail) {}

  /** Every sum it adds to. */
  List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    add(keys, "D", day);
    add(keys, "M", day.withDayOfMonth(1));
    return keys;
  }

  private void add(List<Key> keys, String grain, LocalDate on) {
    for (Cube cube : Cube.values()) {
      keys.add(
          new Key(
              cube,
              grain,
              measure,
              cube.team ? team : ANY,
              cube.product ? product : ANY,
              cube.kind ? kind : ANY,
              on,
              detail));
    }
  }

  /** Whether it tells how long something took. */
  boolean timed() {
    return switch (measure) {
      case ACKNOWLEDGED, ANSWERED, RESOLVED -> true;
      default -> false;
    };
  }
}
