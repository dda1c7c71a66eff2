package io.heard.kit.relay;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.outbox.Outbox;
import io.heard.kit.time.Uuid7;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Carries events from the outbox to Kafka. A row is deleted only after the broker's
 * acknowledgement; a crash in between sends it again, which consumers ignore. Events of one
 * aggregate leave in order: all of them go through one bucket, a bucket is leased to one replica,
 * and {@link Dispatch} lets none overtake another.
 */
@ApplicationScoped
public class Relay {

  private static final Logger LOG = Logger.getLogger(Relay.class);
  private static final long VACUUM_EVERY_SECONDS = 5;
  private static final int LEASES_OF_PATIENCE = 3;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** Buckets held, until a moment of {@link System#nanoTime()}. */
  private record Holding(List<Short> buckets, long until) {

    static final Holding NONE = new Holding(List.of(), System.nanoTime());

    List<Short> current() {
      return System.nanoTime() - until < 0 ? buckets : List.of();
    }
  }

  private final ScheduledExecutorService leasing =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "outbox-leases"));

  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "outbox-housekeeping"));

  @Inject Outbox outbox;
  @Inject OutboxRows rows;
  @Inject Dispatch dispatch;
  @Inject Leases leases;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;

  @ConfigProperty(name = "heard.outbox.poll")
  Duration poll;

  /** Least time between two looks: under load events leave in company, not one by one. */
  @ConfigProperty(name = "heard.outbox.pace")
  Duration pace;

  @ConfigProperty(name = "heard.outbox.lease")
  Duration lease;

  private UUID holder;
  private volatile Holding held = Holding.NONE;
  private volatile boolean stopping;
  private volatile Instant oldestWaiting;

  /** Since when the thread has not sent what it found, by {@link System#nanoTime()}. */
  private volatile Long strugglingSince;

  private ScheduledFuture<?> renewal;
  private ScheduledFuture<?> vacuuming;
  private Thread thread;
  private Pulse pulse;

  void start(@Observes @Priority(100) StartupEvent event) {
    holder = Uuid7.at(clock.instant());
    pulse = heartbeats.watch("relay");
    Gauge.builder("heard.outbox.oldest.seconds", this, Relay::oldestSeconds)
        .description(
            "Age of the oldest event that waits for the broker in the buckets this replica relays")
        .register(metrics);
    renewal =
        leasing.scheduleWithFixedDelay(
            this::renewLeases, 0, lease.toMillis() / 4, TimeUnit.MILLISECONDS);
    vacuuming =
        housekeeping.scheduleWithFixedDelay(
            this::vacuum, VACUUM_EVERY_SECONDS, VACUUM_EVERY_SECONDS, TimeUnit.SECONDS);
    thread = daemon(this::run, "outbox-relay");
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    renewal.cancel(false);
    leasing.shutdownNow();
    housekeeping.shutdownNow();
    outbox.wake();
    thread.join(2_000);
    thread.interrupt();
    try {
      leases.release(holder);
    } catch (SQLException e) {
      LOG.infof("Leases are left to run out: %s", e.getMessage());
    }
  }

  /** Whether its threads live; when one has died, only a restart helps. */
  boolean alive() {
    return thread != null && thread.isAlive() && !renewal.isDone() && !vacuuming.isDone();
  }

  private boolean struggles() {
    Long since = strugglingSince;
    return since != null && System.nanoTime() - since > lease.toNanos() * LEASES_OF_PATIENCE;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private double oldestSeconds() {
    Instant oldest = oldestWaiting;
    return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1000.0;
  }

  /**
   * Renews the leases, unless the broker has long been out of reach from here while another replica
   * may reach it: then events shall not wait for this one. What it has in hand it may still send
   * later; consumers ignore what they have seen.
   */
  private void renewLeases() {
    // counted from before the database does: a stalled replica stops before the others take over
    long until = System.nanoTime() + lease.toNanos();
    try {
      List<Short> before = held.current();
      if (struggles() && leases.leaveToOthers(holder)) {
        held = Holding.NONE;
        if (!before.isEmpty()) {
          LOG.warn("The broker is out of reach from here; the other replicas relay");
        }
        return;
      }
      List<Short> now = leases.renew(holder, lease.toMillis());
      held = new Holding(now, until);
      if (!now.equals(before)) {
        LOG.infof("Relaying buckets %s", now);
        outbox.wake();
      }
    } catch (SQLException | RuntimeException e) {
      LOG.warnf("Leases could not be renewed, relaying pauses when they end: %s", e.getMessage());
    }
  }

  /** One without buckets relays nothing; that there are too many replicas is no progress. */
  private void beat(List<Short> buckets, Dispatch.Outcome outcome) {
    if (outcome.failed()) {
      pulse.waiting(outcome.oldest());
    } else if (!buckets.isEmpty()) {
      pulse.beat(outcome.more() ? outcome.oldest() : null);
    }
  }

  private void vacuum() {
    try {
      rows.vacuum();
    } catch (SQLException | RuntimeException e) {
      LOG.infof("The outbox is vacuumed later: %s", e.getMessage());
    }
  }

  private void run() {
    Duration pause = Duration.ZERO;
    long next = System.nanoTime();
    while (!stopping) {
      try {
        outbox.await(pause);
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        next = System.nanoTime() + pace.toNanos();
        List<Short> buckets = held.current();
        if (strugglingSince == null) {
          strugglingSince = System.nanoTime();
        }
        Dispatch.Outcome outcome = dispatch.once(buckets);
        if (!outcome.failed()) {
          strugglingSince = null;
        }
        oldestWaiting = outcome.oldest();
        beat(buckets, outcome);
        pause = outcome.failed() ? PAUSE_AFTER_FAILURE : outcome.more() ? Duration.ZERO : poll;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (SQLException | RuntimeException e) {
        if (!stopping) {
          LOG.warnf("Relaying failed and is tried again: %s", e.toString());
        }
        pause = PAUSE_AFTER_FAILURE;
      }
    }
  }
}
