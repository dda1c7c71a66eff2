package io.heard.tickets.clock;

import io.heard.tickets.calendar.Pause;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.ClockTerms;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * One clock of a ticket in one round. It knows when it is due and what may become of it:
 *
 * <pre>
 *            pause             due time passed
 *   RUNNING ------> PAUSED    RUNNING ------> BREACHED (stays so; stoppedAt when the deed is done)
 *   RUNNING <------ PAUSED    RUNNING, PAUSED --deed--> MET      RUNNING, PAUSED --not owed--> CANCELLED
 *            resume           MET, CANCELLED --reopen--> RUNNING (RESOLUTION only, with what was left)
 * </pre>
 */
@Entity
@Table(name = "ticket_clock")
@IdClass(ClockId.class)
public class TicketClock {

  @Id
  @Column(name = "ticket_id", updatable = false)
  private UUID ticketId;

  @Id
  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private ClockKind kind;

  @Id
  @Column(updatable = false)
  private int round;

  @Column(name = "is_current")
  private boolean current = true;

  @Enumerated(EnumType.STRING)
  private ClockState state = ClockState.RUNNING;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "target_nanos")
  private Long targetNanos;

  @Column(name = "due_at")
  private Instant dueAt;

  @Column(name = "warn_at")
  private Instant warnAt;

  @Column(name = "next_at")
  private Instant nextAt;

  @Column(name = "warned_at")
  private Instant warnedAt;

  @Column(name = "breached_at")
  private Instant breachedAt;

  @Column(name = "stopped_at")
  private Instant stoppedAt;

  @Convert(converter = PausesColumn.class)
  private List<Pause> pauses = List.of();

  @Column(name = "policy_id")
  private UUID policyId;

  @Column(name = "policy_version")
  private Integer policyVersion;

  @Column(name = "calendar_version")
  private Integer calendarVersion;

  /** The columns that {@link #shown} reads, in its order. */
  static final String COLUMNS =
      "ticket_id, kind, round, is_current, state, started_at, target_nanos, due_at, warn_at, next_at, warned_at,"
          + " breached_at, stopped_at, pauses, policy_id, policy_version, calendar_version";

  protected TicketClock() {}

  /** A clock as a row of {@link #COLUMNS} says, only to look at. */
  static TicketClock shown(ResultSet row) throws SQLException {
    TicketClock clock =
        new TicketClock(
            row.getObject(1, UUID.class),
            ClockKind.valueOf(row.getString(2)),
            row.getInt(3),
            instant(row, 6));
    clock.current = row.getBoolean(4);
    clock.state = ClockState.valueOf(row.getString(5));
    clock.targetNanos = row.getObject(7, Long.class);
    clock.dueAt = instant(row, 8);
    clock.warnAt = instant(row, 9);
    clock.nextAt = instant(row, 10);
    clock.warnedAt = instant(row, 11);
    clock.breachedAt = instant(row, 12);
    clock.stoppedAt = instant(row, 13);
    clock.pauses = PausesColumn.read(row.getString(14));
    clock.policyId = row.getObject(15, UUID.class);
    clock.policyVersion = row.getObject(16, Integer.class);
    clock.calendarVersion = row.getObject(17, Integer.class);
    return clock;
  }

  /**
   * A clock that was set once, as its ledger tells of it. That RESOLUTION is held while it is
   * stopped is told by nothing of its own; of a ticket that lives on in another one it was not
   * held, but there it never goes on.
   */
  static TicketClock told(
      UUID ticketId,
      ClockEvent.Snapshot last,
      Instant warnedAt,
      Instant breachedAt,
      boolean newest) {
    TicketClock clock = new TicketClock(ticketId, last.kind(), last.round(), last.startedAt());
    clock.state = last.state();
    clock.targetNanos = last.target() == null ? null : last.target().toNanos();
    clock.dueAt = last.dueAt();
    clock.warnAt = last.warnAt();
    clock.warnedAt = warnedAt;
    clock.breachedAt = breachedAt;
    clock.stoppedAt = last.stoppedAt();
    if (last.policy() != null) {
      clock.policyId = last.policy().id();
      clock.policyVersion = last.policy().version();
      clock.calendarVersion = last.policy().calendarVersion();
    }
    boolean dated = last.kind() == ClockKind.PROMISE || last.kind() == ClockKind.ACTION;
    clock.current = dated ? last.stoppedAt() == null : newest;
    if (last.kind() == ClockKind.RESOLUTION && last.stoppedAt() != null) {
      clock.holdWhileStopped();
    }
    clock.schedule();
    return clock;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Starts a clock whose target is working time of the policy. */
  static TicketClock ofTarget(
      UUID ticketId, ClockKind kind, int round, Instant startedAt, ClockTerms terms) {
    TicketClock clock = new TicketClock(ticketId, kind, round, startedAt);
    clock.take(terms);
    return clock;
  }

  /**
   * Starts a clock that is due at a date somebody named; it warns after three quarters of the time
   * until then.
   */
  static TicketClock ofDate(
      UUID ticketId, ClockKind kind, int round, Instant startedAt, Instant dueAt) {
    TicketClock clock = new TicketClock(ticketId, kind, round, startedAt);
    clock.dueAt = dueAt;
    clock.warnAt = startedAt.plus(Duration.between(startedAt, dueAt).multipliedBy(3).dividedBy(4));
    clock.schedule();
    return clock;
  }

  private TicketClock(UUID ticketId, ClockKind kind, int round, Instant startedAt) {
    this.ticketId = ticketId;
    this.kind = kind;
    this.round = round;
    this.startedAt = startedAt;
  }

  /** Takes over the target of (other) terms: from the original start, with every pause kept. */
  void take(ClockTerms terms) {
    policyId = terms.policyId();
    policyVersion = terms.policyVersion();
    calendarVersion = terms.calendarVersion();
    targetNanos = terms.target().toNanos();
    compute(terms);
  }

  /**
   * Takes over what another clock of this kind counts, if that one would be due earlier were both
   * to run from now on. Whether this one is paused does not change.
   */
  boolean takeOver(TicketClock other, Function<TicketClock, ClockTerms> termsOf, Instant now) {
    ClockTerms terms = termsOf.apply(other);
    boolean later = !other.dueFrom(now, terms).isBefore(dueFrom(now, termsOf.apply(this)));
    if (later || state == ClockState.BREACHED) {
      return false;
    }
    boolean held = paused();
    startedAt = other.startedAt;
    pauses = other.pausesUntil(now);
    warnedAt = null;
    if (held) {
      openPause(now);
    }
    if (terms == null) {
      targetNanos = null;
      policyId = null;
      policyVersion = null;
      calendarVersion = null;
      dueAt = other.dueAt;
      warnAt = other.warnAt;
      schedule();
    } else {
      take(terms);
    }
    return true;
  }

  private Instant dueFrom(Instant now, ClockTerms terms) {
    return terms == null || state == ClockState.BREACHED
        ? dueAt
        : terms.dueAt(startedAt, pausesUntil(now)).orElseThrow();
  }

  private List<Pause> pausesUntil(Instant now) {
    List<Pause> ended = new ArrayList<>(endedPauses());
    if (paused() && now.isAfter(pauses.get(pauses.size() - 1).from())) {
      ended.add(new Pause(pauses.get(pauses.size() - 1).from(), now));
    }
    return List.copyOf(ended);
  }

  /** It is due at a date from now on; what was breached stays as it is. */
  boolean takeDate(Instant at) {
    if (state != ClockState.RUNNING) {
      return false;
    }
    targetNanos = null;
    policyId = null;
    policyVersion = null;
    calendarVersion = null;
    dueAt = at;
    warnAt = startedAt.plus(Duration.between(startedAt, at).multipliedBy(3).dividedBy(4));
    warnedAt = null;
    schedule();
    return true;
  }

  /** A breached clock keeps a due time while it is paused: there is nothing left to put off. */
  private void compute(ClockTerms terms) {
    if (targetNanos != null) {
      dueAt = dueUnder(terms);
      warnAt = terms.warnAt(startedAt, countedPauses()).orElse(null);
    }
    schedule();
  }

  /** When it would be due by these terms; null while a pause holds it. */
  Instant dueUnder(ClockTerms terms) {
    return terms.dueAt(startedAt, countedPauses()).orElse(null);
  }

  private List<Pause> countedPauses() {
    return state == ClockState.BREACHED ? endedPauses() : pauses;
  }

  private List<Pause> endedPauses() {
    return pauses.stream().filter(pause -> pause.to() != null).toList();
  }

  /** Decides when the sweep has to look next. */
  private void schedule() {
    if (state != ClockState.RUNNING) {
      nextAt = null;
    } else if (warnedAt == null && warnAt != null && warnAt.isBefore(dueAt)) {
      nextAt = warnAt;
    } else {
      nextAt = dueAt;
    }
  }

  /**
   * Stops counting; a breached clock stays breached, but its overdue time does not grow meanwhile.
   */
  boolean pause(Instant at, ClockTerms terms) {
    if (!live() || paused()) {
      return false;
    }
    openPause(at);
    if (state == ClockState.RUNNING) {
      state = ClockState.PAUSED;
      compute(terms);
    }
    return true;
  }

  /** Counts again from {@code at} on. */
  boolean resume(Instant at, ClockTerms terms) {
    if (!live() || !paused()) {
      return false;
    }
    closePause(at);
    if (state == ClockState.PAUSED) {
      state = ClockState.RUNNING;
      compute(terms);
    }
    return true;
  }

  /**
   * The deed was done at {@code at}: in time when that is not after the due time, whenever it is
   * recorded. What was breached counts by the due time that was missed, not by one that other terms
   * have set since.
   */
  boolean meet(Instant at) {
    if (!live()) {
      return false;
    }
    stoppedAt = at;
    Instant limit = breachedAt == null ? dueAt : breachedAt;
    if (limit == null || !at.isAfter(limit)) {
      state = ClockState.MET;
      breachedAt = null;
    } else {
      state = ClockState.BREACHED;
    }
    schedule();
    return true;
  }

  /**
   * It was ended late, but as it turns out the deed had been done in time: the breach is taken
   * back.
   */
  boolean withdraw(Instant at) {
    if (!late() || at.isBefore(startedAt) || at.isAfter(breachedAt)) {
      return false;
    }
    stoppedAt = at;
    state = ClockState.MET;
    breachedAt = null;
    return true;
  }

  /** Not owed any more. */
  boolean cancel(Instant at) {
    if (!live()) {
      return false;
    }
    stoppedAt = at;
    if (state != ClockState.BREACHED) {
      state = ClockState.CANCELLED;
    }
    schedule();
    return true;
  }

  /** The time since it was stopped does not count. */
  void holdWhileStopped() {
    if (!paused()) {
      openPause(stoppedAt);
    }
  }

  /** Goes on with what was left; what was breached stays breached. */
  boolean reopen(Instant at, ClockTerms terms) {
    if (live()) {
      return false;
    }
    if (paused()) {
      closePause(at);
    }
    stoppedAt = null;
    state = breachedAt == null ? ClockState.RUNNING : ClockState.BREACHED;
    take(terms);
    return true;
  }

  /** It should have started earlier, as it turns out. */
  boolean startEarlier(Instant at, ClockTerms terms) {
    if (state != ClockState.RUNNING || !at.isBefore(startedAt)) {
      return false;
    }
    startedAt = at;
    compute(terms);
    return true;
  }

  /** Whether it runs by another policy than these terms come from. */
  boolean runsByOther(ClockTerms terms) {
    return targetNanos != null && !terms.policyId().equals(policyId);
  }

  /**
   * Whether these terms differ from those it runs by, and either of the two come from this policy.
   */
  boolean concernedBy(UUID policy, ClockTerms terms) {
    boolean same =
        terms.policyId().equals(policyId)
            && terms.policyVersion() == policyVersion
            && terms.calendarVersion() == calendarVersion;
    return !same && (policy.equals(policyId) || policy.equals(terms.policyId()));
  }

  boolean running() {
    return state == ClockState.RUNNING;
  }

  /** Whether its due time has passed without having been announced. */
  public boolean ranOut(Instant now) {
    return state == ClockState.RUNNING && dueAt != null && now.isAfter(dueAt);
  }

  /** Whether its warning has come up, was not given yet, and is not overtaken by the breach. */
  public boolean warns(Instant now) {
    return state == ClockState.RUNNING
        && warnedAt == null
        && warnAt != null
        && warnAt.isBefore(dueAt)
        && !now.isBefore(warnAt)
        && !ranOut(now);
  }

  /** Marks the breach. */
  public void breach() {
    state = ClockState.BREACHED;
    breachedAt = dueAt;
    schedule();
  }

  /** Marks the warning. */
  public void warn(Instant now) {
    warnedAt = now;
    schedule();
  }

  void retire() {
    current = false;
  }

  /** Whether it is the present round of its kind; of PROMISE and ACTION, whether it is owed. */
  boolean isCurrent() {
    return current;
  }

  /** Whether the deed is still owed: running, paused, or breached and not done yet. */
  public boolean live() {
    return stoppedAt == null
        && (state == ClockState.RUNNING
            || state == ClockState.PAUSED
            || state == ClockState.BREACHED);
  }

  private boolean paused() {
    return !pauses.isEmpty() && pauses.get(pauses.size() - 1).to() == null;
  }

  private void openPause(Instant at) {
    List<Pause> longer = new ArrayList<>(pauses);
    longer.add(new Pause(at, null));
    pauses = List.copyOf(longer);
  }

  private void closePause(Instant at) {
    List<Pause> closed = new ArrayList<>(pauses);
    Pause open = closed.remove(closed.size() - 1);
    if (at.isAfter(open.from())) {
      closed.add(new Pause(open.from(), at));
    }
    pauses = List.copyOf(closed);
  }

  /** What is left of the target, negative when overdue; null when nothing is owed any more. */
  public Duration remaining(Instant now, ClockTerms terms) {
    if (!live()) {
      return null;
    }
    if (targetNanos == null) {
      return Duration.between(now, dueAt);
    }
    return terms.remaining(startedAt, now, pauses);
  }

  /** Whether the deed was done, but not in time. */
  public boolean late() {
    return state == ClockState.BREACHED && stoppedAt != null;
  }

  public UUID ticketId() {
    return ticketId;
  }

  public ClockKind kind() {
    return kind;
  }

  public int round() {
    return round;
  }

  public ClockState state() {
    return state;
  }

  public Instant startedAt() {
    return startedAt;
  }

  /** Null when it is due at a date. */
  public Duration target() {
    return targetNanos == null ? null : Duration.ofNanos(targetNanos);
  }

  public Instant dueAt() {
    return dueAt;
  }

  public Instant warnAt() {
    return warnAt;
  }

  public Instant nextAt() {
    return nextAt;
  }

  public Instant stoppedAt() {
    return stoppedAt;
  }

  public List<Pause> pauses() {
    return pauses;
  }

  /** The policy it runs by, null when it is due at a date. */
  public UUID policyId() {
    return policyId;
  }

  public Integer policyVersion() {
    return policyVersion;
  }

  public Integer calendarVersion() {
    return calendarVersion;
  }
}
