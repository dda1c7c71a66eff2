package io.heard.kit.relay;

import io.heard.kit.relay.OutboxRows.Waiting;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sends what waits in some buckets, in waves: a wave holds one event of each aggregate, and the
 * next one leaves when the broker has acknowledged it. So no event can overtake an earlier one of
 * its aggregate, whatever becomes of that. An event refused for what it is (too large) is parked
 * and holds up its own aggregate only.
 */
@ApplicationScoped
class Dispatch {

  private static final Logger LOG = Logger.getLogger(Dispatch.class);
  private static final int PER_BUCKET = 128;

  @Inject OutboxRows rows;
  @Inject EventProducer producers;
  @Inject MeterRegistry metrics;

  @ConfigProperty(name = "heard.events.source")
  String source;

  /**
   * What came of one look into the outbox.
   *
   * @param oldest when the oldest event found was recorded, null when there was none
   * @param more there may be more to send
   * @param failed something could not be sent and waits
   */
  record Outcome(Instant oldest, boolean more, boolean failed) {

    static final Outcome NOTHING = new Outcome(null, false, false);
  }

  /** Sends what waits in these buckets; no database transaction is open meanwhile. */
  Outcome once(List<Short> buckets) throws SQLException, InterruptedException {
    List<Waiting> batch = buckets.isEmpty() ? List.of() : rows.next(buckets, PER_BUCKET);
    if (batch.isEmpty()) {
      return Outcome.NOTHING;
    }
    Map<UUID, Deque<Waiting>> queues = new LinkedHashMap<>();
    for (Waiting waiting : batch) {
      queues.computeIfAbsent(waiting.entry().aggregateId(), id -> new ArrayDeque<>()).add(waiting);
    }
    List<Waiting> acknowledged = new ArrayList<>(batch.size());
    boolean failed = false;
    try {
      while (!queues.isEmpty()) {
        failed |= wave(queues, acknowledged);
      }
    } finally {
      rows.delete(acknowledged);
      metrics.counter("heard.outbox.published").increment(acknowledged.size());
    }
    return new Outcome(
        batch.get(0).entry().recordedAt(), !failed && batch.size() >= PER_BUCKET, failed);
  }

  /** Sends the first of each queue; queues that are done or stuck are dropped. */
  private boolean wave(Map<UUID, Deque<Waiting>> queues, List<Waiting> acknowledged)
      throws SQLException, InterruptedException {
    Producer<String, String> producer = producers.get();
    Map<Waiting, Future<RecordMetadata>> underway = new LinkedHashMap<>();
    Set<String> unreachable = new HashSet<>();
    for (Iterator<Deque<Waiting>> each = queues.values().iterator(); each.hasNext(); ) {
      Waiting first = each.next().element();
      if (unreachable.contains(first.topic())) {
        each.remove();
        continue;
      }
      Future<RecordMetadata> answer = send(producer, first);
      underway.put(first, answer);
      if (timedOut(answer)) {
        unreachable.add(first.topic());
      }
    }
    producer.flush();
    boolean failed = !unreachable.isEmpty();
    for (Map.Entry<Waiting, Future<RecordMetadata>> sent : underway.entrySet()) {
      Waiting waiting = sent.getKey();
      UUID aggregate = waiting.entry().aggregateId();
      try {
        sent.getValue().get();
        acknowledged.add(waiting);
        Deque<Waiting> queue = queues.get(aggregate);
        queue.remove();
        if (queue.isEmpty()) {
          queues.remove(aggregate);
        }
      } catch (ExecutionException e) {
        queues.remove(aggregate);
        failed |= !parked(waiting, e.getCause());
      }
    }
    return failed;
  }

  private Future<RecordMetadata> send(Producer<String, String> producer, Waiting waiting) {
    try {
      return producer.send(CloudEventHeaders.message(waiting.topic(), waiting.entry(), source));
    } catch (InterruptException stopping) {
      throw stopping;
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The client did not learn in time where the topic is: nothing of it can be sent now. */
  private static boolean timedOut(Future<RecordMetadata> answer) throws InterruptedException {
    if (!answer.isDone()) {
      return false;
    }
    try {
      answer.get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof TimeoutException;
    }
  }

  /** Parks what the broker refuses for what it is; anything else is tried again. */
  private boolean parked(Waiting waiting, Throwable cause) throws SQLException {
    boolean poison =
        cause instanceof RecordTooLargeException
            || cause instanceof SerializationException
            || cause instanceof InvalidTopicException;
    if (poison) {
      LOG.errorf(
          "Event %d of %s is parked: %s",
          waiting.entry().sequence(), waiting.entry().aggregateId(), cause.getMessage());
      rows.park(waiting, cause.getMessage());
      metrics.counter("heard.outbox.parked").increment();
      return true;
    }
    LOG.warnf(
        "Event %d of %s could not be sent and waits: %s",
        waiting.entry().sequence(), waiting.entry().aggregateId(), cause.getMessage());
    if (!(cause instanceof TimeoutException)) {
      // a producer can be past recovery (fenced, sequence lost); a new one is not
      producers.discard();
    }
    return false;
  }
}
