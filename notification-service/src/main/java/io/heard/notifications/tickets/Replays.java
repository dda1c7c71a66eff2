package io.heard.notifications.tickets;

import io.heard.notifications.background.TransactionMemory;
import io.heard.notifications.background.TransactionMemory.Key;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/**
 * Events that are sent again because their marks were deleted, to fill the copies anew. They had
 * their effect on alerts, news and webhooks when they came first.
 */
@ApplicationScoped
public class Replays {

  private static final Key<Boolean> ANY = new Key<>("replays", "any");

  @Inject EntityManager entities;
  @Inject TransactionMemory memory;

  /**
   * Whether this event had been taken in before the mark of its ticket was deleted; the last one of
   * them ends the replay. Within the transaction that takes the event in.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean takenBefore(UUID ticket, int sequence) {
    if (!memory.recall(ANY, this::any)) {
      return false;
    }
    List<?> found =
        entities
            .createNativeQuery("SELECT sequence FROM taken_before WHERE ticket_id = ?1")
            .setParameter(1, ticket)
            .getResultList();
    if (found.isEmpty()) {
      return false;
    }
    int last = ((Number) found.get(0)).intValue();
    if (sequence >= last) {
      entities
          .createNativeQuery("DELETE FROM taken_before WHERE ticket_id = ?1")
          .setParameter(1, ticket)
          .executeUpdate();
    }
    return sequence <= last;
  }

  /** Whether the copy of this ticket is missing or old, because it is being filled anew. */
  public boolean underWay(UUID ticket) {
    return !entities
        .createNativeQuery("SELECT 1 FROM taken_before WHERE ticket_id = ?1")
        .setParameter(1, ticket)
        .getResultList()
        .isEmpty();
  }

  private boolean any() {
    return !entities
        .createNativeQuery("SELECT 1 FROM taken_before LIMIT 1")
        .getResultList()
        .isEmpty();
  }
}
