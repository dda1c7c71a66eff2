package io.heard.tickets.clock;

import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.ClockTerms;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.policy.SlaTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * All clocks of one ticket and the rules which of them run when (DESIGN §5). The ticket tells what
 * happened; this decides what it means for the clocks and notes it as {@link ClockEvent}s. A clock
 * that had run out before a deed is announced as breached first, whether or not the sweep has come
 * by: a breach can be late, but never lost.
 */
public final class Clocks {

  private final UUID ticketId;
  private final List<TicketClock> clocks;
  private final SlaPolicies policies;
  private final List<ClockEvent> events = new ArrayList<>();
  private final List<TicketClock> started = new ArrayList<>();
  private List<TicketClock> pastFeedback = List.of();

  public Clocks(UUID ticketId, List<TicketClock> clocks, SlaPolicies policies) {
    this.ticketId = ticketId;
    this.clocks = clocks;
    this.policies = policies;
  }

  /**
   * The three clocks every demand begins with; the {@code logged} entry carries them, so they make
   * no events of their own.
   */
  public List<ClockEvent.Snapshot> begin(Instant loggedAt, SlaTerms terms) {
    for (ClockKind kind :
        List.of(ClockKind.ACKNOWLEDGE, ClockKind.FIRST_FEEDBACK, ClockKind.RESOLUTION)) {
      clocks.add(TicketClock.ofTarget(ticketId, kind, 1, loggedAt, terms.of(kind)));
    }
    return clocks.stream().map(ClockEvent.Snapshot::of).toList();
  }

  /** A person has accepted the demand. */
  public void acknowledged(Instant at) {
    meet(ClockKind.ACKNOWLEDGE, at);
  }

  /**
   * The customer was told something at {@code at}. That answers everything they had asked before;
   * while the ticket is open, the next sign of life is owed from then on.
   */
  public void fedBack(Instant at, boolean open, SlaTerms terms, Instant now) {
    meet(ClockKind.FIRST_FEEDBACK, at);
    current(ClockKind.FIRST_FEEDBACK).ifPresent(clock -> withdraw(clock, at));
    pastFeedback.forEach(clock -> withdraw(clock, at));
    Optional<TicketClock> next = current(ClockKind.NEXT_FEEDBACK);
    boolean answersAnEarlierOne = next.isPresent() && at.isBefore(next.get().startedAt());
    if (answersAnEarlierOne) {
      return;
    }
    meet(ClockKind.NEXT_FEEDBACK, at);
    if (open) {
      start(ClockKind.NEXT_FEEDBACK, at, null, terms, now);
    }
  }

  /** The rounds of NEXT_FEEDBACK that are over: a feedback may be recorded that belongs to them. */
  public void recall(List<TicketClock> rounds) {
    pastFeedback = rounds.stream().filter(round -> !clocks.contains(round)).toList();
  }

  /** What was ended late turns out to have been answered in time before that. */
  private void withdraw(TicketClock clock, Instant at) {
    if (clock.withdraw(at)) {
      note("clock-met", at, clock, false);
    }
  }

  /**
   * The customer came back. The oldest unanswered contact counts, in whatever order they are
   * recorded: later ones do not move a clock that runs already.
   *
   * @param answeredAt when the customer was last told something, null if never
   */
  public void contacted(Instant at, Instant answeredAt, SlaTerms terms, Instant now) {
    if (answeredAt != null && at.isBefore(answeredAt)) {
      return;
    }
    Optional<TicketClock> next = current(ClockKind.NEXT_FEEDBACK).filter(TicketClock::live);
    if (next.isEmpty()) {
      start(ClockKind.NEXT_FEEDBACK, at, null, terms, now);
      return;
    }
    TicketClock clock = next.get();
    breachIfOut(clock, now);
    if (clock.startEarlier(at, termsOf(clock))) {
      note("clock-set", now, clock, null);
    }
  }

  /**
   * Waiting for the customer; {@code until} is when waiting has to end, null for the policy's time.
   */
  public void waitingForCustomer(Instant at, Instant until, SlaTerms terms) {
    pauseResolution(at);
    start(ClockKind.CUSTOMER_WAIT, at, until, terms, at);
  }

  /**
   * Waiting for somebody else than the customer. That counts, unless the policy says otherwise;
   * with a date, or when nothing else would end the waiting, a clock does.
   */
  public void waitingForOthers(Instant at, Instant until, SlaTerms terms) {
    boolean held =
        current(ClockKind.RESOLUTION)
            .map(this::termsOf)
            .map(ClockTerms::pauseWhileWaitingForOthers)
            .orElse(false);
    if (held) {
      pauseResolution(at);
    }
    if (held || until != null) {
      start(ClockKind.CUSTOMER_WAIT, at, until, terms, at);
    }
  }

