package io.heard.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to and reads from one partition of {@code heard.tickets}. */
final class TestTopic {
  private static final TopicPartition PARTITION = new TopicPartition("heard.tickets", 3);

  private final Map<String, Object> bootstrap;

  TestTopic(Settings settings) {
    bootstrap = Map.of("bootstrap.servers", "127.0.0.1:" + settings.port(Endpoint.KAFKA));
  }

  void send(String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(bootstrap, new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "key", value))
          .get();
    }
  }

  List<String> records() {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(bootstrap, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      List<String> values = new ArrayList<>();
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofSeconds(1))) {
          values.add(found.value());
        }
      }
      return values;
    }
  }

  String configuration(String topic, String key) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(bootstrap)) {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
    }
  }

  int partitions(String topic) throws Exception {
    try (Admin admin = Admin.create(bootstrap)) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    }
  }
}
