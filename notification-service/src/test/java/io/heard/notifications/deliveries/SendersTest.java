package io.heard.notifications.deliveries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.kit.time.Uuid7;
import io.heard.notifications.MailServer;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Several senders at the same rows, as replicas are; the service's own takes part. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class SendersTest {

  private static final int ROWS = 400;

  @Inject DataSource dataSource;
  @Inject DeliveryRows rows;

  @Test
  void racing_everyRowIsTakenOnce() throws Exception {
    UUID subscription = Uuid7.at(Instant.now());
    String target = Deliveries.webhookTarget(subscription);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO delivery (id, purpose, channel, recipient, target, state, subscription_id, topic, aggregate_id, sequence,"
                    + " about_failure, payload, created_at) SELECT gen_random_uuid(), 'EVENT', 'WEBHOOK', 'http://nowhere', ?, 'PENDING', ?,"
                    + " 'race', gen_random_uuid(), 1, false, '{}', now() FROM generate_series(1, ?)")) {
      insert.setString(1, target);
      insert.setObject(2, subscription);
      insert.setInt(3, ROWS);
      insert.executeUpdate();
    }
    ExecutorService senders = Executors.newFixedThreadPool(3);
    List<Future<List<UUID>>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(senders.submit(sender(target)));
    }
    List<UUID> taken = new ArrayList<>();
    for (Future<List<UUID>> one : all) {
      taken.addAll(one.get());
    }
    senders.shutdown();

    // what the service's own sender took found no subscription and was called off
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> count(target, "due_at <= now() AND state = 'PENDING'") == 0);
    assertThat(taken).doesNotHaveDuplicates().isNotEmpty();
    assertThat(count(target, "attempts <> 1")).isZero();
    assertThat(taken.size() + count(target, "state = 'CANCELLED'")).isEqualTo(ROWS);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM delivery WHERE target = ?")) {
      delete.setString(1, target);
      delete.executeUpdate();
    }
  }

  private Callable<List<UUID>> sender(String target) {
    return () -> {
      List<UUID> taken = new ArrayList<>();
      while (true) {
        List<UUID> claimed =
            rows
                .claim(
                    new DeliveryRows.Room(0, 0, Map.of(target, 7), 7),
                    4,
                    UUID.randomUUID(),
                    Duration.ofMinutes(5),
                    Duration.ofHours(24))
                .stream()
                .map(Delivery::id)
                .toList();
        if (claimed.isEmpty()) {
          return taken;
        }
        taken.addAll(claimed);
      }
    };
  }

  private int count(String target, String condition) throws Exception {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT count(*) FROM delivery WHERE target = ? AND " + condition)) {
      select.setString(1, target);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
