package io.heard.notifications.alerts;

import io.heard.kit.problem.Problem;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.escalation.Ladder;
import io.heard.notifications.tickets.TicketCopy;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Somebody must be told, and told again, until the deed is done.
 *
 * <pre>
 *            acknowledge            next step
 *    OPEN ───────────────▶ ACKNOWLEDGED ─────▶ OPEN
 *      │ ▲ ─────snooze───▶ SNOOZED ──(time)──▶ OPEN
 *      │ └──────────────── (cause comes back) ────────┐
 *      └── the deed, or by hand ──▶ RESOLVED ─────────┘
 * </pre>
 *
 * One alert per cause of a ticket: what happens again counts up, what comes back after it was
 * resolved begins a new occasion. Whoever changes an alert holds the lock of its {@link AlertBook}.
 */
@Entity
@Table(name = "alert")
public class Alert {

  /** Where an alert stands. */
  public enum State {
    OPEN,
    ACKNOWLEDGED,
    SNOOZED,
    RESOLVED
  }

  /**
   * What makes it one alert and not another.
   *
   * @param clock kind of the clock, empty when no clock caused it
   * @param round of the clock, 0 when no clock caused it
   * @param about what else tells alerts of one cause apart, such as who cannot be reached
   */
  record Key(UUID bookId, Cause cause, String clock, int round, String about) {}

  /**
   * How bad it is.
   *
   * @param count open demands of who is overloaded, handoffs or waits of what only moves; null when
   *     that is not known or there is nothing to count
   * @param bound how many there may be, null when not known
   */
  public record Measure(Integer count, Integer bound) {

    static final Measure NONE = new Measure(null, null);
  }

  @Id private UUID id;

  @Column(name = "book_id")
  private UUID bookId;

  @Enumerated(EnumType.STRING)
  private Cause cause;

  private String clock;
  private int round;
  private String about;

  @Column(name = "due_at")
  private Instant dueAt;

  @Column(name = "raised_at")
  private Instant raisedAt;

  @Enumerated(EnumType.STRING)
  private State state;

  private int occasion;
  private int count;
  private boolean held;

  @Column(name = "owner_team")
  private String ownerTeam;

  @Column(name = "owner_person")
  private String ownerPerson;

  @Column(name = "acknowledged_by")
  private String acknowledgedBy;

  @Column(name = "acknowledged_at")
  private Instant acknowledgedAt;

  @Column(name = "snoozed_until")
  private Instant snoozedUntil;

  @Column(name = "resolved_by")
  private String resolvedBy;

  @Column(name = "resolved_at")
  private Instant resolvedAt;

  private String resolution;

  @Column(name = "ladder_from")
  private Instant ladderFrom;

  private int step;
  private int notices;

  @Column(name = "last_notice_at")
  private Instant lastNoticeAt;

  @Column(name = "next_notice_at")
  private Instant nextNoticeAt;

  private Integer measure;
  private Integer bound;

  protected Alert() {}

  Alert(UUID id, Key key, Instant dueAt, Instant now) {
    this.id = id;
    this.bookId = key.bookId();
    this.cause = key.cause();
    this.clock = key.clock();
    this.round = key.round();
    this.about = key.about();
    this.dueAt = dueAt;
    open(now);
  }

  /** The cause is back after the alert had ended. */
  void comeBack(Instant due, Instant now) {
    count++;
    dueAt = due;
    open(now);
  }

  private void open(Instant now) {
    occasion++;
    count = Math.max(1, count);
    raisedAt = now;
    state = State.OPEN;
    held = false;
    acknowledgedBy = null;
    acknowledgedAt = null;
    snoozedUntil = null;
    resolvedBy = null;
    resolvedAt = null;
    resolution = null;
    ladderFrom = now;
    step = 1;
    notices = 0;
    lastNoticeAt = null;
    nextNoticeAt = null;
  }

  /** The cause has occurred again while the alert is not over. */
  void occurAgain(Instant due) {
    count++;
    dueAt = due;
  }

  /** The deadline has moved, or its clock stands still: then nobody is urged. */
  void follow(Instant due, boolean clockPaused) {
    dueAt = due;
    held = clockPaused;
  }

  /** How many it is about, and how many there may be; null where that is not known. */
  void measured(Measure measured) {
    measure = measured.count();
    bound = measured.bound();
  }

  void ownedBy(TicketCopy ticket) {
    ownerTeam = ticket.ownerTeam();
    ownerPerson = ticket.ownerPerson();
  }

