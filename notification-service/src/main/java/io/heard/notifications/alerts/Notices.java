package io.heard.notifications.alerts;

import io.heard.notifications.alerts.AlertBook.Happening;
import io.heard.notifications.alerts.Recipients.Recipient;
import io.heard.notifications.deliveries.Deliveries;
import io.heard.notifications.deliveries.Deliveries.NoticeKey;
import io.heard.notifications.deliveries.Deliveries.Timing;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.deliveries.NoticeCheck;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.escalation.EscalationApi.Notify;
import io.heard.notifications.escalation.EscalationApi.Role;
import io.heard.notifications.escalation.Ladder;
import io.heard.notifications.escalation.Policies;
import io.heard.notifications.quiet.QuietHours;
import io.heard.notifications.tickets.Actions;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.webhooks.SubscriptionDesk;
import io.heard.notifications.webhooks.WebhookSubscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Tells people of alerts, as the ladder says. */
@ApplicationScoped
class Notices implements NoticeCheck {

  private static final String HIGHEST = "P1";
  private static final String ACTION = "ACTION";

  @Inject Alerts alerts;
  @Inject AlertJournal journal;
  @Inject Policies policies;
  @Inject Recipients recipients;
  @Inject Actions actions;
  @Inject Deliveries deliveries;
  @Inject SubscriptionDesk subscriptions;
  @Inject OnCallGaps onCallGaps;
  @Inject QuietHours quietHours;
  @Inject AlertSettings settings;
  @Inject Clock clock;

  /**
   * Does what the ladder has for the alert by now, and plans what comes next. Steps that were slept
   * through are climbed one by one, repeats that were slept through are one.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void proceed(Alert alert) {
    Ladder ladder = ladder(alert);
    for (Ladder.Act act = due(alert, ladder); act != null; act = due(alert, ladder)) {
      if (act.climbs()) {
        alert.climb();
        journal.note(alert, Happening.ESCALATED);
      }
      tell(alert, ladder);
    }
    alert.plan(ladder, settings.acknowledgedFor());
  }

  /** Tells the present step at once, as when a time of quiet is over, and goes on from there. */
  @Transactional(Transactional.TxType.MANDATORY)
  void again(Alert alert) {
    if (!alert.held()) {
      tell(alert, ladder(alert));
    }
    proceed(alert);
  }

  /** Somebody has reacted: what waits is called off, what comes next is planned anew. */
  @Transactional(Transactional.TxType.MANDATORY)
  void hush(Alert alert) {
    deliveries.cancelNotices(alert.id());
    alert.plan(ladder(alert), settings.acknowledgedFor());
  }

  private Ladder.Act due(Alert alert, Ladder ladder) {
    Ladder.Act next = alert.next(ladder, settings.acknowledgedFor());
    return next == null || next.at().isAfter(clock.instant()) ? null : next;
  }

  private Ladder ladder(Alert alert) {
    TicketCopy ticket = journal.ticket(alert);
    return policies.ladderFor(
        new Policies.Facts(
            alert.cause(),
            ticket == null ? null : ticket.priority(),
            ticket == null ? null : ticket.ownerTeam(),
            ticket == null ? null : ticket.customerTier()));
  }

  private void tell(Alert alert, Ladder ladder) {
    alert.noticed(clock.instant());
    String assignee = assignee(alert);
    List<Notify> targets = targets(alert, ladder, assignee);
    NoticeKey key = new NoticeKey(alert.id(), alert.occasion(), alert.step(), alert.notices());
    boolean aboutFailure = alert.cause() == Cause.DELIVERY_FAILED;
    boolean urgent = urgent(alert, ladder);
    Recipients.Found found = recipients.of(targets, journal.ticket(alert), assignee);
    for (Recipient recipient : found.recipients()) {
      deliveries.mail(
          key,
          recipient.address(),
          recipient.meantFor(),
          recipient.why(),
          aboutFailure,
          timing(recipient, urgent));
    }
    for (Notify target : targets) {
      if (target.webhook() != null) {
        Optional<WebhookSubscription> subscription =
            subscriptions.find(target.webhook()).filter(WebhookSubscription::active);
        if (subscription.isPresent()) {
          deliveries.webhook(
              key, target.webhook(), subscription.get().url(), aboutFailure, payload(alert));
        } else {
          Recipient operations = recipients.operations("webhook " + target.webhook());
          deliveries.mail(
              key,
              operations.address(),
              operations.meantFor(),
              operations.why(),
              aboutFailure,
              new Timing(urgent, null));
        }
      }
    }
    // last, because it may lock the book of system alerts
    found.gaps().stream().filter(gap -> !OnCallGaps.causes(gap, alert)).forEach(onCallGaps::met);
  }

  /** Who is to do what the alert is about; null when it is about no action. */
  private String assignee(Alert alert) {
    return ACTION.equals(alert.clock())
        ? actions.person(alert.bookId(), alert.round()).orElse(null)
        : null;
  }

  /** Whom the ladder names; whoever is to do it hears of it first, whatever the ladder says. */
  private static List<Notify> targets(Alert alert, Ladder ladder, String assignee) {
    List<Notify> named = ladder.targets(alert.step());
    if (assignee == null || alert.step() > 1) {
      return named;
    }
    List<Notify> all = new ArrayList<>();
    all.add(new Notify(Role.ASSIGNEE, null, null, null, null));
    all.addAll(named);
    return all;
  }

  /** What never waits: the top step, the highest priority, and what concerns the system itself. */
  private boolean urgent(Alert alert, Ladder ladder) {
    TicketCopy ticket = journal.ticket(alert);
    return ticket == null
        || HIGHEST.equals(ticket.priority())
        || alert.step() >= ladder.steps().size();
  }

  /** Whoever is on call or stands in for somebody is told at once. */
  private Timing timing(Recipient recipient, boolean urgent) {
    boolean waits = !urgent && recipient.meantFor() == null && recipient.why() == null;
    return new Timing(
        urgent, waits ? quietHours.until(recipient.address(), clock.instant()) : null);
  }

  private String payload(Alert alert) {
    Happening happening =
        alert.step() == 1 && alert.notices() == 1 ? Happening.RAISED : Happening.ESCALATED;
    return subscriptions.body(
        happening.type(), clock.instant(), Map.of("alert", journal.view(alert)));
  }

  @Override
  @Transactional
  public boolean stillWanted(Delivery notice) {
    Alert alert = alerts.get(notice.alertId());
    return alert != null
        && alert.state() == Alert.State.OPEN
        && alert.occasion() == notice.occasion();
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public Set<UUID> lockUnlessBusy(Collection<UUID> alertIds) {
    return alerts.lockUnlessBusy(alertIds);
  }
}
