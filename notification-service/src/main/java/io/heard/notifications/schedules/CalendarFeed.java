package io.heard.notifications.schedules;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/**
 * A secret address at which calendar programs, which can send no bearer token, read a schedule.
 * Only a hash of the secret is kept: whoever reads the database cannot read calendars with it.
 */
@Entity
@Table(name = "oncall_feed")
class CalendarFeed {

  @Id private UUID id;

  @Column(name = "schedule_id")
  private UUID scheduleId;

  private String person;

  @Column(name = "token_hash")
  private byte[] tokenHash;

  @Column(name = "created_by")
  private String createdBy;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "rotated_at")
  private Instant rotatedAt;

  @Column(name = "revoked_by")
  private String revokedBy;

  @Column(name = "revoked_at")
  private Instant revokedAt;

  protected CalendarFeed() {}

  CalendarFeed(
      UUID id, UUID scheduleId, String person, FeedToken token, String createdBy, Instant at) {
    this.id = id;
    this.scheduleId = scheduleId;
    this.person = person;
    this.tokenHash = token.hash();
    this.createdBy = createdBy;
    this.createdAt = at;
  }

  /** From now on only the new token leads here. */
  void rotate(FeedToken token, Instant at) {
    tokenHash = token.hash();
    rotatedAt = at;
  }

  /** From now on no token leads here. */
  void revoke(String by, Instant at) {
    revokedBy = by;
    revokedAt = at;
  }

  boolean revoked() {
    return revokedAt != null;
  }

  UUID id() {
    return id;
  }

  UUID scheduleId() {
    return scheduleId;
  }

  /** Whose shifts it shows, null for everybody's. */
  String person() {
    return person;
  }

  String createdBy() {
    return createdBy;
  }

  ScheduleApi.FeedView view() {
    return new ScheduleApi.FeedView(
        id, scheduleId, person, createdBy, createdAt, rotatedAt, revokedBy, revokedAt);
  }
}
