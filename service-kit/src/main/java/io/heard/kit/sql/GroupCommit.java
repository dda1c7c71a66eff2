package io.heard.kit.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets callers that write at the same time share a statement and a commit. Nobody waits for
 * company: a caller goes at once while a writer is free; those who come while all are under way go
 * together with the next. Nobody is answered before what is theirs is committed.
 *
 * <p>When the database refuses a group, each of it goes alone, so that the refusal reaches whom it
 * concerns. When the connection is lost, nobody knows whether the group was committed: all of it
 * are told so, and nothing is written a second time.
 */
public final class GroupCommit<T> {

  /** Writes all of them and commits, or nothing. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(List<T> items) throws SQLException;
  }

  private static final long ALONE_AFTER_REFUSAL = TimeUnit.SECONDS.toNanos(1);

  private final int most;
  private final Writer<T> writer;
  private final Semaphore writers;
  private final LinkedBlockingQueue<Waiting<T>> queue = new LinkedBlockingQueue<>();
  private volatile long aloneUntil = System.nanoTime();

  /**
   * @param writers how many groups are under way at once
   * @param most of one group; groups have 1, 2, 4, 8 … items, so that a writer needs few statements
   */
  public GroupCommit(int writers, int most, Writer<T> writer) {
    this.writers = new Semaphore(writers);
    this.most = most;
    this.writer = writer;
  }

  /**
   * Returns when it is committed.
   *
   * @throws SQLException why it, or the group it went with, was not committed or may not be
   */
  public void write(T item) throws SQLException {
    // Where one was refused, more are: repeats of what is there already come in waves.
    if (aloneUntil - System.nanoTime() > 0 || settled(item) == Outcome.REFUSED) {
      writer.write(List.of(item));
    }
  }

  private Outcome settled(T item) throws SQLException {
    Waiting<T> mine = new Waiting<>(item);
    queue.add(mine);
    boolean interrupted = false;
    while (mine.outcome == Outcome.UNKNOWN) {
      if (!mine.taken && writers.tryAcquire()) {
        try {
          writeNext();
        } finally {
          writers.release();
          wakeFirst();
        }
      } else {
        LockSupport.park(this);
        // what has been handed over cannot be taken back
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (mine.failure instanceof SQLException e) {
      throw e;
    }
    if (mine.failure != null) {
      throw new IllegalStateException(mine.failure);
    }
    return mine.outcome;
  }

  /** One that came while all writers were under way waits until it is woken to try again. */
  private void wakeFirst() {
    Waiting<T> first = queue.peek();
    if (first != null) {
      LockSupport.unpark(first.caller);
    }
  }

  private void writeNext() {
    List<Waiting<T>> group = new ArrayList<>();
    queue.drainTo(group, Integer.highestOneBit(Math.min(most, Math.max(1, queue.size()))));
    if (group.isEmpty()) {
      return;
    }
    group.forEach(one -> one.taken = true);
    if (writers.availablePermits() > 0) {
      wakeFirst();
    }
    Outcome outcome = Outcome.FAILED;
    Throwable failure = null;
    try {
      writer.write(group.stream().map(one -> one.item).toList());
      outcome = Outcome.COMMITTED;
    } catch (SQLException e) {
      if (group.size() > 1 && isRefusal(e)) {
        aloneUntil = System.nanoTime() + ALONE_AFTER_REFUSAL;
        outcome = Outcome.REFUSED;
      } else {
        failure = e;
      }
    } catch (Throwable e) {
      // whatever it is: those who went along must not wait for ever
      failure = e;
    }
    for (Waiting<T> one : group) {
      one.settle(outcome, failure);
    }
  }

  /** Whether the database itself said no, so that nothing is committed for certain. */
  private static boolean isRefusal(SQLException e) {
    String state = e.getSQLState();
    return state != null && !state.startsWith("08") && !state.startsWith("57P");
  }

  private enum Outcome {
    UNKNOWN,
    COMMITTED,
    REFUSED,
    FAILED
  }

  private static final class Waiting<T> {

    final T item;
    final Thread caller = Thread.currentThread();
    volatile boolean taken;
    Throwable failure;
    volatile Outcome outcome = Outcome.UNKNOWN;

    Waiting(T item) {
      this.item = item;
    }

    void settle(Outcome outcome, Throwable failure) {
      this.failure = failure;
      this.outcome = outcome;
      LockSupport.unpark(caller);
    }
  }
}
