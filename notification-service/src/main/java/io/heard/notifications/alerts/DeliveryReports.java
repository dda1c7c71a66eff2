package io.heard.notifications.alerts;

import io.heard.kit.ledger.Origins;
import io.heard.notifications.alerts.AlertBook.Happening;
import io.heard.notifications.deliveries.Channel;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.deliveries.DeliveryListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Notes with an alert how its notices went, and raises one when somebody cannot be reached. That
 * alert's own notices raise nothing when they fail, or failing would never end.
 */
@ApplicationScoped
class DeliveryReports implements DeliveryListener {

  @Inject Alerts alerts;
  @Inject AlertJournal journal;
  @Inject AlertDesk desk;
  @Inject Origins origins;

  @Override
  public void delivered(Delivery delivery) {
    note(delivery, Happening.DELIVERED);
    desk.deliverySucceeded(about(delivery));
  }

  @Override
  public void parked(Delivery delivery, Channel.Outcome outcome) {
    note(delivery, Happening.DELIVERY_FAILED);
    if (!delivery.aboutFailure()) {
      desk.deliveryFailed(about(delivery));
    }
  }

  private void note(Delivery delivery, Happening happening) {
    if (delivery.purpose() != Delivery.Purpose.NOTICE) {
      return;
    }
    UUID book = alerts.bookOf(delivery.alertId()).orElseThrow();
    alerts.lock(book);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", delivery.id());
    facts.put("channel", delivery.channel());
    facts.put("recipient", delivery.recipient());
    facts.put("attempts", delivery.attempts());
    journal.note(
        alerts.get(delivery.alertId()),
        happening,
        origins.system("deliveries"),
        Map.of("delivery", facts));
  }

  private static String about(Delivery delivery) {
    return delivery.channel() == Channel.Kind.EMAIL
        ? "mail to " + delivery.recipient()
        : "webhook " + delivery.subscriptionId() + " to " + delivery.recipient();
  }
}
