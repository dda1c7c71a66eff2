package io.heard.tickets.ticket;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.Passing;
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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Finds clocks that have come up and lets their tickets announce them. Replicas share the work by
 * locking tickets and passing over those that are locked: such a ticket is being changed right now
 * and is looked at again in the next round. After an outage it catches up, the most overdue first.
 * A ticket that cannot be announced holds up nobody: it is put aside for a minute and shouted
 * about.
 */
@ApplicationScoped
public class Sweep {

  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final int BATCH = 100;
  private static final Duration ASIDE = Duration.ofMinutes(1);

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

  /** Tickets that could not be announced, and when they are tried again. */
  private final Map<UUID, Instant> aside = new ConcurrentHashMap<>();

  private Counter swept;
  private Counter failed;
  private Thread thread;
  private Pulse pulse;

  void start(@Observes StartupEvent event) {
    count(metrics);
    pulse = heartbeats.watch("sweep");
    thread = new Thread(this::run, "sweep");
    thread.setDaemon(true);
    thread.start();
  }

  void count(MeterRegistry registry) {
    swept = registry.counter("heard.sweep.tickets");
    failed = registry.counter("heard.sweep.failures");
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
    Instant now = clock.instant();
    aside.values().removeIf(until -> !until.isAfter(now));
    int announced;
    try {
      announced =
          QuarkusTransaction.requiringNew()
              .call(() -> announce(tickets.lockWithClockUp(now, BATCH, aside.keySet()), now));
    } catch (RuntimeException oneOfThem) {
      rethrowIfPassing(oneOfThem);
      announced = oneByOne(now);
    }
    swept.increment(announced);
    return announced > 0;
  }

  private int announce(List<Ticket> locked, Instant now) {
    List<Ticket> changed = new ArrayList<>();
    List<Ticket> up = new ArrayList<>(locked);
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

  /** A transaction for each, to find out which of them it is. */
  private int oneByOne(Instant now) {
    int announced = 0;
    List<UUID> up =
        QuarkusTransaction.requiringNew()
            .call(() -> tickets.withClockUp(now, BATCH, aside.keySet()));
    for (UUID id : up) {
      try {
        announced +=
            QuarkusTransaction.requiringNew().call(() -> announce(tickets.lockUnlessBusy(id), now));
      } catch (RuntimeException e) {
        rethrowIfPassing(e);
        aside.put(id, now.plus(ASIDE));
        failed.increment();
        LOG.errorf(e, "The clocks of ticket %s cannot be announced", id);
      }
    }
    return announced;
  }

  private static void rethrowIfPassing(RuntimeException e) {
    if (Passing.isOutage(e) || Passing.isContention(e)) {
      throw e;
    }
  }
}
