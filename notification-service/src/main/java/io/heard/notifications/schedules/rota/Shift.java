package io.heard.notifications.schedules.rota;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A stretch of time in which one person is on call, or nobody.
 *
 * @param time when
 * @param person username, null for a gap
 * @param duty why, null for a gap
 */
public record Shift(Interval time, String person, Duty duty) {

  public static Shift gap(Instant from, Instant until) {
    return new Shift(new Interval(from, until), null, null);
  }

  public boolean isGap() {
    return person == null;
  }

  public Instant from() {
    return time.from();
  }

  public Instant until() {
    return time.until();
  }

  private Shift during(Instant from, Instant until) {
    return new Shift(new Interval(from, until), person, duty);
  }

  private boolean continues(Shift before) {
    return before.until().equals(from())
        && Objects.equals(before.person, person)
        && Objects.equals(before.duty, duty);
  }

  /** The shifts as far as they lie in the range. */
  static List<Shift> clip(List<Shift> shifts, Interval range) {
    return shifts.stream()
        .filter(shift -> shift.time.overlaps(range))
        .map(shift -> new Shift(shift.time.common(range), shift.person, shift.duty))
        .toList();
  }

  /**
   * What is left to be seen of {@code below} under {@code above}; both in order, without overlap.
   */
  static List<Shift> over(List<Shift> below, List<Shift> above) {
    if (above.isEmpty()) {
      return below;
    }
    List<Shift> seen = new ArrayList<>(above);
    int first = 0;
    for (Shift covered : below) {
      while (first < above.size() && !above.get(first).until().isAfter(covered.from())) {
        first++;
      }
      Instant at = covered.from();
      for (int i = first; i < above.size() && above.get(i).from().isBefore(covered.until()); i++) {
        if (above.get(i).from().isAfter(at)) {
          seen.add(covered.during(at, above.get(i).from()));
        }
        at = above.get(i).until();
      }
      if (at.isBefore(covered.until())) {
        seen.add(covered.during(at, covered.until()));
      }
    }
    seen.sort(Comparator.comparing(Shift::from));
    return seen;
  }

  /** The whole range: pieces of one duty joined, and what nobody covers as gaps. */
  static List<Shift> tile(List<Shift> shifts, Interval range) {
    List<Shift> tiles = new ArrayList<>();
    Instant at = range.from();
    for (Shift shift : shifts) {
      if (shift.from().isAfter(at)) {
        tiles.add(gap(at, shift.from()));
      }
      Shift last = tiles.isEmpty() ? null : tiles.get(tiles.size() - 1);
      if (last != null && shift.continues(last)) {
        tiles.set(tiles.size() - 1, last.during(last.from(), shift.until()));
      } else {
        tiles.add(shift);
      }
      at = shift.until();
    }
    if (at.isBefore(range.until())) {
      tiles.add(gap(at, range.until()));
    }
    return tiles;
  }
}
