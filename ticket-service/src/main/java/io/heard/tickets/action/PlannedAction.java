package io.heard.tickets.action;

import io.heard.kit.problem.Problem;
import io.heard.tickets.action.ActionApi.State;
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
 * Something a person is to do about a demand, by a date; its clock is the ACTION clock of the
 * ticket in its round. It is open until it is done or cancelled, and neither can be taken back.
 */
@Entity
@Table(name = "planned_action")
class PlannedAction {

  @Id private UUID id;

  @Column(name = "ticket_id")
  private UUID ticketId;

  private int round;
  private String what;

  @Column(updatable = false)
  private String person;

  @Column(name = "responsible_for")
  private String responsibleFor;

  @Column(updatable = false)
  private Instant due;

  @Enumerated(EnumType.STRING)
  private State state = State.OPEN;

  @Column(name = "planned_by", updatable = false)
  private String plannedBy;

  @Column(name = "planned_at", updatable = false)
  private Instant plannedAt;

  @Column(name = "overdue_since")
  private Instant overdueSince;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  private Instant endedAt;

  private String remark;

  protected PlannedAction() {}

  PlannedAction(
      UUID id, UUID ticketId, ActionApi.NewAction planned, String plannedBy, Instant now) {
    this.id = id;
    this.ticketId = ticketId;
    this.what = planned.what().strip();
    this.person = planned.person();
    this.responsibleFor = planned.responsibleFor().strip();
    this.due = planned.due();
    this.plannedBy = plannedBy;
    this.plannedAt = now;
  }

  /** It is owed on this ticket, and its clock is this round of the ticket's ACTION clocks. */
  void timedBy(UUID ticket, int clockRound) {
    ticketId = ticket;
    round = clockRound;
  }

  void done(String by, String note, Instant now) {
    end(State.DONE, by, note, now);
  }

  void cancel(String by, String reason, Instant now) {
    end(State.CANCELLED, by, reason, now);
  }

  private void end(State end, String by, String word, Instant now) {
    if (state != State.OPEN) {
      throw Problem.conflict("action-ended", "It is " + state + " already.").with("action", view());
    }
    state = end;
    endedBy = by;
    endedAt = now;
    remark = word;
  }

  /** Its date has passed. */
  void overdue(Instant since) {
    overdueSince = since;
  }

  boolean late() {
    return overdueSince != null;
  }

  /** As events carry it. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("id", id);
    summary.put("what", what);
    summary.put("person", person);
    summary.put("responsibleFor", responsibleFor);
    summary.put("due", due);
    summary.put("round", round);
    return summary;
  }

  ActionApi.View view() {
    return new ActionApi.View(
        id,
        what,
        person,
        responsibleFor,
        due,
        state,
        plannedBy,
        plannedAt,
        overdueSince,
        endedBy,
        endedAt,
        remark);
  }

  int round() {
    return round;
  }

  String what() {
    return what;
  }

  String person() {
    return person;
  }

  Instant due() {
    return due;
  }

  Instant plannedAt() {
    return plannedAt;
  }
}
