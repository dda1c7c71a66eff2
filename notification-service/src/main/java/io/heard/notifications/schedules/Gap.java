package io.heard.notifications.schedules;

import io.heard.notifications.schedules.OnCall.Answer;
import io.heard.notifications.schedules.ScheduleApi.GapView;
import io.heard.notifications.schedules.ScheduleApi.Reach;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/**
 * Time in which a message to a schedule reaches nobody.
 *
 * @param zone of the schedule
 * @param from null when it began more than a year ago
 * @param until null when it goes on for more than a year
 * @param person who is on call without being reachable, null when nobody is
 * @param reach why that person is not, null when nobody is on call
 */
public record Gap(
    UUID scheduleId,
    String schedule,
    ZoneId zone,
    Instant from,
    Instant until,
    String person,
    Reach reach)
    implements Answer {

  /**
   * What it is, in words that stay the same as long as it is the same gap: its end may move, its
   * beginning makes it another.
   */
  public String about() {
    String who =
        person == null
            ? "nobody is on call for " + schedule
            : person
                + ", on call for "
                + schedule
                + ", cannot be reached ("
                + (reach == Reach.UNKNOWN ? "not known" : "no address")
                + ")";
    return who
        + (from == null ? ", for more than a year" : ", from " + LocalWords.exact(from, zone));
  }

  /** The same, with its end. */
  public String sentence() {
    return about() + " until " + (until == null ? "further notice" : LocalWords.exact(until, zone));
  }

  GapView view() {
    return new GapView(from, until, person, sentence());
  }
}
