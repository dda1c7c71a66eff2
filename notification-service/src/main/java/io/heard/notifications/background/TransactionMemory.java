package io.heard.notifications.background;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.function.Supplier;

/**
 * What was looked up in the current transaction: a batch of events that share one asks once for
 * what rarely changes, and a change of it takes effect from the next transaction on.
 */
@ApplicationScoped
public class TransactionMemory {

  @Inject TransactionSynchronizationRegistry transactions;

  /** Looks up at the first call of a transaction; outside of one at every call. */
  @SuppressWarnings("unchecked") // what is kept under a key is what this method has put there
  public <T> T recall(Key<T> key, Supplier<T> lookUp) {
    if (transactions.getTransactionKey() == null) {
      return lookUp.get();
    }
    T known = (T) transactions.getResource(key);
    if (known == null) {
      known = lookUp.get();
      transactions.putResource(key, known);
    }
    return known;
  }

  /** Lets the next call look up again, after a change in this very transaction. */
  public void forget(Key<?> key) {
    if (transactions.getTransactionKey() != null) {
      transactions.putResource(key, null);
    }
  }

  /**
   * What is looked up.
   *
   * @param of kind of thing
   * @param id which of them
   * @param <T> type of what is found, never null
   */
  public record Key<T>(String of, Object id) {}
}
