package io.heard.notifications.schedules.rota;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Participants who take turns. The turns go by the clock on the wall: each begins a whole number of
 * rotations after {@code start}, whatever that clock was put forward or back in between.
 *
 * @param name tells it from other layers
 * @param participants usernames, in the order of their turns
 * @param start when the first participant's turn begins
 * @param rotation length of a turn by the clock on the wall
 * @param restrictions hours of the week outside of which nobody of this layer is on call, though
 *     the turns go on; empty means always
 * @param from when it takes effect
 * @param until when it ceases to, null for never
 */
public record Layer(
    String name,
    List<String> participants,
    LocalDateTime start,
    Duration rotation,
    List<Window> restrictions,
    LocalDateTime from,
    LocalDateTime until) {

  public Layer {
    participants = List.copyOf(participants);
    restrictions = List.copyOf(restrictions);
  }

  /** In order; found from the range alone, however long ago the layer began. */
  List<Shift> shifts(ZoneId zone, Interval range) {
    Interval effective = effective(zone);
    Interval asked = effective == null ? null : effective.common(range);
    if (asked == null) {
      return List.of();
    }
    List<Interval> open =
        restrictions.isEmpty() ? List.of(asked) : Window.within(restrictions, zone, asked);
    List<Shift> shifts = new ArrayList<>();
    for (Interval window : open) {
      Instant at = window.from();
      for (long turn = turnAt(at, zone); at.isBefore(window.until()); turn++) {
        Instant begin = handoff(turn, zone);
        Instant end = handoff(turn + 1, zone);
        // the clock may skip a whole turn
        if (end.isAfter(at)) {
          Instant until = Interval.earlier(end, window.until());
          shifts.add(
              new Shift(
                  new Interval(at, until),
                  participants.get((int) Math.floorMod(turn, (long) participants.size())),
                  new Duty.Turn(name, new Interval(begin, end))));
          at = until;
        }
      }
    }
    return shifts;
  }

  /** Null when it never is in effect, because the clock skips the time in which it would be. */
  private Interval effective(ZoneId zone) {
    Instant begin = WallClock.instant(from, zone);
    Instant end = until == null ? Instant.MAX : WallClock.instant(until, zone);
    return begin.isBefore(end) ? new Interval(begin, end) : null;
  }

  /** The last turn that has begun by then; turns the clock skips have begun and ended at once. */
  private long turnAt(Instant at, ZoneId zone) {
    long shown = at.atZone(zone).toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
    long turn = Math.floorDiv(shown - start.toEpochSecond(ZoneOffset.UTC), rotation.toSeconds());
    while (handoff(turn, zone).isAfter(at)) {
      turn--;
    }
    while (!handoff(turn + 1, zone).isAfter(at)) {
      turn++;
    }
    return turn;
  }

  private Instant handoff(long turn, ZoneId zone) {
    return WallClock.instant(
        start.plusSeconds(Math.multiplyExact(turn, rotation.toSeconds())), zone);
  }
}
