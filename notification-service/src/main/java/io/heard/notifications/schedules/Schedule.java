package io.heard.notifications.schedules;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/**
 * An on-call schedule: what stays the same over its versions. Whoever changes it or its overrides
 * holds its lock.
 */
@Entity
@Table(name = "oncall_schedule")
public class Schedule {

  @Id private UUID id;
  private String name;
  private int version;
  private int revision;
  private boolean active;

  @Column(name = "changed_at")
  private Instant changedAt;

  protected Schedule() {}

  /** There is a new version; when it counts from. */
  Instant changeVersion(boolean nowActive, Instant now) {
    version++;
    active = nowActive;
    return changeOverrides(now);
  }

  /** There is a new override, or one was called off; when that was. */
  Instant changeOverrides(Instant now) {
    revision++;
    // the clocks of replicas differ a little; versions must not go back in time
    changedAt = now.isAfter(changedAt) ? now : changedAt;
    return changedAt;
  }

  public UUID id() {
    return id;
  }

  public String name() {
    return name;
  }

  int version() {
    return version;
  }

  /** Counts versions and overrides. */
  int revision() {
    return revision;
  }

  boolean active() {
    return active;
  }

  /** When the present revision was made. */
  Instant changedAt() {
    return changedAt;
  }
}
