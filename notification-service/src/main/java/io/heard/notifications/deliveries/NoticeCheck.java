package io.heard.notifications.deliveries;

/** Asked right before a notice goes out: somebody may have reacted since it was written. */
public interface NoticeCheck {

  boolean stillWanted(Delivery notice);
}
