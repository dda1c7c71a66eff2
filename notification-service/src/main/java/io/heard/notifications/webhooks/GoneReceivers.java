package io.heard.notifications.webhooks;

import io.heard.notifications.deliveries.Channel;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.deliveries.DeliveryListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** A receiver that answers 410 Gone does not want to be called any more. */
@ApplicationScoped
public class GoneReceivers implements DeliveryListener {

  static final int GONE = 410;

  @Inject SubscriptionDesk desk;

  @Override
  public void delivered(Delivery delivery) {
    // a receiver that answers is there
  }

  @Override
  public void parked(Delivery delivery, Channel.Outcome outcome) {
    if (delivery.channel() == Channel.Kind.WEBHOOK
        && outcome.status() != null
        && outcome.status() == GONE) {
      desk.deactivate(delivery.subscriptionId(), WebhookSubscription.State.GONE);
    }
  }
}
