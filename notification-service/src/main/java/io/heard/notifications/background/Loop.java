package io.heard.notifications.background;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A thread that looks after something again and again: at once when woken, otherwise at a steady
 * pace, so that a wake-up that got lost costs one pace and nothing else. Work that fails is logged
 * and tried again.
 */
public final class Loop {

  private static final Logger LOG = Logger.getLogger(Loop.class);
  private static final long REST_AFTER_FAILURE_MILLIS = 1_000;

  /** One round of work. */
  @FunctionalInterface
  public interface Round {

    /** Does what there is to do; true when there may be more at once. */
    boolean work() throws Exception;
  }

  private final Semaphore alarm = new Semaphore(0);
  private final Thread thread;
  private final Duration pace;
  private final Round round;
  private volatile boolean stopping;

  public Loop(String name, Duration pace, Round round) {
    this.pace = pace;
    this.round = round;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** There may be something to do. */
  public void wake() {
    if (alarm.availablePermits() == 0) {
      alarm.release();
    }
  }

  /** Lets the round in hand come to its end, for at most two seconds. */
  public void stop() {
    stopping = true;
    wake();
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }

  private void run() {
    long pause = 0;
    while (!stopping) {
      try {
        alarm.tryAcquire(pause, TimeUnit.MILLISECONDS);
        alarm.drainPermits();
        pause = !stopping && round.work() ? 0 : pace.toMillis();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        if (!stopping) {
          LOG.warnf("%s failed and goes on: %s", thread.getName(), e.toString());
        }
        pause = REST_AFTER_FAILURE_MILLIS;
      }
    }
  }
}
