package io.heard.kit.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where events wait for the broker (table {@code outbox}): one row a ledger entry, written in its
 * transaction and deleted when the broker has acknowledged it. Whoever writes rings here, after the
 * commit; the relay waits for the ring. Polling is its safety net.
 */
@ApplicationScoped
public class Outbox {

  /** How many shares the relaying is cut into; fixed, because the rows carry theirs. */
  public static final int BUCKETS = 8;

  private static final Object SYNCHRONISED = new Object();

  @Inject TransactionSynchronizationRegistry transactions;

  private final Semaphore alarm = new Semaphore(0);

  /** The bucket of an aggregate: all its events leave through the same one, in order. */
  public static short bucket(UUID aggregateId) {
    return (short) Math.floorMod(aggregateId.getLeastSignificantBits(), BUCKETS);
  }

  /** Wakes the relay once the current transaction is committed, and only then. */
  public void wakeAfterCommit() {
    if (transactions.getResource(SYNCHRONISED) != null) {
      return;
    }
    transactions.putResource(SYNCHRONISED, Boolean.TRUE);
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            // nothing to do before the commit: the rows are written already
          }

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              wake();
            }
          }
        });
  }

  /** Wakes the relay at once: for a writer that has committed by itself. */
  public void wake() {
    if (alarm.availablePermits() == 0) {
      alarm.release();
    }
  }

  /** Returns when there may be something to send, at the latest after {@code atMost}. */
  public void await(Duration atMost) throws InterruptedException {
    if (alarm.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      alarm.drainPermits();
    }
  }
}
