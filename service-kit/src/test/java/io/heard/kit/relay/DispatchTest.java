package io.heard.kit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.relay.OutboxRows.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch when the broker refuses some of it. */
class DispatchTest {

  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);

  private final List<Waiting> outbox = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();
  private final List<String> parked = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final Map<String, RuntimeException> refusals = new HashMap<>();
  private final Dispatch dispatch = new Dispatch();
  private int producersMade;
  private long nextId;

  @BeforeEach
  void wire() {
    dispatch.source = "/heard/test";
    dispatch.metrics = new SimpleMeterRegistry();
    dispatch.rows =
        new OutboxRows() {
          @Override
          List<Waiting> next(List<Short> buckets, int perBucket) {
            return List.copyOf(outbox);
          }

          @Override
          void delete(List<Waiting> published) {
            published.forEach(waiting -> deleted.add(name(waiting)));
            outbox.removeAll(published);
          }

          @Override
          void park(Waiting poison, String error) {
            parked.add(name(poison));
          }
        };
    dispatch.producers =
        new EventProducer() {
          private Producer<String, String> producer;

          @Override
          public synchronized Producer<String, String> get() {
            if (producer == null) {
              producersMade++;
              producer = new Refusing();
            }
            return producer;
          }

          @Override
          synchronized void discard() {
            producer = null;
          }
        };
  }

  @Test
  void all_areSentInOrderAndDeleted() throws Exception {
    wait(ONE, 1, "t");
    wait(TWO, 1, "t");
    wait(ONE, 2, "t");
    wait(ONE, 3, "t");
    Dispatch.Outcome outcome = dispatch.once(List.of((short) 0));

    assertThat(sent).containsExactly("1#1", "2#1", "1#2", "1#3");
    assertThat(deleted).containsExactly("1#1", "2#1", "1#2", "1#3");
    assertThat(outcome.failed()).isFalse();
    assertThat(outcome.oldest()).isEqualTo(Instant.EPOCH);
    assertThat(dispatch.once(List.of((short) 0))).isEqualTo(Dispatch.Outcome.NOTHING);
  }

  @Test
  void noBuckets_nothingIsRead() throws Exception {
    wait(ONE, 1, "t");
    assertThat(dispatch.once(List.of())).isEqualTo(Dispatch.Outcome.NOTHING);
    assertThat(sent).isEmpty();
  }

  @Test
  void refusedForAReasonThatPasses_noSuccessorOvertakes_othersGoOn() throws Exception {
    refusals.put("1#1", new TopicAuthorizationException("not yet"));
    wait(ONE, 1, "t");
    wait(ONE, 2, "t");
    wait(TWO, 1, "t");
    wait(TWO, 2, "t");
    assertThat(dispatch.once(List.of((short) 0)).failed()).isTrue();
    assertThat(sent).containsExactly("2#1", "2#2");
    assertThat(deleted).containsExactly("2#1", "2#2");
    assertThat(parked).isEmpty();

    refusals.clear();
    assertThat(dispatch.once(List.of((short) 0)).failed()).isFalse();
    assertThat(sent).containsExactly("2#1", "2#2", "1#1", "1#2");
    assertThat(producersMade).as("a producer that failed is not trusted again").isEqualTo(2);
  }

  @Test
  void tooLarge_isParked_andItsSuccessorsStay() throws Exception {
    refusals.put("1#1", new RecordTooLargeException("too large"));
    wait(ONE, 1, "t");
    wait(ONE, 2, "t");
    wait(TWO, 1, "t");
    assertThat(dispatch.once(List.of((short) 0)).failed()).isFalse();
    assertThat(parked).containsExactly("1#1");
    assertThat(sent).containsExactly("2#1");
    assertThat(deleted).containsExactly("2#1");
  }

  @Test
  void topicMissing_costsOneTry_andHoldsUpNoOtherTopic() throws Exception {
    refusals.put("1#1", new TimeoutException("Topic gone not present in metadata"));
    wait(ONE, 1, "gone");
    wait(new UUID(0, 3), 1, "gone");
    wait(TWO, 1, "t");
    assertThat(dispatch.once(List.of((short) 0)).failed()).isTrue();
    assertThat(sent).as("3#1 is not even tried").containsExactly("2#1");
    assertThat(deleted).containsExactly("2#1");
    assertThat(producersMade).isEqualTo(1);
  }

  @Test
  void producerThrows_isARefusalToo() throws Exception {
    refusals.put("throw 1#1", new KafkaException("fatal"));
    wait(ONE, 1, "t");
    wait(TWO, 1, "t");
    assertThat(dispatch.once(List.of((short) 0)).failed()).isTrue();
    assertThat(deleted).containsExactly("2#1");
  }

  @Test
  void failsBetweenWaves_whatWasAcknowledgedIsDeleted() {
    refusals.put("die 1#2", new IllegalStateException("the thread dies here"));
    wait(ONE, 1, "t");
    wait(ONE, 2, "t");
    assertThatThrownBy(() -> dispatch.once(List.of((short) 0))).hasMessage("the thread dies here");
    assertThat(deleted).containsExactly("1#1");
  }

  private void wait(UUID aggregate, int sequence, String topic) {
    outbox.add(
        new Waiting(
            (short) 0,
            ++nextId,
            topic,
            new LedgerEntry(
                aggregate,
                sequence,
                "heard.note.written.v1",
                Instant.EPOCH,
                Instant.EPOCH,
                "mei",
                null,
                null,
                "{}",
                "",
                null,
                "",
                "")));
  }

  private static String name(Waiting waiting) {
    return waiting.entry().aggregateId().getLeastSignificantBits()
        + "#"
        + waiting.entry().sequence();
  }

  /** Acknowledges at the flush; refuses what it is told to. */
  private final class Refusing extends MockProducer<String, String> {

    Refusing() {
      super(false, null, new StringSerializer(), new StringSerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<String, String> message) {
      String name =
          UUID.fromString(message.key()).getLeastSignificantBits()
              + "#"
              + new String(
                  message.headers().lastHeader("ce_sequence").value(),
                  java.nio.charset.StandardCharsets.UTF_8);
      for (String way : List.of("throw ", "die ")) {
        if (refusals.containsKey(way + name)) {
          throw refusals.get(way + name);
        }
      }
      if (refusals.containsKey(name)) {
        return CompletableFuture.failedFuture(refusals.get(name));
      }
      sent.add(name);
      return super.send(message);
    }
  }
}
