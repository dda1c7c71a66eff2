package io.heard.kit.outbox;

import io.heard.kit.outbox.OutboxRows.Waiting;
import io.heard.kit.time.Uuid7;
import io.micrometer.core.instrument.Counter;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Carries events from the outbox to Kafka. A row is deleted only after the broker's
 * acknowledgement; a crash in between sends it again, which consumers ignore. Events of one
 * aggregate leave in order: all of them go through one bucket, a bucket is leased to one replica,
 * and the producer is idempotent and never gives up on a record by itself. A record that the
 * broker's client refuses for what it is (too large) is parked and holds up its own aggregate only.
 */
@ApplicationScoped
public class Relay {

  private static final Logger LOG = Logger.getLogger(Relay.class);
  private static final int PER_BUCKET = 128;

  private final Semaphore alarm = new Semaphore(0);
  private final ScheduledExecutorService leasing =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "outbox-leases"));

  @Inject OutboxRows rows;
  @Inject Leases leases;
  @Inject EventProducer producers;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;

  @ConfigProperty(name = "heard.outbox.poll")
  Duration poll;

  @ConfigProperty(name = "heard.outbox.lease")
  Duration lease;

  @ConfigProperty(name = "heard.events.source")
  String source;

  private UUID holder;
  private Counter published;
  private Counter parked;
  private volatile List<Short> held = List.of();
  private volatile boolean stopping;
  private volatile Instant oldestWaiting;
  private ScheduledFuture<?> renewal;
  private Thread thread;

  void start(@Observes @Priority(100) StartupEvent event) {
    holder = Uuid7.at(clock.instant());
    published = metrics.counter("heard.outbox.published");
    parked = metrics.counter("heard.outbox.parked");
    Gauge.builder("heard.outbox.oldest.seconds", this, Relay::oldestSeconds)
        .description(
            "Age of the oldest event that waits for the broker in the buckets this replica relays")
        .register(metrics);
    renewal =
        leasing.scheduleWithFixedDelay(
            this::renewLeases, 0, lease.toMillis() / 4, TimeUnit.MILLISECONDS);
    thread = daemon(this::run, "outbox-relay");
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    renewal.cancel(false);
    leasing.shutdownNow();
    wake();
    thread.join(2_000);
    thread.interrupt();
    try {
      leases.release(holder);
    } catch (SQLException e) {
      LOG.infof("Leases are left to run out: %s", e.getMessage());
    }
  }

  /** There may be something to send. */
  void wake() {
    if (alarm.availablePermits() == 0) {
      alarm.release();
    }
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

  private void renewLeases() {
    try {
      List<Short> before = held;
      held = leases.renew(holder, lease.toMillis());
      if (!held.equals(before)) {
        LOG.infof("Relaying buckets %s", held);
        wake();
      }
    } catch (SQLException | RuntimeException e) {
      held = List.of();
      LOG.warnf("Leases could not be renewed, relaying pauses: %s", e.getMessage());
    }
  }

  private void run() {
    long pause = 0;
    while (!stopping) {
      try {
        alarm.tryAcquire(pause, TimeUnit.MILLISECONDS);
        alarm.drainPermits();
        pause = relayOnce() ? 0 : poll.toMillis();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (SQLException | RuntimeException e) {
        if (!stopping) {
          LOG.warnf("Relaying failed and is tried again: %s", e.toString());
        }
        pause = 1_000;
      }
    }
  }

  /** Sends what waits; true when there may be more. */
  private boolean relayOnce() throws SQLException, InterruptedException {
    List<Short> buckets = held;
    if (buckets.isEmpty()) {
      return false;
    }
    List<Waiting> batch = rows.next(buckets, PER_BUCKET);
    oldestWaiting = batch.isEmpty() ? null : batch.get(0).entry().recordedAt();
    if (batch.isEmpty()) {
      return false;
    }
    Producer<String, String> producer = producers.get();
    List<Future<RecordMetadata>> answers = new ArrayList<>(batch.size());
    Set<UUID> heldUp = new HashSet<>();
    List<Waiting> sent = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      UUID aggregate = waiting.entry().aggregateId();
      if (heldUp.contains(aggregate)) {
        continue;
      }
      Future<RecordMetadata> answer =
          producer.send(CloudEventHeaders.message(waiting.topic(), waiting.entry(), source));
      Throwable refusal = refusal(answer);
      if (refusal == null) {
        answers.add(answer);
        sent.add(waiting);
      } else if (parkPoison(waiting, refusal)) {
        heldUp.add(aggregate);
      } else {
        LOG.warnf("The broker cannot be reached, events wait: %s", refusal.getMessage());
        break;
      }
    }
    producer.flush();
    List<Waiting> acknowledged = new ArrayList<>(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      Waiting waiting = sent.get(i);
      try {
        answers.get(i).get();
        acknowledged.add(waiting);
      } catch (ExecutionException e) {
        if (!parkPoison(waiting, e.getCause())) {
          LOG.warnf(
              "%s was not taken and is sent again: %s",
              waiting.entry().aggregateId(), e.getCause().toString());
        }
      }
    }
    rows.delete(acknowledged);
    published.increment(acknowledged.size());
    return batch.size() >= PER_BUCKET || acknowledged.size() < batch.size();
  }

  /** Why a record was refused before it left, null when it is on its way. */
  private static Throwable refusal(Future<RecordMetadata> answer) throws InterruptedException {
    if (!answer.isDone()) {
      return null;
    }
    try {
      answer.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private boolean parkPoison(Waiting waiting, Throwable cause) throws SQLException {
    boolean poison =
        cause instanceof RecordTooLargeException
            || cause instanceof SerializationException
            || cause instanceof InvalidTopicException;
    if (poison) {
      LOG.errorf(
          "Event %s of %s is parked: %s",
          waiting.entry().sequence(), waiting.entry().aggregateId(), cause.getMessage());
      rows.park(waiting, cause.getMessage());
      parked.increment();
    }
    return poison;
  }
}
