package io.heard.kit.time;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Work that is done again and again while the service runs, by the machine's stop watch: a wall
 * clock that is set back stops none of it, as it would Quarkus' {@code @Scheduled}, which waits
 * until the time has been there before. Each work has a thread of its own; a round begins only when
 * the one before has ended. One that fails is logged and the next one comes in its time.
 */
@ApplicationScoped
public class Rounds {

  private static final Logger LOG = Logger.getLogger(Rounds.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int AFTER_ALL_OTHERS = Integer.MAX_VALUE;

  /** One round. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private record Running(ScheduledExecutorService thread, ScheduledFuture<?> rounds) {}

  private record Task(String name, Duration first, Duration pace, Work work) {}

  private final List<Task> tasks = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private boolean started;

  /**
   * Has the work done at this pace, for the first time when the service has started.
   *
   * @param name of its thread
   */
  public void every(Duration pace, String name, Work work) {
    every(pace, Duration.ZERO, name, work);
  }

  /**
   * Likewise.
   *
   * @param first how long after the start the first round comes
   */
  public synchronized void every(Duration pace, Duration first, String name, Work work) {
    Task task = new Task(name, first, pace, work);
    tasks.add(task);
    if (started) {
      begin(task);
    }
  }

  synchronized void start(@Observes @Priority(AFTER_ALL_OTHERS) StartupEvent event) {
    started = true;
    tasks.forEach(this::begin);
  }

  /** What has begun may finish while the database can still be reached. */
  synchronized void stop(@Observes ShutdownEvent event) throws InterruptedException {
    for (Running one : running) {
      one.rounds().cancel(false);
      one.thread().shutdown();
    }
    long until = System.nanoTime() + PATIENCE.toNanos();
    for (Running one : running) {
      if (!one.thread().awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.info("A round is not waited for");
      }
    }
  }

  private void begin(Task task) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, task.name());
              made.setDaemon(true);
              return made;
            });
    ScheduledFuture<?> rounds =
        thread.scheduleWithFixedDelay(
            () -> round(task),
            task.first().toMillis(),
            task.pace().toMillis(),
            TimeUnit.MILLISECONDS);
    running.add(new Running(thread, rounds));
  }

  private static void round(Task task) {
    ManagedContext request = Arc.container().requestContext();
    request.activate();
    try {
      task.work().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // an error as well: the executor would end the rounds without a word
      LOG.errorf(e, "A round of %s failed; the next one comes in its time", task.name());
    } finally {
      request.terminate();
    }
  }
}
