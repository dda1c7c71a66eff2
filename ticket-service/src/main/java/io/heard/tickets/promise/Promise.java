package io.heard.tickets.promise;

import io.heard.kit.problem.Problem;
import io.heard.tickets.promise.PromiseApi.State;
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
 * What a customer was promised, and by when. It decides what may become of it; its clock is the
 * PROMISE clock of the ticket in its round.
 *
 * <pre>
 *          deed              customer lets it go
 *   OPEN ------> KEPT   OPEN ------------------> RELEASED
 *   OPEN --date passed--> BROKEN (stays so; owed until the deed is done, or the customer lets it go)
 * </pre>
 */
@Entity
@Table(name = "promise")
class Promise {

  @Id private UUID id;

  @Column(name = "ticket_id")
  private UUID ticketId;

  private int round;
  private String what;
  private Instant due;

  @Enumerated(EnumType.STRING)
  private State state = State.OPEN;

  private boolean owed = true;

  @Column(name = "made_by", updatable = false)
  private String madeBy;

  @Column(updatable = false)
  private String team;

  @Column(name = "made_at", updatable = false)
  private Instant madeAt;

  private int renegotiated;

  @Column(name = "broken_at")
  private Instant brokenAt;

  @Column(name = "kept_at")
  private Instant keptAt;

  @Column(name = "released_at")
  private Instant releasedAt;

  protected Promise() {}

  Promise(
      UUID id,
      UUID ticketId,
      PromiseApi.NewPromise promise,
      String madeBy,
      String team,
      Instant now) {
    this.id = id;
    this.ticketId = ticketId;
    this.what = promise.what().strip();
    this.due = promise.due();
    this.madeBy = madeBy;
    this.team = team;
    this.madeAt = now;
  }

  /** It is owed on this ticket, and its clock is this round of the ticket's PROMISE clocks. */
  void timedBy(UUID ticket, int clockRound) {
    ticketId = ticket;
    round = clockRound;
  }

  /** The deed is done; the answer says whether that was in time. */
  boolean keep(Instant now) {
    requireOwed("kept");
    keptAt = now;
    owed = false;
    if (state == State.OPEN) {
      state = State.KEPT;
    }
    return state == State.KEPT;
  }

  /** Another date, or other words, agreed with the customer. */
  void renegotiate(String newWhat, Instant newDue) {
    requireOwed("renegotiated");
    if (state == State.BROKEN) {
      throw refused(
          "broken", "It was due at " + due + "; a broken promise cannot be renegotiated.");
    }
    what = newWhat == null ? what : newWhat.strip();
    due = newDue;
    renegotiated++;
  }

  /** Nobody waits for it any more; what was broken stays broken. */
  void release(Instant now) {
    requireOwed("released");
    releasedAt = now;
    owed = false;
    if (state == State.OPEN) {
      state = State.RELEASED;
    }
  }

  /** Its date has passed; false when that was known. */
  boolean breakAt(Instant at) {
    if (state != State.OPEN) {
      return false;
    }
    state = State.BROKEN;
    brokenAt = at;
    return true;
  }

  private void requireOwed(String how) {
    if (!owed) {
      throw refused("settled", "It is " + state + " and cannot be " + how + " any more.");
    }
  }

  private Problem refused(String code, String detail) {
    return Problem.conflict("promise-" + code, detail).with("promise", view());
  }

  /** As events carry it. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("id", id);
    summary.put("what", what);
    summary.put("due", due);
    summary.put("round", round);
    summary.put("madeBy", madeBy);
    return summary;
  }

  PromiseApi.View view() {
    return new PromiseApi.View(
        id,
        what,
        due,
        state,
        owed,
        madeBy,
        team,
        madeAt,
        renegotiated,
        brokenAt,
        keptAt,
        releasedAt);
  }

  UUID id() {
    return id;
  }

  int round() {
    return round;
  }

  String what() {
    return what;
  }

  Instant due() {
    return due;
  }

  State state() {
    return state;
  }

  Instant madeAt() {
    return madeAt;
  }

  String madeBy() {
    return madeBy;
  }

  String team() {
    return team;
  }
}
