package io.heard.tickets.ticket;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.ledger.Origins;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Finds clocks that have come up and lets their tickets announce them. Replicas share the work by
 * locking tickets and passing over those that are locked: such a ticket is being changed right now
 * and is looked at again in the next round. After an outage it catches up, the most overdue first.
 */
@ApplicationScoped
public class Sweep {

  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final int BATCH = 100;

  /** One that was closed in the meantime has no due time any more. */
  private static final Comparator<Ticket> MOST_OVERDUE_FIRST =
      Comparator.comparing(ticket -> ticket.dueAt, Comparator.nullsLast(Comparator.naturalOrder()));

  private final Semaphore stop = new Semaphore(0);

  @Inject Tickets tickets;
  @Inject Origins origins;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;

  @ConfigProperty(name = "heard.sweep.every")
  Duration every;

  private Counter swept;
  private Thread thread;
  private Pulse pulse;

  void start(@Observes StartupEvent event) {
    swept = metrics.counter("heard.sweep.tickets");
    pulse = heartbeats.watch("sweep");
    thread = new Thread(this::run, "sweep");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.release();
    thread.join(5_000);
  }

  private void run() {
    long pause = every.toMillis();
    try {
      while (!stop.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
        try {
          pause = round() ? 0 : every.toMillis();
          pulse.beat();
        } catch (RuntimeException e) {
          LOG.warnf("The sweep failed and is tried again: %s", e.toString());
          pause = 1_000;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round; true when there may be more to do at once. */
  boolean round() {
    int announced = QuarkusTransaction.requiringNew().call(this::announce);
    swept.increment(announced);
    return announced > 0;
  }

  private int announce() {
    Instant now = clock.instant();
    List<Ticket> changed = new ArrayList<>();
    List<Ticket> up = new ArrayList<>(tickets.lockWithClockUp(now, BATCH));
    up.sort(MOST_OVERDUE_FIRST);
    for (Ticket ticket : up) {
      ticket.sweep(now);
      if (ticket.changed()) {
        changed.add(ticket);
      }
    }
    tickets.saveAll(changed, origins.system("sweep"));
    return changed.size();
  }
}
