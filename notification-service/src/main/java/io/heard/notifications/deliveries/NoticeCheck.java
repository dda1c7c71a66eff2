package io.heard.notifications.deliveries;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** What deliveries ask of the alerts their notices are about. */
public interface NoticeCheck {

  /** Asked right before a notice goes out: somebody may have reacted since it was written. */
  boolean stillWanted(Delivery notice);

  /**
   * Those of these alerts that nobody else is changing right now, locked until the transaction
   * ends: whoever settles many notices at once must wait for nobody while holding others up.
   */
  Set<UUID> lockUnlessBusy(Collection<UUID> alertIds);
}
