package io.heard.kit.relay;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The service's one Kafka producer, made when it is first needed so that a service starts without a
 * broker.
 */
@ApplicationScoped
public class EventProducer {

  /** Every setting {@code kafka.*}: the brokers, and what TLS and SASL need. */
  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> connection;

  private Producer<String, String> producer;

  /** The producer; waits for no broker. */
  public synchronized Producer<String, String> get() {
    if (producer == null) {
      Map<String, Object> settings = new HashMap<>(connection);
      settings.put(ProducerConfig.ACKS_CONFIG, "all");
      settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
      // a record given up would let its successor overtake it: never give up, the outbox waits as
      // long as the broker takes
      settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
      settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
      settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
      settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
      settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
      settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
      settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
      producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }
    return producer;
  }

  /** Lets go of the producer; the next {@link #get()} makes a new one. */
  synchronized void discard() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
      producer = null;
    }
  }

  void stop(@Observes ShutdownEvent event) {
    discard();
  }
}
