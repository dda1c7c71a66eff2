package io.heard.kit.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.audit.Findings;
import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.inbox.InboxRows;
import io.heard.kit.ops.HeartbeatApi.Component;
import io.heard.kit.ops.HeartbeatApi.Replica;
import io.heard.kit.relay.CloudEventHeaders;
import io.heard.kit.relay.OutboxRows;
import io.heard.kit.time.Uuid7;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Tells topic {@code heard.heartbeats} at a steady pace that this replica lives, and how its
 * components fare. Not by the outbox, which is among what is watched, and not by its producer,
 * which never gives up: a heartbeat that cannot be sent now is worth nothing later.
 */
@ApplicationScoped
public class HeartbeatSender {

  private static final Logger LOG = Logger.getLogger(HeartbeatSender.class);
  private static final int MOST_PARKED = 1_000;

  @Inject Heartbeats heartbeats;
  @Inject HeartbeatSettings settings;
  @Inject InboxRows inbox;
  @Inject OutboxRows outbox;
  @Inject Findings findings;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  /** Every setting {@code kafka.*}: the brokers, and what TLS and SASL need. */
  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> connection;

  @ConfigProperty(name = "quarkus.application.name")
  String service;

  @ConfigProperty(name = "heard.events.source")
  String source;

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  private ScheduledFuture<?> counting;
  private ScheduledFuture<?> beating;
  private UUID replica;
  private int beats;
  private boolean failing;
  private volatile Integer parked;
  private volatile List<String> broken;
  private Producer<String, String> producer;

  /** After the components have begun. */
  void start(@Observes @Priority(10_000) StartupEvent event) {
    replica = Uuid7.at(clock.instant());
    long pace = settings.every().toMillis();
    // a database that hangs must not keep the heartbeat back
    counting =
        threads.scheduleWithFixedDelay(this::countParked, 0, 5 * pace, TimeUnit.MILLISECONDS);
    beating = threads.scheduleWithFixedDelay(() -> beat(false), 0, pace, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    counting.cancel(false);
    beating.cancel(false);
    threads.shutdown();
    if (threads.awaitTermination(2, TimeUnit.SECONDS) && producer != null) {
      beat(true);
      producer.close(Duration.ofSeconds(1));
    }
  }

  private void countParked() {
    try {
      parked = inbox.countParked(MOST_PARKED) + outbox.countParked(MOST_PARKED);
      broken = findings.broken();
    } catch (RuntimeException e) {
      LOG.debugf("What is parked could not be counted: %s", e.getMessage());
      parked = null;
      broken = null;
    }
  }

  private void beat(boolean leaving) {
    try {
      producer().send(record(leaving)).get(patience(), TimeUnit.MILLISECONDS);
      if (failing) {
        LOG.info("Heartbeats get through again");
      }
      failing = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | ExecutionException | TimeoutException | JsonProcessingException e) {
      if (!failing) {
        LOG.warnf("Heartbeats do not get through: %s", e.toString());
      }
      failing = true;
    }
  }

  private ProducerRecord<String, String> record(boolean leaving) throws JsonProcessingException {
    beats++;
    Replica alive =
        new Replica(
            replica,
            beats,
            service,
            settings.every(),
            leaving,
            parked,
            broken,
            heartbeats.pulses().stream()
                .map(
                    pulse ->
                        new Component(
                            pulse.component(), millis(pulse.idle()), millis(pulse.lag(clock))))
                .toList());
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            HeartbeatSettings.TOPIC,
            replica.toString(),
            json.writeValueAsString(new HeartbeatApi.Data(alive)));
    Instant now = clock.instant();
    CloudEventHeaders.put(
        message.headers(),
        source,
        HeartbeatApi.TYPE,
        replica,
        beats,
        now,
        now,
        "system:heartbeats");
    return message;
  }

  private static Duration millis(Duration duration) {
    return duration.truncatedTo(ChronoUnit.MILLIS);
  }

  private int patience() {
    return Math.toIntExact(Math.max(1_000, settings.every().toMillis()));
  }

  private Producer<String, String> producer() {
    if (producer == null) {
      Map<String, Object> wanted = new HashMap<>(connection);
      wanted.put(ProducerConfig.ACKS_CONFIG, "1");
      wanted.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
      wanted.put(ProducerConfig.LINGER_MS_CONFIG, 0);
      wanted.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience());
      wanted.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience());
      wanted.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience());
      wanted.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
      wanted.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
      wanted.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 262_144L);
      producer = new KafkaProducer<>(wanted, new StringSerializer(), new StringSerializer());
    }
    return producer;
  }
}
