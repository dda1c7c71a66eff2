package io.heard.notifications.watchdog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Hears the heartbeats. Every replica of this service hears all of them, in no consumer group:
 * whoever lives keeps them for all. What was missed is not caught up with.
 */
@ApplicationScoped
class HeartbeatListener {

  private static final Logger LOG = Logger.getLogger(HeartbeatListener.class);
  private static final String TOPIC = "heard.heartbeats";
  private static final long SHORTEST_REST_MILLIS = 500;
  private static final long LONGEST_REST_MILLIS = 5_000;

  @Inject HeartbeatRows rows;
  @Inject ObjectMapper json;

  /** Every setting {@code kafka.*}: the brokers, and what TLS and SASL need. */
  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> connection;

  private volatile KafkaConsumer<String, String> consumer;
  private volatile boolean stopping;
  private Thread thread;

  void start(@Observes StartupEvent event) {
    thread = new Thread(this::run, "heartbeat-listener");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    KafkaConsumer<String, String> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    thread.join(2_000);
    thread.interrupt();
  }

  private void run() {
    long rest = SHORTEST_REST_MILLIS;
    try {
      while (!stopping) {
        try (KafkaConsumer<String, String> opened = open()) {
          consumer = opened;
          List<TopicPartition> partitions = partitions(opened);
          rest = SHORTEST_REST_MILLIS;
          listen(opened, partitions);
        } catch (WakeupException e) {
          LOG.debug("The listener to heartbeats stops");
        } catch (RuntimeException e) {
          LOG.warnf("Listening to heartbeats failed and begins anew: %s", e.toString());
          Thread.sleep(rest);
          rest = Math.min(rest * 2, LONGEST_REST_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<String, String> opened) {
    List<PartitionInfo> partitions = opened.partitionsFor(TOPIC);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException("there is no topic " + TOPIC);
    }
    return partitions.stream().map(each -> new TopicPartition(TOPIC, each.partition())).toList();
  }

  private void listen(KafkaConsumer<String, String> opened, List<TopicPartition> partitions) {
    opened.assign(partitions);
    opened.seekToEnd(partitions);
    while (!stopping) {
      Map<String, String> latest = new LinkedHashMap<>();
      for (ConsumerRecord<String, String> record : opened.poll(Duration.ofMillis(500))) {
        if (record.key() != null && record.value() != null) {
          latest.put(record.key(), record.value());
        }
      }
      latest.values().forEach(this::keep);
    }
  }

  private void keep(String content) {
    try {
      rows.store(Heartbeat.Data.read(json, content).replica(), content);
    } catch (JsonProcessingException e) {
      LOG.warnf("A heartbeat that cannot be read is ignored: %s", e.getOriginalMessage());
    } catch (SQLException e) {
      LOG.debugf("A heartbeat could not be kept, the next one may: %s", e.getMessage());
    }
  }

  private KafkaConsumer<String, String> open() {
    Map<String, Object> wanted = new HashMap<>(connection);
    wanted.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    wanted.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    wanted.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    wanted.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    wanted.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    wanted.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(wanted, new StringDeserializer(), new StringDeserializer());
  }
}
