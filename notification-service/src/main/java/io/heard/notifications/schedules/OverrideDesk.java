package io.heard.notifications.schedules;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.notifications.directory.Directory;
import io.heard.notifications.schedules.ScheduleApi.OverrideBody;
import io.heard.notifications.schedules.ScheduleApi.OverrideView;
import io.heard.notifications.schedules.rota.Interval;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Lets somebody stand in, and calls it off. */
@ApplicationScoped
@Transactional
class OverrideDesk {

  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration FARTHEST = Duration.ofDays(3660);
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");

  @Inject Schedules schedules;
  @Inject Directory directory;
  @Inject Event<ScheduleChanged> changes;
  @Inject Clock clock;

  OverrideView create(String nameOrId, OverrideBody body, String by) {
    Schedule schedule = schedules.lock(nameOrId);
    if (!schedule.active()) {
      throw Problem.conflict(
          "schedule-inactive", "The schedule is switched off: nobody can stand in on it.");
    }
    Instant now = schedule.changeOverrides(clock.instant());
    ScheduleOverride override =
        new ScheduleOverride(
            Uuid7.at(now), schedule, time(body, now), body.person(), body.reason(), by, now);
    schedules.add(override);
    changes.fire(new ScheduleChanged());
    return view(override);
  }

  private static Interval time(OverrideBody body, Instant now) {
    Instant from = body.from() == null ? now : body.from();
    FieldError error = null;
    if (!body.until().isAfter(now)) {
      error =
          new FieldError(
              "/until", "in-the-past", "must be in the future: who was on call cannot be changed");
    } else if (!from.isBefore(body.until())) {
      error = new FieldError("/until", "out-of-order", "must be later than `from`");
    } else if (from.isBefore(FIRST) || from.isAfter(now.plus(FARTHEST))) {
      error = new FieldError("/from", "out-of-range", "must be within the next ten years");
    } else if (Duration.between(from, body.until()).compareTo(LONGEST) > 0) {
      error = new FieldError("/until", "out-of-range", "must be at most 366 days after `from`");
    }
    if (error != null) {
      throw Problem.invalid(error);
    }
    return new Interval(from, body.until());
  }

  /** Calling it off twice is calling it off once. */
  OverrideView cancel(String nameOrId, UUID id, String by) {
    Schedule schedule = schedules.lock(nameOrId);
    ScheduleOverride override = known(schedule, id);
    if (!override.cancelled()) {
      override.cancel(by, schedule.changeOverrides(clock.instant()));
      changes.fire(new ScheduleChanged());
    }
    return view(override);
  }

  OverrideView get(String nameOrId, UUID id) {
    return view(known(schedules.get(nameOrId), id));
  }

  private ScheduleOverride known(Schedule schedule, UUID id) {
    return schedules
        .override(schedule, id)
        .orElseThrow(() -> Problem.notFound("An override " + id));
  }

  private OverrideView view(ScheduleOverride override) {
    return views(List.of(override)).get(0);
  }

  List<OverrideView> views(List<ScheduleOverride> overrides) {
    Reaches reaches =
        Reaches.of(directory, overrides.stream().map(ScheduleOverride::person).distinct().toList());
    Instant now = clock.instant();
    return overrides.stream()
        .map(override -> override.view(reaches.of(override.person()), now))
        .toList();
  }
}
