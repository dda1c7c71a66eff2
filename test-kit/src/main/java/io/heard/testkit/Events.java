package io.heard.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads and writes events on the test broker the way the other services do. */
public final class Events {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  /** How far a topic has been read: what is on it stays as it is, only more comes. */
  private static final Map<String, Reading> READINGS = new ConcurrentHashMap<>();

  /**
   * An event as it lies on the topic.
   *
   * @param value as it was sent, null if nothing was
   */
  public record Seen(String key, Map<String, String> headers, String value) {

    public String type() {
      return headers.get("ce_type");
    }

    public int sequence() {
      return Integer.parseInt(headers.get("ce_sequence"));
    }

    public UUID aggregateId() {
      return UUID.fromString(headers.get("ce_subject"));
    }

    /** Null when they are no JSON. */
    public JsonNode data() {
      try {
        return value == null ? null : JSON.readTree(value);
      } catch (JsonProcessingException brokenOnPurpose) {
        return null;
      }
    }
  }

  /** Everything on the topic so far, from the beginning, in order per key. */
  public static List<Seen> all(String topic) {
    return READINGS
        .computeIfAbsent(Broker.bootstrapServers() + "/" + topic, unknown -> new Reading(topic))
        .goOn();
  }

  private static final class Reading {
    private final String topic;
    private final List<Seen> seen = new ArrayList<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private Reading(String topic) {
      this.topic = topic;
    }

    private synchronized List<Seen> goOn() {
      Map<String, Object> settings =
          Map.of(
              ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
              Broker.bootstrapServers(),
              ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
              "earliest");
      try (KafkaConsumer<String, String> consumer =
          new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
        consumer.assign(partitions);
        partitions.forEach(p -> consumer.seek(p, next.getOrDefault(p, 0L)));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
          for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
            seen.add(new Seen(record.key(), headers(record), record.value()));
            next.put(new TopicPartition(topic, record.partition()), record.offset() + 1);
          }
        }
        return List.copyOf(seen);
      }
    }

    private static Map<String, String> headers(ConsumerRecord<String, String> record) {
      Map<String, String> headers = new HashMap<>();
      for (Header header : record.headers()) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
      return headers;
    }
  }

  /** The events of one aggregate so far, in order. */
  public static List<Seen> of(String topic, UUID aggregateId) {
    return matching(topic, event -> aggregateId.toString().equals(event.key()));
  }

  /** The events that satisfy a condition so far. */
  public static List<Seen> matching(String topic, Predicate<Seen> condition) {
    return all(topic).stream().filter(condition).toList();
  }

  /**
   * Puts an event on the topic, as its producer would, and waits until the broker has it.
   *
   * @return where it lies
   */
  public static RecordMetadata send(
      String topic,
      String type,
      UUID aggregateId,
      int sequence,
      Instant time,
      String actor,
      String data) {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            Broker.bootstrapServers(),
            ProducerConfig.ACKS_CONFIG,
            "all");
    try (Producer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      ProducerRecord<String, String> record =
          new ProducerRecord<>(topic, aggregateId.toString(), data);
      Map<String, String> headers = new HashMap<>();
      headers.put("ce_specversion", "1.0");
      headers.put("ce_id", aggregateId + "-" + sequence);
      headers.put("ce_source", "/heard/test");
      headers.put("ce_type", type);
      headers.put("ce_subject", aggregateId.toString());
      headers.put("ce_time", time.toString());
      headers.put("ce_sequence", Integer.toString(sequence));
      headers.put("ce_actor", actor);
      headers.put("content-type", "application/json");
      headers.forEach(
          (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      return producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
