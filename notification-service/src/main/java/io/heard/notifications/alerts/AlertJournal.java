package io.heard.notifications.alerts;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Origins;
import io.heard.notifications.alerts.AlertBook.Happening;
import io.heard.notifications.deliveries.Deliveries.EventKey;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.stream.AlertFeed;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.Tickets;
import io.heard.notifications.webhooks.SubscriptionDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes down what happens to alerts, in one transaction with it: into the ledger (and so onto
 * topic {@code heard.alerts}), into the feed of the live stream, and to webhook subscribers.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
class AlertJournal {

  static final String TOPIC = "heard.alerts";

  @Inject Alerts alerts;
  @Inject Tickets tickets;
  @Inject Ledger ledger;
  @Inject Origins origins;
  @Inject AlertFeed feed;
  @Inject SubscriptionDesk subscriptions;
  @Inject Clock clock;

  /** By the service itself. */
  void note(Alert alert, Happening happening) {
    note(alert, happening, origins.system("alerts"), Map.of());
  }

  /** It is over, by what others have done. */
  void resolved(Alert alert) {
    resolved(alert, origins.system("alerts"));
  }

  /** It is over; the event says why. */
  void resolved(Alert alert, Origin origin) {
    note(alert, Happening.RESOLVED, origin, Map.of("reason", alert.resolution()));
  }

  /**
   * Notes a happening; the alert's book is locked by the caller.
   *
   * @param more what the event says besides the alert
   */
  void note(Alert alert, Happening happening, Origin origin, Map<String, Object> more) {
    Instant now = clock.instant();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("alert", view(alert));
    data.putAll(more);
    AlertBook book = alerts.lock(alert.bookId());
    int sequence = book.note(happening, now, data);
    ledger.append(book, TOPIC, origin);
    feed.add(book.id(), sequence, alert.id());
    subscriptions.offer(
        new EventKey(TOPIC, book.id(), sequence),
        happening.type(),
        now,
        data,
        alert.cause() == Cause.DELIVERY_FAILED);
  }

  /** The alert as everybody sees it. */
  AlertApi.View view(Alert alert) {
    return AlertApi.View.of(alert, ticket(alert));
  }

  /** Null for an alert about the system itself. */
  TicketCopy ticket(Alert alert) {
    return tickets.find(alert.bookId()).orElse(null);
  }
}