  /** When the present or last waiting began. */
  public Instant waitingSince() {
    return current(ClockKind.CUSTOMER_WAIT).map(TicketClock::startedAt).orElse(Instant.MIN);
  }

  /** The work goes on. */
  public void resumed(Instant at) {
    meet(ClockKind.CUSTOMER_WAIT, at);
    current(ClockKind.RESOLUTION)
        .ifPresent(
            clock -> {
              if (clock.resume(at, termsOf(clock))) {
                note("clock-set", at, clock, null);
              }
            });
  }

  /** The work is done; what remains is to hear it from the customer, and that has its own clock. */
  public void resolved(Instant at, SlaTerms terms) {
    meet(ClockKind.CUSTOMER_WAIT, at);
    meet(ClockKind.RESOLUTION, at);
    current(ClockKind.RESOLUTION).ifPresent(TicketClock::holdWhileStopped);
    start(ClockKind.CUSTOMER_WAIT, at, null, terms, at);
  }

  /** Whether the time in which the customer was to answer has passed, unannounced so far. */
  public boolean waitedOut(Instant now) {
    return current(ClockKind.CUSTOMER_WAIT).filter(clock -> clock.ranOut(now)).isPresent();
  }

  /** The customer was waited for until the end of that time. */
  public void waitedLongEnough() {
    current(ClockKind.CUSTOMER_WAIT).ifPresent(clock -> meet(clock, clock.dueAt()));
  }

  /** The customer has answered; others are still owed a word, by a clock of its own. */
  public void answered(Instant at) {
    meet(ClockKind.CUSTOMER_WAIT, at);
  }

  /** They were asked once more after that time had passed: they get it again to answer. */
  public void askedAgain(SlaTerms terms, Instant now) {
    boolean over =
        current(ClockKind.CUSTOMER_WAIT)
            .filter(clock -> clock.live() && clock.state() == ClockState.BREACHED)
            .isPresent();
    if (over) {
      meet(ClockKind.CUSTOMER_WAIT, now);
      start(ClockKind.CUSTOMER_WAIT, now, null, terms, now);
    }
  }

  /** Whether anything of this kind is owed. */
  public boolean owes(ClockKind kind) {
    return clocks.stream().anyMatch(clock -> clock.kind() == kind && clock.live());
  }

  /** The customer has the last word, or kept silent for the record: nobody waits for an answer. */
  public void closed(Instant at) {
    meet(ClockKind.CUSTOMER_WAIT, at);
    cancel(ClockKind.FIRST_FEEDBACK, at);
    cancel(ClockKind.NEXT_FEEDBACK, at);
  }

  /** It will not be done, and the customer was told so. */
  public void declined(Instant at) {
    acknowledged(at);
    for (ClockKind kind :
        List.of(ClockKind.NEXT_FEEDBACK, ClockKind.CUSTOMER_WAIT, ClockKind.RESOLUTION)) {
      cancel(kind, at);
    }
    current(ClockKind.RESOLUTION).ifPresent(TicketClock::holdWhileStopped);
  }

  /**
   * Takes over the earliest deadline of each kind that is owed here as well, and of the feedbacks
   * owed there the earliest: nobody waits longer because two tickets became one.
   */
  public void absorb(Clocks other, Instant now) {
    for (ClockKind kind :
        List.of(
            ClockKind.ACKNOWLEDGE,
            ClockKind.FIRST_FEEDBACK,
            ClockKind.NEXT_FEEDBACK,
            ClockKind.RESOLUTION,
            ClockKind.CUSTOMER_WAIT)) {
      Optional<TicketClock> theirs = other.current(kind).filter(TicketClock::live);
      Optional<TicketClock> mine = current(kind).filter(TicketClock::live);
      if (theirs.isPresent() && mine.isPresent()) {
        breachIfOut(mine.get(), now);
        if (mine.get().takeOver(theirs.get(), this::termsOf, now)) {
          note("clock-set", now, mine.get(), null);
        }
      }
    }
    other.feedback().ifPresent(theirs -> oweFeedback(theirs.startedAt(), theirs.dueAt(), now));
  }

  /** The feedback that is owed, by its clock. */
  private Optional<TicketClock> feedback() {
    return clocks.stream()
        .filter(
            clock ->
                clock.live()
                    && (clock.kind() == ClockKind.FIRST_FEEDBACK
                        || clock.kind() == ClockKind.NEXT_FEEDBACK))
        .min(Comparator.comparing(TicketClock::dueAt));
  }

