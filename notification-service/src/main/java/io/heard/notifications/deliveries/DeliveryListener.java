package io.heard.notifications.deliveries;

/** Hears what becomes of deliveries, in the transaction that writes it down. */
public interface DeliveryListener {

  void delivered(Delivery delivery);

  /**
   * It is parked.
   *
   * @param outcome of the last attempt
   */
  void parked(Delivery delivery, Channel.Outcome outcome);
}
