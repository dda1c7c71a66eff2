package io.heard.notifications.schedules;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** What a schedule says from one change to the next. Never changes. */
@Entity
@Table(name = "oncall_schedule_version")
class ScheduleVersion {

  /** Which version of which schedule. */
  @Embeddable
  record Key(@Column(name = "schedule_id") UUID scheduleId, int version) {}

  @EmbeddedId private Key key;
  private boolean active;
  private String definition;

  @Column(name = "changed_by")
  private String changedBy;

  @Column(name = "changed_at")
  private Instant changedAt;

  protected ScheduleVersion() {}

  ScheduleVersion(Key key, boolean active, String definition, String changedBy, Instant changedAt) {
    this.key = key;
    this.active = active;
    this.definition = definition;
    this.changedBy = changedBy;
    this.changedAt = changedAt;
  }

  int version() {
    return key.version();
  }

  boolean active() {
    return active;
  }

  /** A {@link ScheduleApi.Body} as JSON. */
  String definition() {
    return definition;
  }

  String changedBy() {
    return changedBy;
  }

  /** Since when it counts. */
  Instant changedAt() {
    return changedAt;
  }
}