  /** When the next feedback is due, null when none is owed. */
  public Instant feedbackDue() {
    return feedback().map(TicketClock::dueAt).orElse(null);
  }

  /** A feedback is owed no later than {@code dueAt}, whatever the policy says. */
  public void oweFeedback(Instant startedAt, Instant dueAt, Instant now) {
    Optional<TicketClock> owed = feedback();
    if (owed.isEmpty()) {
      start(ClockKind.NEXT_FEEDBACK, startedAt, dueAt, null, now);
    } else if (dueAt.isBefore(owed.get().dueAt()) && owed.get().takeDate(dueAt)) {
      note("clock-set", now, owed.get(), null);
    }
  }

  /**
   * Others than the ticket's own customer were told something at {@code at}.
   *
   * @param dueAt when those have to be told who were not; null when there are none
   */
  public void othersTold(Instant at, Instant dueAt, Instant now) {
    TicketClock owed = feedback().orElse(null);
    if (owed == null || owed.dueAt().equals(dueAt)) {
      return;
    }
    breachIfOut(owed, at);
    if (dueAt == null || owed.state() == ClockState.BREACHED) {
      meet(owed.kind(), at);
      if (dueAt != null) {
        start(ClockKind.NEXT_FEEDBACK, at, dueAt, null, now);
      }
    } else if (owed.takeDate(dueAt)) {
      note("clock-set", now, owed, null);
    }
  }

  /** It lives on in another ticket. */
  public void merged(Instant at) {
    clocks.stream().filter(TicketClock::live).toList().forEach(clock -> cancel(clock, at));
  }

  /**
   * Starts a clock that is due at a date, beside others of its kind. One whose date has passed is
   * announced at once.
   *
   * @param kind PROMISE or ACTION
   * @param round one that no clock of this kind ever had on this ticket
   */
  public void startDated(ClockKind kind, int round, Instant at, Instant dueAt, Instant now) {
    TicketClock clock = TicketClock.ofDate(ticketId, kind, round, at, dueAt);
    clocks.add(clock);
    started.add(clock);
    note("clock-set", now, clock, null);
    breachIfOut(clock, now);
  }

  /** The clock of this round is due at another date; one that has run out stays as it is. */
  public void moveDated(ClockKind kind, int round, Instant dueAt, Instant now) {
    TicketClock clock = dated(kind, round);
    breachIfOut(clock, now);
    if (clock.takeDate(dueAt)) {
      note("clock-set", now, clock, null);
    }
  }

  /** The deed of the clock of this round is done. */
  public void meetDated(ClockKind kind, int round, Instant at) {
    TicketClock clock = dated(kind, round);
    meet(clock, at);
    clock.retire();
  }

  /** The deed of the clock of this round is not owed any more. */
  public void cancelDated(ClockKind kind, int round, Instant at) {
    TicketClock clock = dated(kind, round);
    cancel(clock, at);
    clock.retire();
  }

