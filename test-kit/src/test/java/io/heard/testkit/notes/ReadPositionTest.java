package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.kit.audit.ReadPosition;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements of a partition of its own, of which that at 100, of time 5000, was claimed last. */
@QuarkusTest
class ReadPositionTest extends KitTest {

  private static final int PARTITION = 77;

  @Inject ReadPosition position;

  private boolean claim(long offset, long time, long end) {
    ConsumerRecord<String, String> record =
        new ConsumerRecord<>(
            "heard.journal",
            PARTITION,
            offset,
            time,
            TimestampType.CREATE_TIME,
            1,
            1,
            "key",
            "value",
            new RecordHeaders(),
            Optional.empty());
    return position.claim(record, () -> end);
  }

  @BeforeEach
  void theFirst_isNews() {
    assertThat(claim(100, 5_000, 101)).isTrue();
  }

  @AfterEach
  void forget() throws SQLException {
    sql("DELETE FROM audit_mark WHERE name LIKE 'heard%' || ?", " " + PARTITION);
  }

  @Test
  void whatComesAfter_isClaimed_alsoFromAClockThatIsSlow() {
    assertThat(claim(101, 5_100, 102)).isTrue();
    assertThat(claim(102, 4_000, 103)).isTrue();
  }

  @Test
  void whatKafkaForgotWasRead_isNotHeardAgain() {
    assertThat(claim(100, 5_000, 101)).isFalse();
    assertThat(claim(60, 4_000, 101)).isFalse();
    assertThat(claim(60, 4_000, 99)).as("nor if the broker knows no better end").isFalse();
  }

  @Test
  void aReplicaThatHung_setsNothingBack() throws SQLException {
    assertThat(claim(120, 7_000, 130)).isTrue();
    assertThat(claim(110, 6_000, 130)).isFalse();
    assertThat(query("SELECT value FROM audit_mark WHERE name = ?", "heard " + PARTITION))
        .containsExactly("120");
    assertThat(claim(119, 6_900, 130)).isFalse();
  }

  @Test
  void aTopicMadeAnew_isHeard_andOnce() {
    assertThat(claim(0, 6_000, 2)).isTrue();
    assertThat(claim(0, 6_000, 2)).isFalse();
    assertThat(claim(1, 6_100, 2)).isTrue();
  }

  @Test
  void ofReplicasThatReadTheSame_oneHearsEach_andNoneAfterALaterOne() throws Exception {
    int replicas = 4;
    CyclicBarrier start = new CyclicBarrier(replicas);
    Callable<List<Long>> replica =
        () -> {
          start.await();
          return LongStream.range(101, 301)
              .filter(offset -> claim(offset, 5_000 + offset, 301))
              .boxed()
              .toList();
        };
    ExecutorService executor = Executors.newFixedThreadPool(replicas);
    List<Long> claimed = new ArrayList<>();
    try {
      for (Future<List<Long>> each : executor.invokeAll(Collections.nCopies(replicas, replica))) {
        claimed.addAll(each.get());
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(claimed).doesNotHaveDuplicates().contains(300L);
  }
}
