package io.heard.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long an event takes from being recorded to being in a consumer's hands. Reads {@code
 * heard.tickets} from now on for a number of seconds and compares the attribute {@code recordedat},
 * which is set just before the commit, with the time of arrival: so the commit itself is part of
 * what is measured.
 *
 * <p>Arguments: bootstrap servers, seconds.
 */
public final class EventLatency {

  private static final String TOPIC = "heard.tickets";
  private static final long HIGHEST_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;

  private EventLatency() {}

  public static void main(String[] arguments) {
    Clock clock = Clock.systemUTC();
    Instant end = clock.instant().plusSeconds(Long.parseLong(arguments[1]));
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            arguments[0],
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            20);
    Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(partition -> new TopicPartition(TOPIC, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (clock.instant().isBefore(end)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          byte[] recordedAt = record.headers().lastHeader("ce_recordedat").value();
          Duration age =
              Duration.between(
                  Instant.parse(new String(recordedAt, StandardCharsets.UTF_8)), clock.instant());
          micros.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, age.toNanos() / 1_000)));
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d events, recorded to consumed: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms%n",
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1_000.0,
        micros.getValueAtPercentile(99) / 1_000.0,
        micros.getValueAtPercentile(99.9) / 1_000.0,
        micros.getMaxValue() / 1_000.0);
  }
}
