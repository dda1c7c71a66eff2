package io.heard.tickets.follow;

import java.util.List;
import java.util.UUID;

/**
 * Keeps something up to date that is computed from tickets. Called within a transaction, for each
 * ticket at least once after its last change, and by one replica at a time. What it makes must
 * depend on nothing but the ticket and its history as they are now, so that once more does no harm.
 */
public interface TicketFollower {

  /**
   * These tickets have changed.
   *
   * @param tickets each once
   */
  void changed(List<UUID> tickets);
}
