package io.heard.kit.relay;

import io.heard.kit.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Writes a ledger entry as a CloudEvents 1.0 message in the Kafka protocol binding's binary content
 * mode.
 */
final class CloudEventHeaders {

  private CloudEventHeaders() {}

  static ProducerRecord<String, String> message(String topic, LedgerEntry entry, String source) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic, entry.aggregateId().toString(), entry.data());
    Headers headers = message.headers();
    put(headers, "ce_specversion", "1.0");
    put(headers, "ce_id", entry.aggregateId() + "-" + entry.sequence());
    put(headers, "ce_source", source);
    put(headers, "ce_type", entry.type());
    put(headers, "ce_subject", entry.aggregateId().toString());
    put(headers, "ce_time", entry.at().toString());
    put(headers, "ce_sequence", Integer.toString(entry.sequence()));
    put(headers, "ce_actor", entry.actor());
    put(headers, "ce_recordedat", entry.recordedAt().toString());
    put(headers, "content-type", "application/json");
    if (entry.requestId() != null) {
      put(headers, "ce_requestid", entry.requestId());
    }
    if (entry.traceParent() != null) {
      put(headers, "traceparent", entry.traceParent());
    }
    return message;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
