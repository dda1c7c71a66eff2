package io.heard.systemtests;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic, read by a consumer that knows nothing of Heard but its event contract. */
final class Topic {

  /** An event in CloudEvents' binary mode. */
  record Message(String subject, int sequence, String type, String data) {

    static Message of(ConsumerRecord<String, String> event) {
      return new Message(
          event.key(),
          Integer.parseInt(header(event, "ce_sequence")),
          header(event, "ce_type"),
          event.value());
    }

    private static String header(ConsumerRecord<String, String> event, String name) {
      return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
  }

  private final String broker;
  private final String name;

  Topic(String broker, String name) {
    this.broker = broker;
    this.name = name;
  }

  /** Everything in it by now; the order within a key is that of the topic. */
  List<Message> read() {
    Map<String, Object> configuration =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000);
    List<Message> messages = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(configuration, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(500)).forEach(event -> messages.add(Message.of(event)));
      }
    }
    return messages;
  }
}