  private TicketClock dated(ClockKind kind, int round) {
    return clocks.stream()
        .filter(clock -> clock.kind() == kind && clock.round() == round)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException("ticket " + ticketId + " has no " + kind + " " + round));
  }

  /** The work resumes with what was left of its time, and the customer is owed a sign of life. */
  public void reopened(Instant at, SlaTerms terms) {
    meet(ClockKind.CUSTOMER_WAIT, at);
    current(ClockKind.RESOLUTION)
        .ifPresent(
            clock -> {
              ClockTerms present = terms.of(ClockKind.RESOLUTION);
              if (clock.reopen(at, clock.runsByOther(present) ? present : termsOf(clock))) {
                note("clock-set", at, clock, null);
              }
            });
    contacted(at, null, terms, at);
  }

  /**
   * Other policies may apply: every clock that measures a target by another one than before takes
   * it over from its original start. A new version of the same policy does not touch a clock.
   */
  public void termsChanged(SlaTerms terms, Instant now) {
    for (TicketClock clock : measured()) {
      if (clock.runsByOther(terms.of(clock.kind()))) {
        take(clock, terms.of(clock.kind()), now);
      }
    }
  }

  /**
   * A policy is applied again, in its present version and with the present version of its calendar:
   * to what runs by it, and to what would run by it now.
   *
   * @return what has changed
   */
  public List<ClockChange> reapply(UUID policy, SlaTerms terms, Instant now) {
    List<ClockChange> changes = new ArrayList<>();
    for (TicketClock clock : measured()) {
      ClockTerms present = terms.of(clock.kind());
      if (clock.concernedBy(policy, present)) {
        changes.add(ClockChange.of(clock, present, now));
        take(clock, present, now);
      }
    }
    return changes;
  }

  /** What {@link #reapply} would change; changes nothing. */
  public List<ClockChange> wouldReapply(UUID policy, SlaTerms terms, Instant now) {
    return measured().stream()
        .filter(clock -> clock.concernedBy(policy, terms.of(clock.kind())))
        .map(clock -> ClockChange.of(clock, terms.of(clock.kind()), now))
        .toList();
  }

  /** What is owed by a target. */
  private List<TicketClock> measured() {
    return clocks.stream().filter(clock -> clock.live() && clock.target() != null).toList();
  }

  private void take(TicketClock clock, ClockTerms terms, Instant now) {
    breachIfOut(clock, now);
    clock.take(terms);
    note("clock-set", now, clock, null);
  }

  /**
   * Announces what has come up: breaches at their due time, warnings that no breach has overtaken.
   */
  public void sweep(Instant now) {
    clocks.stream()
        .filter(clock -> clock.nextAt() != null)
        .sorted(Comparator.comparing(TicketClock::nextAt))
        .forEach(
            clock -> {
              breachIfOut(clock, now);
              if (clock.warns(now)) {
                Instant at = clock.warnAt();
                clock.warn(now);
                note("clock-warned", at, clock, null);
              }
            });
  }

  /** What happened since the last call, in order. */
  public List<ClockEvent> takeEvents() {
    List<ClockEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /** The clocks that were started on this object and are not in the database yet. */
  public List<TicketClock> started() {
    return List.copyOf(started);
  }

  /** Every present clock. */
  public List<TicketClock> all() {
    return List.copyOf(clocks);
  }

  /** Earliest due time of what is owed, null when nothing has one. */
  public Instant earliestDue() {
    return clocks.stream()
        .filter(TicketClock::live)
        .map(TicketClock::dueAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Whether something is owed that should have been done already. */
  public boolean breached() {
    return clocks.stream().anyMatch(clock -> clock.live() && clock.state() == ClockState.BREACHED);
  }

  /** The present ones as clients see them, in the order of their kinds. */
  public List<ClockView> views(Instant now) {
    return clocks.stream()
        .filter(TicketClock::isCurrent)
        .sorted(Comparator.comparing(TicketClock::kind).thenComparing(TicketClock::round))
        .map(clock -> ClockView.of(clock, now, termsOf(clock)))
        .toList();
  }

  /** The present round of a kind. */
  public Optional<TicketClock> current(ClockKind kind) {
    return clocks.stream()
        .filter(clock -> clock.kind() == kind)
        .max(Comparator.comparing(TicketClock::round));
  }

  /** The terms a clock was computed with, null when it is due at a date. */
  public ClockTerms termsOf(TicketClock clock) {
    return clock.policyId() == null
        ? null
        : policies.byVersion(
            clock.policyId(), clock.policyVersion(), clock.calendarVersion(), clock.kind());
  }

  private void start(ClockKind kind, Instant at, Instant dueAt, SlaTerms terms, Instant now) {
    Optional<TicketClock> previous = current(kind);
    previous.ifPresent(TicketClock::retire);
    int round = previous.map(TicketClock::round).orElse(0) + 1;
    TicketClock clock =
        dueAt == null
            ? TicketClock.ofTarget(ticketId, kind, round, at, terms.of(kind))
            : TicketClock.ofDate(ticketId, kind, round, at, dueAt);
    clocks.add(clock);
    started.add(clock);
    note("clock-set", now, clock, null);
  }

  private void pauseResolution(Instant at) {
    current(ClockKind.RESOLUTION)
        .ifPresent(
            clock -> {
              breachIfOut(clock, at);
              if (clock.pause(at, termsOf(clock))) {
                note("clock-set", at, clock, null);
              }
            });
  }

  private void meet(ClockKind kind, Instant at) {
    current(kind).ifPresent(clock -> meet(clock, at));
  }

  private void meet(TicketClock clock, Instant at) {
    breachIfOut(clock, at);
    if (clock.meet(at)) {
      note("clock-met", at, clock, clock.late());
    }
  }

  private void cancel(ClockKind kind, Instant at) {
    current(kind).ifPresent(clock -> cancel(clock, at));
  }

  private void cancel(TicketClock clock, Instant at) {
    breachIfOut(clock, at);
    if (clock.cancel(at)) {
      note("clock-cancelled", at, clock, null);
    }
  }

  private void breachIfOut(TicketClock clock, Instant at) {
    if (clock.ranOut(at)) {
      clock.breach();
      note("clock-breached", clock.dueAt(), clock, null);
    }
  }

  private void note(String what, Instant at, TicketClock clock, Boolean late) {
    events.add(new ClockEvent(what, at, ClockEvent.Snapshot.of(clock), late));
  }
}
