package io.heard.notifications.background;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Wakes a {@link Loop} once the current transaction is committed, and only then. */
@ApplicationScoped
public class AfterCommit {

  @Inject TransactionSynchronizationRegistry transactions;

  /** At most once a transaction. */
  public void wake(Loop loop) {
    if (transactions.getResource(loop) != null) {
      return;
    }
    transactions.putResource(loop, Boolean.TRUE);
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // nothing to do before the commit
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              loop.wake();
            }
          }
        });
  }
}
