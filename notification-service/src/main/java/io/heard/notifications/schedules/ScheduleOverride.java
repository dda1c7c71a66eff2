package io.heard.notifications.schedules;

import io.heard.kit.problem.Problem;
import io.heard.notifications.schedules.ScheduleApi.OverrideState;
import io.heard.notifications.schedules.rota.Duty.StandIn;
import io.heard.notifications.schedules.rota.Interval;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Somebody stands in for a while, whoever's turn it is. What it did is never undone. */
@Entity
@Table(name = "oncall_override")
class ScheduleOverride {

  @Id private UUID id;

  @Column(name = "schedule_id")
  private UUID scheduleId;

  private int revision;
  private String person;
  private String reason;

  @Column(name = "from_at")
  private Instant fromAt;

  @Column(name = "until_at")
  private Instant untilAt;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "cancelled_by")
  private String cancelledBy;

  @Column(name = "cancelled_at")
  private Instant cancelledAt;

  protected ScheduleOverride() {}

  ScheduleOverride(
      UUID id,
      Schedule schedule,
      Interval time,
      String person,
      String reason,
      String createdBy,
      Instant createdAt) {
    this.id = id;
    this.scheduleId = schedule.id();
    this.revision = schedule.revision();
    this.fromAt = time.from();
    this.untilAt = time.until();
    this.person = person;
    this.reason = reason;
    this.createdBy = createdBy;
    this.createdAt = createdAt;
  }

  /** Nobody stands in any more from now on. What is over stays as it was. */
  void cancel(String by, Instant now) {
    OverrideState state = state(now);
    if (state == OverrideState.OVER) {
      throw Problem.conflict(
              "override-over",
              "The override ended at "
                  + untilAt
                  + "; who was on call cannot be changed afterwards.")
          .with("state", state);
    }
    cancelledBy = by;
    cancelledAt = now;
  }

  boolean cancelled() {
    return cancelledAt != null;
  }

  OverrideState state(Instant now) {
    if (cancelled()) {
      return OverrideState.CANCELLED;
    }
    return untilAt.isAfter(now)
        ? fromAt.isAfter(now) ? OverrideState.UPCOMING : OverrideState.RUNNING
        : OverrideState.OVER;
  }

  /** When it counts, empty when it was called off before it did. */
  Optional<StandIn> standIn() {
    Instant begin = fromAt.isBefore(createdAt) ? createdAt : fromAt;
    Instant end = cancelled() && cancelledAt.isBefore(untilAt) ? cancelledAt : untilAt;
    return begin.isBefore(end)
        ? Optional.of(new StandIn(id, new Interval(begin, end), person))
        : Optional.empty();
  }

  boolean of(Schedule schedule) {
    return scheduleId.equals(schedule.id());
  }

  UUID id() {
    return id;
  }

  /** Of the schedule when it was made: the later made goes before the earlier. */
  int revision() {
    return revision;
  }

  String person() {
    return person;
  }

  ScheduleApi.OverrideView view(ScheduleApi.Reach reach, Instant now) {
    Interval effective = standIn().map(StandIn::whole).orElse(null);
    return new ScheduleApi.OverrideView(
        id,
        scheduleId,
        person,
        reach,
        reason,
        fromAt,
        untilAt,
        effective == null ? null : effective.from(),
        effective == null ? null : effective.until(),
        state(now),
        createdBy,
        createdAt,
        cancelledBy,
        cancelledAt);
  }
}
