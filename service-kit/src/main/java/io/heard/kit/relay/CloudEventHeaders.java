package io.heard.kit.relay;

import io.heard.kit.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Writes CloudEvents 1.0 messages in the Kafka protocol binding's binary content mode. */
public final class CloudEventHeaders {

  private CloudEventHeaders() {}

  static ProducerRecord<String, String> message(String topic, LedgerEntry entry, String source) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic, entry.aggregateId().toString(), entry.data());
    Headers headers = message.headers();
    put(
        headers,
        source,
        entry.type(),
        entry.aggregateId(),
        entry.sequence(),
        entry.at(),
        entry.recordedAt(),
        entry.actor());
    if (entry.requestId() != null) {
      put(headers, "ce_requestid", entry.requestId());
    }
    if (entry.traceParent() != null) {
      put(headers, "traceparent", entry.traceParent());
    }
    return message;
  }

  /** Writes the attributes that every event has. */
  public static void put(
      Headers headers,
      String source,
      String type,
      UUID aggregateId,
      int sequence,
      Instant at,
      Instant recordedAt,
      String actor) {
    put(headers, "ce_specversion", "1.0");
    put(headers, "ce_id", aggregateId + "-" + sequence);
    put(headers, "ce_source", source);
    put(headers, "ce_type", type);
    put(headers, "ce_subject", aggregateId.toString());
    put(headers, "ce_time", at.toString());
    put(headers, "ce_sequence", Integer.toString(sequence));
    put(headers, "ce_actor", actor);
    put(headers, "ce_recordedat", recordedAt.toString());
    put(headers, "content-type", "application/json");
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
