package io.heard.tickets.duty;

import io.heard.kit.problem.Problem;
import io.heard.tickets.duty.DutyApi.State;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An offer of the feedback duty to somebody else. Only while it is offered can it end, and it ends
 * once: accepted or refused by whom it was made to, withdrawn, or expired.
 */
@Entity
@Table(name = "duty_transfer")
class DutyTransfer {

  @Id private UUID id;

  @Column(name = "ticket_id", updatable = false)
  private UUID ticketId;

  @Column(name = "from_person", updatable = false)
  private String from;

  @Column(name = "to_person", updatable = false)
  private String to;

  private String reason;

  @Enumerated(EnumType.STRING)
  private State state = State.OFFERED;

  @Column(name = "offered_by", updatable = false)
  private String offeredBy;

  @Column(name = "offered_at", updatable = false)
  private Instant offeredAt;

  @Column(name = "expires_at", updatable = false)
  private Instant expiresAt;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  private Instant endedAt;

  private String remark;

  protected DutyTransfer() {}

  DutyTransfer(
      UUID id,
      UUID ticketId,
      String from,
      DutyApi.NewTransfer offer,
      String by,
      Instant now,
      Instant expiresAt) {
    this.id = id;
    this.ticketId = ticketId;
    this.from = from;
    this.to = offer.to();
    this.reason = offer.reason();
    this.offeredBy = by;
    this.offeredAt = now;
    this.expiresAt = expiresAt;
  }

  void accept(String by, String note, Instant now) {
    requireFor(by, "accept");
    requireOffered();
    if (now.isAfter(expiresAt)) {
      throw refused("It could be accepted until " + expiresAt + ".");
    }
    end(State.ACCEPTED, by, note, now);
  }

  void refuse(String by, String why, Instant now) {
    requireFor(by, "refuse");
    requireOffered();
    end(State.REFUSED, by, why, now);
  }

  void withdraw(String by, String note, Instant now) {
    requireOffered();
    end(State.WITHDRAWN, by, note, now);
  }

  /** Nobody has answered; false when somebody has, or there is time left. */
  boolean expire(Instant now) {
    if (state != State.OFFERED || !now.isAfter(expiresAt)) {
      return false;
    }
    end(State.EXPIRED, "system:duty", null, now);
    return true;
  }

  private void end(State end, String by, String word, Instant now) {
    state = end;
    endedBy = by;
    endedAt = now;
    remark = word;
  }

  private void requireFor(String by, String what) {
    if (!by.equals(to)) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "It was offered to " + to + "; only they can " + what + " it.");
    }
  }

  private void requireOffered() {
    if (state != State.OFFERED) {
      throw refused("It is " + state + ".");
    }
  }

  private Problem refused(String detail) {
    return Problem.conflict("transfer-ended", detail).with("transfer", view());
  }

  boolean offered() {
    return state == State.OFFERED;
  }

  String offeredBy() {
    return offeredBy;
  }

  String to() {
    return to;
  }

  /** As events carry it. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("id", id);
    summary.put("from", from);
    summary.put("to", to);
    summary.put("expiresAt", expiresAt);
    return summary;
  }

  String reason() {
    return reason;
  }

  State state() {
    return state;
  }

  String remark() {
    return remark;
  }

  UUID id() {
    return id;
  }

  DutyApi.Transfer view() {
    return new DutyApi.Transfer(
        id, ticketId, from, to, reason, state, offeredBy, offeredAt, expiresAt, endedBy, endedAt,
        remark);
  }
}
