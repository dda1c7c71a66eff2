package io.heard.kit.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.audit.StatementApi.Statement;
import io.heard.kit.audit.StatementApi.Wanted;
import io.heard.kit.problem.Causes;
import io.heard.kit.problem.Passing;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Hears what the services state, a while after it was said: by then what was under way has arrived.
 * One replica of a service hears a statement; one that is lost is made up for by the next round.
 */
@ApplicationScoped
class StatementListener {

  private static final Logger LOG = Logger.getLogger(StatementListener.class);
  private static final long REST_MILLIS = 2_000;

  @Inject AuditSettings settings;
  @Inject ConsumerCheck consumerCheck;
  @Inject Witness witness;
  @Inject ReadPosition position;
  @Inject Republisher republisher;
  @Inject ObjectMapper json;

  /** Every setting {@code kafka.*}: the brokers, and what TLS and SASL need. */
  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> connection;

  @ConfigProperty(name = "heard.events.group")
  String group;

  private final Semaphore stop = new Semaphore(0);
  private volatile KafkaConsumer<String, String> consumer;
  private volatile boolean stopping;
  private Thread thread;

  void start(@Observes StartupEvent event) {
    thread = new Thread(this::run, "statement-listener");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    stop.release();
    KafkaConsumer<String, String> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    thread.join(2_000);
    thread.interrupt();
  }

  private void run() {
    try {
      while (!stopping) {
        try (KafkaConsumer<String, String> opened = open()) {
          consumer = opened;
          opened.subscribe(List.of(StatementApi.TOPIC));
          listen(opened);
        } catch (WakeupException e) {
          LOG.debug("The listener to statements stops");
        } catch (RuntimeException e) {
          LOG.warnf("Listening to statements failed and begins anew: %s", Causes.line(e));
          pause(REST_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(KafkaConsumer<String, String> opened) throws InterruptedException {
    while (!stopping) {
      ConsumerRecords<String, String> records = opened.poll(Duration.ofMillis(500));
      for (ConsumerRecord<String, String> record : records) {
        if (stopping) {
          return;
        }
        hear(opened, record);
      }
      if (!records.isEmpty()) {
        opened.commitSync();
      }
    }
  }

  private void hear(KafkaConsumer<String, String> opened, ConsumerRecord<String, String> record)
      throws InterruptedException {
    if (type(record).equals(StatementApi.STATED)) {
      // broker and service each by their own clock: as close as it has to be
      long age = Clock.systemUTC().millis() - record.timestamp();
      pause(Math.min(settings.tolerance().toMillis(), settings.tolerance().toMillis() - age));
    }
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    LongSupplier end = () -> opened.endOffsets(List.of(partition)).get(partition);
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                if (position.claim(record, end)) {
                  take(record);
                }
              });
    } catch (RuntimeException e) {
      if (Passing.isOutage(e) || Passing.isContention(e)) {
        throw e;
      }
      LOG.errorf(e, "A statement that cannot be compared is left to the next round");
    }
  }

  private void take(ConsumerRecord<String, String> record) {
    try {
      switch (type(record)) {
        case StatementApi.STATED -> {
          Statement statement = json.readValue(record.value(), StatementApi.Stated.class).journal();
          witness.hear(statement);
          consumerCheck.hear(statement, Instant.ofEpochMilli(record.timestamp()));
        }
        case StatementApi.WANTED ->
            resend(json.readValue(record.value(), StatementApi.WantedData.class).journal());
        default -> LOG.debugf("A message of type %s is ignored", type(record));
      }
    } catch (JsonProcessingException e) {
      LOG.warnf("A statement that cannot be read is ignored: %s", e.getOriginalMessage());
    }
  }

  private void resend(Wanted wanted) {
    boolean ours =
        settings.kinds().values().stream().anyMatch(kind -> kind.topic().equals(wanted.topic()));
    if (ours) {
      int events = republisher.resend(wanted.aggregate(), wanted.after());
      LOG.infof(
          "%s misses events of %s after %d: %d are sent again",
          wanted.by(), wanted.aggregate(), wanted.after(), events);
    }
  }

  private void pause(long millis) throws InterruptedException {
    if (millis > 0 && stop.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      stop.release();
    }
  }

  private static String type(ConsumerRecord<String, String> record) {
    Header header = record.headers().lastHeader("ce_type");
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private KafkaConsumer<String, String> open() {
    Map<String, Object> wanted = new HashMap<>(connection);
    wanted.put(ConsumerConfig.GROUP_ID_CONFIG, group + "-journal");
    wanted.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    wanted.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    wanted.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 50);
    wanted.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024);
    // the tolerance is waited for between two polls
    wanted.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        Math.toIntExact(settings.tolerance().plusMinutes(5).toMillis()));
    wanted.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    wanted.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    wanted.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    wanted.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    wanted.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(wanted, new StringDeserializer(), new StringDeserializer());
  }
}
