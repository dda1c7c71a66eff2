package io.heard.notifications.schedules;

import io.heard.notifications.directory.Directory;
import io.heard.notifications.schedules.ScheduleApi.OnCallView;
import io.heard.notifications.schedules.ScheduleApi.Reach;
import io.heard.notifications.schedules.ScheduleApi.ShiftView;
import io.heard.notifications.schedules.ScheduleReader.Read;
import io.heard.notifications.schedules.rota.Duty;
import io.heard.notifications.schedules.rota.Interval;
import io.heard.notifications.schedules.rota.Rota;
import io.heard.notifications.schedules.rota.Shift;
import io.heard.notifications.schedules.rota.Timeline;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Says who is on call, and when nobody is. */
@ApplicationScoped
@Transactional
public class OnCall {

  /** A turn that lasts as long as one may, found at the far end of how far is searched. */
  private static final Duration MARGIN = Timeline.FAR.multipliedBy(2).plusDays(2);

  @Inject Schedules schedules;
  @Inject Directory directory;
  @Inject ScheduleSettings settings;
  @Inject Clock clock;

  /** To whom a message to a schedule goes: {@link Reached}, or a {@link Gap}. */
  public sealed interface Answer permits Reached, Gap {}

  /**
   * Somebody is on call.
   *
   * @param address mail address
   * @param why what that person is told about being chosen
   */
  public record Reached(String address, String why) implements Answer {}

  /** Who is on call at this moment; empty when there is no schedule of this name. */
  public Optional<Answer> now(String name) {
    Instant now = clock.instant();
    return schedules
        .find(name)
        .map(
            schedule -> {
              Timeline timeline = around(schedule, now);
              Shift shift = timeline.at(now);
              Reaches reaches = reaches(List.of(shift));
              ZoneId zone = current(schedule).rota().zone();
              return reaches.of(shift.person()) == Reach.REACHABLE
                  ? new Reached(
                      reaches.address(shift.person()),
                      "You are on call for "
                          + schedule.name()
                          + " until "
                          + LocalWords.words(shift.until(), zone)
                          + ".")
                  : gap(schedule, zone, shift, reaches, now);
            });
  }

  /**
   * When messages would reach nobody between now and {@link ScheduleSettings#ahead}.
   *
   * @param all of these times, the present one included
   * @param unexpected those in hours in which the schedule says that somebody must be on call
   */
  public record Gaps(List<Gap> all, List<Gap> unexpected) {}

  /** The gaps of a schedule; one that is switched off has none. */
  public Gaps gaps(UUID scheduleId) {
    return gaps(schedules.get(scheduleId.toString()));
  }

  Gaps gaps(Schedule schedule) {
    if (!schedule.active()) {
      return new Gaps(List.of(), List.of());
    }
    Instant now = clock.instant();
    Read read = current(schedule);
    Timeline timeline = around(schedule, now);
    List<Shift> shifts = timeline.shifts(new Interval(now, now.plus(settings.ahead())));
    Reaches reaches = reaches(shifts);
    List<Gap> all = new ArrayList<>();
    List<Gap> unexpected = new ArrayList<>();
    for (int i = 0; i < shifts.size(); i++) {
      if (reaches.of(shifts.get(i).person()) == Reach.REACHABLE) {
        continue;
      }
      // only the outermost can reach beyond what was searched
      boolean cut = i == 0 || i == shifts.size() - 1;
      Shift shift = cut ? timeline.at(shifts.get(i).from()) : shifts.get(i);
      Gap gap = gap(schedule, read.rota().zone(), shift, reaches, shifts.get(i).from());
      all.add(gap);
      if (read.cover().isEmpty()
          || Rota.touches(read.cover(), read.rota().zone(), shifts.get(i).time())) {
        unexpected.add(gap);
      }
    }
    return new Gaps(all, unexpected);
  }

  private Gap gap(Schedule schedule, ZoneId zone, Shift shift, Reaches reaches, Instant foundFrom) {
    // nobody was missing before there was a schedule
    Instant created = schedules.version(schedule, 1).orElseThrow().changedAt();
    return new Gap(
        schedule.id(),
        schedule.name(),
        zone,
        shift.isGap() && created.isAfter(shift.from())
            ? created
            : beginningless(shift, foundFrom) ? null : shift.from(),
        endless(shift, foundFrom) ? null : shift.until(),
        shift.person(),
        reaches.of(shift.person()));
  }

  OnCallView at(Schedule schedule, Instant at) {
    Timeline timeline = around(schedule, at);
    Shift shift = timeline.at(at);
    Optional<Shift> next = endless(shift, at) ? Optional.empty() : timeline.next(shift.until());
    List<Shift> both = new ArrayList<>(List.of(shift));
    next.ifPresent(both::add);
    Reaches reaches = reaches(both);
    ShiftView here = view(shift, reaches);
    return new OnCallView(
        schedule.id(),
        schedule.name(),
        at,
        here.person(),
        here.reach(),
        beginningless(shift, at) ? null : here.from(),
        endless(shift, at) ? null : here.until(),
        here.layer(),
        here.override(),
        next.map(following -> view(following, reaches)).orElse(null));
  }

  List<ShiftView> shifts(Schedule schedule, Interval range) {
    List<Shift> shifts = schedules.timeline(schedule, range).shifts(range);
    Reaches reaches = reaches(shifts);
    return shifts.stream().map(shift -> view(shift, reaches)).toList();
  }

  /** The shifts that lie in the range at least in part, each whole; without the gaps. */
  List<Shift> wholeShifts(Schedule schedule, Interval range) {
    Timeline timeline =
        schedules.timeline(
            schedule, new Interval(range.from().minus(MARGIN), range.until().plus(MARGIN)));
    List<Shift> shifts = new ArrayList<>(timeline.shifts(range));
    shifts.set(0, timeline.at(shifts.get(0).from()));
    int last = shifts.size() - 1;
    shifts.set(last, timeline.at(shifts.get(last).from()));
    return shifts.stream().filter(shift -> !shift.isGap()).toList();
  }

  private Timeline around(Schedule schedule, Instant at) {
    return schedules.timeline(
        schedule, new Interval(at.minus(MARGIN), at.plus(MARGIN).plus(settings.ahead())));
  }

  private Read current(Schedule schedule) {
    return ScheduleReader.read(schedules.body(schedules.current(schedule)));
  }

  private Reaches reaches(List<Shift> shifts) {
    return Reaches.of(
        directory, shifts.stream().map(Shift::person).filter(Objects::nonNull).distinct().toList());
  }

  private static boolean endless(Shift shift, Instant seenFrom) {
    return shift.isGap() && !shift.until().isBefore(seenFrom.plus(Timeline.FAR));
  }

  private static boolean beginningless(Shift shift, Instant seenFrom) {
    return shift.isGap() && !shift.from().isAfter(seenFrom.minus(Timeline.FAR));
  }

  private static ShiftView view(Shift shift, Reaches reaches) {
    return new ShiftView(
        shift.from(),
        shift.until(),
        shift.person(),
        reaches.of(shift.person()),
        shift.duty() instanceof Duty.Turn turn ? turn.layer() : null,
        shift.duty() instanceof Duty.StandIn standIn ? standIn.id() : null);
  }
}
