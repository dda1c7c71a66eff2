package io.heard.notifications.schedules;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import io.heard.notifications.directory.Directory;
import io.heard.notifications.schedules.ScheduleApi.Body;
import io.heard.notifications.schedules.ScheduleApi.Participant;
import io.heard.notifications.schedules.ScheduleApi.Version;
import io.heard.notifications.schedules.ScheduleApi.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes and changes on-call schedules. */
@ApplicationScoped
@Transactional
class ScheduleDesk {

  @Inject Schedules schedules;
  @Inject OnCall onCall;
  @Inject Directory directory;
  @Inject ScheduleUse uses;
  @Inject Event<ScheduleChanged> changes;
  @Inject Clock clock;

  View create(Body body, String by) {
    ScheduleReader.read(body);
    Instant now = clock.instant();
    UUID id = Uuid7.at(now);
    if (!schedules.add(id, body.name(), now)) {
      throw Problem.conflict(
          "name-taken", "There is a schedule named " + body.name() + " already.");
    }
    Schedule created = schedules.lock(id.toString());
    schedules.addVersion(created, body, by);
    changes.fire(new ScheduleChanged());
    return view(created);
  }

  View change(String nameOrId, String ifMatch, Body body, String by) {
    Schedule schedule = schedules.lock(nameOrId);
    ETags.requireMatch(ifMatch, schedule.version());
    if (!body.name().equals(schedule.name())) {
      throw Problem.invalid(
          new FieldError(
              "/name", "fixed", "cannot be changed: escalation policies name the schedule by it"));
    }
    ScheduleReader.read(body);
    if (!body.equals(schedules.body(schedules.current(schedule)))) {
      newVersion(schedule, schedule.active(), body, by);
    }
    return view(schedule);
  }

  View activate(String nameOrId, String ifMatch, String by) {
    Schedule schedule = schedules.lock(nameOrId);
    ETags.requireMatch(ifMatch, schedule.version());
    if (!schedule.active()) {
      newVersion(schedule, true, schedules.body(schedules.current(schedule)), by);
    }
    return view(schedule);
  }

  /** Refused while escalation policies in force name it: they would find nobody. */
  View deactivate(String nameOrId, String ifMatch, String by) {
    Schedule schedule = schedules.lock(nameOrId);
    ETags.requireMatch(ifMatch, schedule.version());
    List<ScheduleUse.Policy> policies = uses.of(schedule.name());
    if (!policies.isEmpty()) {
      throw Problem.conflict(
              "schedule-in-use",
              "Escalation policies notify it: "
                  + policies.stream()
                      .map(ScheduleUse.Policy::name)
                      .collect(Collectors.joining(", "))
                  + ". Change or switch them off first.")
          .with("policies", policies);
    }
    if (schedule.active()) {
      newVersion(schedule, false, schedules.body(schedules.current(schedule)), by);
    }
    return view(schedule);
  }

  private void newVersion(Schedule schedule, boolean active, Body body, String by) {
    schedule.changeVersion(active, clock.instant());
    schedules.addVersion(schedule, body, by);
    changes.fire(new ScheduleChanged());
  }

  View get(String nameOrId) {
    return view(schedules.get(nameOrId));
  }

  private View view(Schedule schedule) {
    Version version = version(schedule, schedules.current(schedule));
    List<String> people =
        version.layers().stream()
            .flatMap(layer -> layer.participants().stream())
            .distinct()
            .toList();
    Reaches reaches = Reaches.of(directory, people);
    return new View(
        version.id(),
        version.version(),
        version.name(),
        version.active(),
        version.timeZone(),
        version.layers(),
        version.cover(),
        people.stream().map(person -> new Participant(person, reaches.of(person))).toList(),
        onCall.gaps(schedule).unexpected().stream().map(Gap::view).toList(),
        version.changedBy(),
        version.changedAt());
  }

  Version version(Schedule schedule, ScheduleVersion version) {
    Body body = schedules.body(version);
    return new Version(
        schedule.id(),
        version.version(),
        body.name(),
        version.active(),
        body.timeZone(),
        body.layers(),
        body.cover(),
        version.changedBy(),
        version.changedAt());
  }
}
