package io.heard.notifications.alerts;

import io.heard.kit.time.Uuid7;
import io.heard.notifications.alerts.Alert.Key;
import io.heard.notifications.alerts.Alert.Measure;
import io.heard.notifications.alerts.AlertBook.Happening;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.TicketData.ClockData;
import io.heard.notifications.tickets.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Raises alerts and ends them, as tickets and the system itself give reason to. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class AlertDesk {

  /** What {@code resolvedBy} says of a warning when its clock has run out. */
  static final String BREACH = "system:breach";

  private static final String PROMISE = "PROMISE";

  @Inject Alerts alerts;
  @Inject AlertJournal journal;
  @Inject Notices notices;
  @Inject Tickets tickets;
  @Inject Clock clock;

  /** A clock has used up so much of its time that people are warned. */
  public void warned(TicketCopy ticket, ClockData warned) {
    if (tickets.hasClockEnded(ticket.id(), warned.kind(), warned.round())) {
      return;
    }
    Map<Cause, Alert> known = lockAlerts(ticket, warned);
    if (!known.containsKey(causeOfBreach(warned))) {
      raise(
          key(ticket, Cause.CLOCK_WARNED, warned),
          known.get(Cause.CLOCK_WARNED),
          ticket,
          warned.dueAt(),
          Measure.NONE);
    }
  }

  /** A clock has run out: its warning has nothing to add any more. */
  public void breached(TicketCopy ticket, ClockData breached) {
    if (tickets.hasClockEnded(ticket.id(), breached.kind(), breached.round())) {
      return;
    }
    Map<Cause, Alert> known = lockAlerts(ticket, breached);
    Alert warning = known.get(Cause.CLOCK_WARNED);
    if (warning != null && !warning.resolved()) {
      end(warning, BREACH, "the clock has run out");
    }
    Cause cause = causeOfBreach(breached);
    raise(key(ticket, cause, breached), known.get(cause), ticket, breached.dueAt(), Measure.NONE);
  }

  /** A promise whose date has passed is more than a deadline missed: somebody's word was broken. */
  private static Cause causeOfBreach(ClockData clock) {
    return clock.kind().equals(PROMISE) ? Cause.PROMISE_BROKEN : Cause.CLOCK_BREACHED;
  }

  private Map<Cause, Alert> lockAlerts(TicketCopy ticket, ClockData clock) {
    AlertBook book = alerts.lock(ticket.id());
    return alerts.ofClock(book, clock.kind(), clock.round()).stream()
        .collect(Collectors.toMap(Alert::cause, Function.identity()));
  }

  /** A clock was started, paused, resumed or recomputed. */
  public void clockSet(TicketCopy ticket, ClockData set, Instant at, String by) {
    for (Alert alert : alerts.lockOpen(ticket.id(), set.kind(), set.round())) {
      if (alert.cause() != Cause.CLOCK_WARNED) {
        continue;
      }
      if (set.warnAt() != null && set.warnAt().isAfter(at) && !set.paused()) {
        end(alert, by, "the deadline has moved away");
      } else {
        alert.follow(set.dueAt(), set.paused());
        notices.proceed(alert);
      }
    }
  }

  /** The deed of a clock is done, late or not, or the clock was called off. */
  public void clockEnded(TicketCopy ticket, ClockData ended, String by, String why) {
    alerts.lockOpen(ticket.id(), ended.kind(), ended.round()).forEach(alert -> end(alert, by, why));
  }

  /** The customer has had to come back too often; again, when the alert is not over. */
  public void chased(TicketCopy ticket) {
    raise(chasing(ticket), ticket, null, Measure.NONE);
  }

  /** The customer was told something, which is what one who chases is waiting for. */
  public void answered(TicketCopy ticket, String by) {
    Key key = chasing(ticket);
    if (alerts.open(key)) {
      alerts.lock(key.bookId());
      alerts
          .find(key)
          .filter(alert -> !alert.resolved())
          .ifPresent(alert -> end(alert, by, "the customer was told something"));
    }
  }

  /**
   * Somebody has as much as they can take; their most pressing ticket tells.
   *
   * @param about who, in words
   * @param measured their open demands, and how many they can take
   */
  public void overloaded(TicketCopy ticket, String about, Measure measured) {
    raise(overload(ticket, about), ticket, null, measured);
  }

  /** There is room again. */
  public void overloadEnded(TicketCopy ticket, String about, String by) {
    Key key = overload(ticket, about);
    if (alerts.open(key)) {
      alerts.lock(key.bookId());
      alerts
          .find(key)
          .filter(alert -> !alert.resolved())
          .ifPresent(alert -> end(alert, by, "there is room again"));
    }
  }

  private static Key overload(TicketCopy ticket, String about) {
    return new Key(ticket.id(), Cause.OVERLOAD, "", 0, about);
  }

  /**
   * The ticket is only moved about.
   *
   * @param pattern how; the same pattern is the same alert
   * @param measured how often
   */
  public void movesOnly(TicketCopy ticket, String pattern, Measure measured) {
    raise(new Key(ticket.id(), Cause.PING_PONG, "", 0, pattern), ticket, null, measured);
  }

  /** Somebody has done something about it, which is what one that only moves is waiting for. */
  public void worked(TicketCopy ticket, String by) {
    alerts.lockOpen(ticket.id(), "", 0).stream()
        .filter(alert -> alert.cause() == Cause.PING_PONG)
        .forEach(alert -> end(alert, by, "somebody works on it"));
  }

  private static Key chasing(TicketCopy ticket) {
    return new Key(ticket.id(), Cause.CHASED, "", 0, "");
  }

  /** Nobody owes anything on the ticket any more. */
  public void ticketEnded(TicketCopy ticket, String by) {
    alerts
        .lockOpen(ticket.id())
        .forEach(alert -> end(alert, by, "the ticket is " + ticket.state()));
  }

  /** Somebody else owns the ticket now. */
  public void ownerChanged(TicketCopy ticket) {
    alerts.lockOpen(ticket.id()).forEach(alert -> alert.ownedBy(ticket));
  }

  /**
   * Messages to somebody are given up. One alert for each who cannot be reached, however many
   * messages that concerns.
   *
   * @param about who cannot be reached, and how
   */
  void deliveryFailed(String about) {
    raise(system(Cause.DELIVERY_FAILED, about), null, null, Measure.NONE);
  }

  /** Somebody who could not be reached has been. */
  void deliverySucceeded(String about) {
    recovered(Cause.DELIVERY_FAILED, about, "system:deliveries", "messages arrive again");
  }

  /**
   * Something is wrong with the system itself.
   *
   * @param about what, in words; the same words are the same alert
   */
  public void systemFails(Cause cause, String about) {
    raise(system(cause, about), null, null, Measure.NONE);
  }

  /** Something that was wrong with the system is right again, which ends its alert. */
  public void systemRecovers(Cause cause, String about, String why) {
    recovered(cause, about, "system:" + cause.name().toLowerCase(Locale.ROOT), why);
  }

  private void recovered(Cause cause, String about, String by, String why) {
    Key key = system(cause, about);
    if (alerts.open(key)) {
      alerts.lock(AlertBook.SYSTEM);
      alerts.find(key).filter(alert -> !alert.resolved()).ifPresent(alert -> end(alert, by, why));
    }
  }

  private static Key system(Cause cause, String about) {
    return new Key(AlertBook.SYSTEM, cause, "", 0, about);
  }

  private static Key key(TicketCopy ticket, Cause cause, ClockData clock) {
    return new Key(ticket.id(), cause, clock.kind(), clock.round(), "");
  }

  private void raise(Key key, TicketCopy ticket, Instant dueAt, Measure measured) {
    alerts.lock(key.bookId());
    raise(key, alerts.find(key).orElse(null), ticket, dueAt, measured);
  }

  /**
   * Raises an alert whose book is locked.
   *
   * @param known the alert of this key, null when there was none yet
   */
  private void raise(Key key, Alert known, TicketCopy ticket, Instant dueAt, Measure measured) {
    if (known != null && !known.resolved()) {
      known.occurAgain(dueAt);
      known.measured(measured);
      journal.note(known, Happening.ESCALATED);
      return;
    }
    Instant now = clock.instant();
    Alert alert = known == null ? new Alert(Uuid7.at(now), key, dueAt, now) : known;
    if (known != null) {
      alert.comeBack(dueAt, now);
    }
    alert.measured(measured);
    if (ticket != null) {
      alert.ownedBy(ticket);
    }
    journal.note(alert, Happening.RAISED);
    notices.proceed(alert);
    if (known == null) {
      // at the end, or it would be inserted as it was at first and updated at once
      alerts.add(alert);
    }
  }

  private void end(Alert alert, String by, String why) {
    alert.resolve(by, why, clock.instant());
    journal.resolved(alert);
    notices.hush(alert);
  }
}
