package io.heard.kit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Offset 100, of time 5000, was heard last. */
class StatementListenerTest {

  private static boolean isNews(long offset, long time, long end) {
    ConsumerRecord<String, String> record =
        new ConsumerRecord<>(
            "heard.journal",
            0,
            offset,
            time,
            TimestampType.CREATE_TIME,
            1,
            1,
            "key",
            "value",
            new RecordHeaders(),
            Optional.empty());
    return StatementListener.isNews(record, 100, 5_000, () -> end);
  }

  @Test
  void whatComesAfter_isNews_alsoFromAClockThatIsSlow() {
    assertThat(isNews(101, 5_100, 102)).isTrue();
    assertThat(isNews(101, 4_000, 102)).isTrue();
  }

  @Test
  void whatKafkaForgotWasRead_isNone() {
    assertThat(isNews(100, 5_000, 101)).isFalse();
    assertThat(isNews(60, 4_000, 101)).isFalse();
  }

  @Test
  void aTopicMadeAnew_isNews() {
    assertThat(isNews(0, 6_000, 1)).isTrue();
  }

  /** The end it knows of is that of its last fetch from the one before. */
  @Test
  void aBrokerThatHasJustTakenOver_makesNoOldStatementNews() {
    assertThat(isNews(60, 4_000, 99)).isFalse();
    assertThat(isNews(100, 5_000, 100)).isFalse();
  }
}
