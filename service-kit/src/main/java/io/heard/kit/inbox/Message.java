package io.heard.kit.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A Kafka record with what could be read of its CloudEvents attributes; what could not is null. */
record Message(
    String topic,
    int partition,
    long offset,
    UUID aggregateId,
    Integer sequence,
    String type,
    Instant time,
    String actor,
    String requestId,
    String traceParent,
    byte[] payload) {

  /** The message is no CloudEvent of ours. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static Message of(ConsumerRecord<byte[], byte[]> record) {
    return new Message(
        record.topic(),
        record.partition(),
        record.offset(),
        uuid(header(record, "ce_subject")),
        integer(header(record, "ce_sequence")),
        header(record, "ce_type"),
        instant(header(record, "ce_time")),
        header(record, "ce_actor"),
        header(record, "ce_requestid"),
        header(record, "traceparent"),
        record.value());
  }

  /** Whether it says which event of which aggregate it is. */
  boolean addressed() {
    return aggregateId != null && sequence != null && sequence > 0 && type != null && time != null;
  }

  Event event(ObjectMapper json) throws Unreadable {
    if (payload == null) {
      throw new Unreadable("it has no data", null);
    }
    try {
      JsonNode data = json.readTree(payload);
      return new Event(type, aggregateId, sequence, time, actor, data);
    } catch (IOException e) {
      throw new Unreadable("its data are no JSON: " + e.getMessage(), e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8).replace("\0", "");
  }

  private static UUID uuid(String text) {
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException unreadable) {
      return null;
    }
  }

  private static Integer integer(String text) {
    return text != null && text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
  }

  private static Instant instant(String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