  /** Somebody takes it; false when the same person had already. */
  boolean acknowledge(String by, Instant now) {
    requireNotResolved("acknowledge");
    if (state == State.ACKNOWLEDGED && by.equals(acknowledgedBy)) {
      return false;
    }
    state = State.ACKNOWLEDGED;
    acknowledgedBy = by;
    acknowledgedAt = now;
    snoozedUntil = null;
    return true;
  }

  /** Quiet for a while; false when it is already, until then. */
  boolean snooze(Instant until) {
    requireNotResolved("snooze");
    if (state == State.SNOOZED && until.equals(snoozedUntil)) {
      return false;
    }
    state = State.SNOOZED;
    snoozedUntil = until;
    nextNoticeAt = until;
    return true;
  }

  /** The time of quiet is over. */
  void wake() {
    state = State.OPEN;
    snoozedUntil = null;
    acknowledgedAt = null;
  }

  /** Ended by hand; false when the same person had already. */
  boolean resolveByHand(String by, String why, Instant now) {
    if (state == State.RESOLVED && by.equals(resolvedBy)) {
      return false;
    }
    requireNotResolved("resolve");
    resolve(by, why, now);
    return true;
  }

  /** Ended, by the deed or otherwise. */
  void resolve(String by, String why, Instant now) {
    state = State.RESOLVED;
    resolvedBy = by;
    resolvedAt = now;
    resolution = why;
    snoozedUntil = null;
    nextNoticeAt = null;
    held = false;
  }

  private void requireNotResolved(String what) {
    if (state == State.RESOLVED) {
      throw Problem.conflict(
              "illegal-transition",
              "The alert is RESOLVED; it is not possible to " + what + " it any more.")
          .with("state", state)
          .with("legal", List.of());
    }
  }

  /** A notice of the present step was sent. */
  void noticed(Instant now) {
    notices++;
    lastNoticeAt = now;
  }

  /** Nobody has done anything about it: the next step. Whoever took it has had the time. */
  void climb() {
    step++;
    notices = 0;
    state = State.OPEN;
    acknowledgedAt = null;
  }

  /** When the ladder must look at it again. */
  void plan(Ladder ladder, Duration acknowledgedFor) {
    if (state == State.SNOOZED) {
      nextNoticeAt = snoozedUntil;
      return;
    }
    Ladder.Act next = next(ladder, acknowledgedFor);
    nextNoticeAt = next == null ? null : next.at();
  }

  /** What the ladder does next, null when it is at its end or nobody is to be urged now. */
  Ladder.Act next(Ladder ladder, Duration acknowledgedFor) {
    if (held || state == State.SNOOZED || state == State.RESOLVED) {
      return null;
    }
    return ladder.next(
        new Ladder.Position(
            ladderFrom,
            step,
            notices,
            lastNoticeAt,
            state == State.ACKNOWLEDGED ? acknowledgedAt : null),
        acknowledgedFor);
  }

  boolean snoozeIsOver(Instant now) {
    return state == State.SNOOZED && !snoozedUntil.isAfter(now);
  }

  boolean planned(Instant now) {
    return nextNoticeAt != null && !nextNoticeAt.isAfter(now);
  }

  /** Its clock stands still. */
  boolean held() {
    return held;
  }

  boolean resolved() {
    return state == State.RESOLVED;
  }

  public UUID id() {
    return id;
  }

  UUID bookId() {
    return bookId;
  }

  public Cause cause() {
    return cause;
  }

  /** Kind of the clock, null when no clock caused it. */
  public String clock() {
    return clock.isEmpty() ? null : clock;
  }

  /** What it is about when it is about no ticket, else empty. */
  public String about() {
    return about;
  }

  /** Round of the clock, 0 when no clock caused it. */
  public int round() {
    return round;
  }

  public Instant dueAt() {
    return dueAt;
  }

  public Instant raisedAt() {
    return raisedAt;
  }

  public State state() {
    return state;
  }

  public int step() {
    return step;
  }

  int notices() {
    return notices;
  }

  int occasion() {
    return occasion;
  }

  public int count() {
    return count;
  }

  public String acknowledgedBy() {
    return acknowledgedBy;
  }

  public String resolvedBy() {
    return resolvedBy;
  }

  Measure measure() {
    return new Measure(measure, bound);
  }

  /** Why it ended, null while it is not resolved. */
  String resolution() {
    return resolution;
  }
}
