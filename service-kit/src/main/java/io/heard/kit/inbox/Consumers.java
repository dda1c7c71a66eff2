package io.heard.kit.inbox;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.problem.Causes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Consumers of each {@link Subscription}, in the consumer group of the service: one, or as many as
 * set where every event counts, which then share the partitions. An offset is committed after the
 * effects of all before it are; whatever goes wrong, messages are read again rather than skipped,
 * and the {@link Inbox} knows what it has seen.
 */
@ApplicationScoped
public class Consumers {

  private static final Logger LOG = Logger.getLogger(Consumers.class);
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** What a consumer keeps of the broker's answers, bytes. */
  private static final int FETCH_AT_MOST = 4 * 1024 * 1024;

  @Inject @All List<Subscription> subscriptions;
  @Inject Inbox inbox;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;

  /** Every setting {@code kafka.*}: the brokers, and what TLS and SASL need. */
  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> connection;

  @ConfigProperty(name = "heard.events.group")
  Optional<String> group;

  @ConfigProperty(name = "heard.events.consumers")
  int consumers;

  private final List<Worker> workers = new ArrayList<>();

  void start(@Observes StartupEvent event) {
    Set<String> topics = new HashSet<>();
    for (Subscription subscription : subscriptions) {
      if (!topics.add(subscription.topic())) {
        throw new IllegalStateException(
            "two subscriptions to "
                + subscription.topic()
                + ": they would share its partitions and marks, and each would miss events");
      }
    }
    for (Subscription subscription : subscriptions) {
      int number = subscription.continuity() == Subscription.Continuity.EVERY_EVENT ? consumers : 1;
      for (int i = 1; i <= number; i++) {
        Worker worker = new Worker(subscription, subscription.topic() + (i == 1 ? "" : " " + i));
        workers.add(worker);
        worker.setDaemon(true);
        worker.start();
      }
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    workers.forEach(Worker::halt);
    for (Worker worker : workers) {
      worker.join(3_000);
    }
  }

  /** Topics whose consumer has died, which nothing but a restart mends. */
  List<String> dead() {
    return workers.stream()
        .filter(worker -> !worker.isAlive())
        .map(worker -> worker.subscription.topic())
        .toList();
  }

  /** The subscription to a topic, if this service has one. */
  public Optional<Subscription> subscription(String topic) {
    return subscriptions.stream()
        .filter(subscription -> subscription.topic().equals(topic))
        .findFirst();
  }

  private final class Worker extends Thread {

    private final Subscription subscription;
    private final Pulse pulse;
    private volatile boolean halted;
    private volatile KafkaConsumer<byte[], byte[]> consumer;

    Worker(Subscription subscription, String name) {
      super("inbox-" + name);
      this.subscription = subscription;
      this.pulse = heartbeats.watch("consumer " + name);
    }

    void halt() {
      halted = true;
      KafkaConsumer<byte[], byte[]> running = consumer;
      if (running != null) {
        running.wakeup();
      }
    }

    @Override
    public void run() {
      long pause = 100;
      while (!halted) {
        try (KafkaConsumer<byte[], byte[]> opened = open();
            KafkaClientMetrics bound = new KafkaClientMetrics(opened)) {
          bound.bindTo(metrics);
          consumer = opened;
          opened.subscribe(List.of(subscription.topic()));
          consume(opened);
        } catch (WakeupException stopping) {
          LOG.debugf("%s: consumer stops", subscription.topic());
        } catch (RuntimeException e) {
          LOG.warnf(
              "%s: consumer failed and is opened again: %s", subscription.topic(), Causes.line(e));
          pause = rest(pause);
        }
      }
    }

    private void consume(KafkaConsumer<byte[], byte[]> opened) {
      long pause = 50;
      while (!halted) {
        ConsumerRecords<byte[], byte[]> records = opened.poll(Duration.ofMillis(500));
        if (records.isEmpty()) {
          beat(opened, null);
          continue;
        }
        Instant oldest = oldest(records);
        pulse.waiting(oldest);
        List<Message> messages = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
          messages.add(Message.of(record));
        }
        try {
          inbox.take(subscription, messages);
          opened.commitSync();
          beat(opened, oldest);
          pause = 50;
        } catch (RebalanceInProgressException e) {
          LOG.debugf("%s: offsets are committed after the rebalance", subscription.topic());
        } catch (SQLException e) {
          LOG.warnf(
              "%s: %s; the same messages are tried again", subscription.topic(), e.getMessage());
          rewind(opened, records);
          pause = rest(pause);
        }
      }
    }

    /**
     * A round is done. A consumer without partitions reads nothing: that others have them is for
     * the others to say.
     */
    private void beat(KafkaConsumer<byte[], byte[]> opened, Instant oldest) {
      Set<TopicPartition> partitions = opened.assignment();
      if (!partitions.isEmpty()) {
        boolean behind =
            partitions.stream().anyMatch(each -> opened.currentLag(each).orElse(0) > 0);
        pulse.beat(behind ? oldest : null);
      }
    }

    /** When the oldest of them was written; what follows on the topic is hardly older. */
    private static Instant oldest(ConsumerRecords<byte[], byte[]> records) {
      long oldest = Long.MAX_VALUE;
      for (ConsumerRecord<byte[], byte[]> record : records) {
        oldest = Math.min(oldest, record.timestamp());
      }
      return Instant.ofEpochMilli(oldest);
    }

    private void rewind(
        KafkaConsumer<byte[], byte[]> opened, ConsumerRecords<byte[], byte[]> records) {
      for (TopicPartition partition : records.partitions()) {
        opened.seek(partition, records.records(partition).get(0).offset());
      }
    }

    private long rest(long pause) {
      try {
        sleep(pause);
      } catch (InterruptedException e) {
        halted = true;
        interrupt();
      }
      return Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }

    private KafkaConsumer<byte[], byte[]> open() {
      Map<String, Object> settings = new HashMap<>(connection);
      settings.put(ConsumerConfig.GROUP_ID_CONFIG, group.orElseThrow());
      settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
      settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_AT_MOST);
      settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
      settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
      settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
      settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
      settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
      settings.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
  }
}
