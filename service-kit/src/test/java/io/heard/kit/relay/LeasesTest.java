package io.heard.kit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.kit.outbox.Outbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several replicas against one database: shares are fair, never overlap, and are taken over. */
class LeasesTest {

  private static final long MINUTE = 60_000;
  private static EmbeddedPostgres postgres;

  private final Leases leases = new Leases();
  private final UUID a = UUID.randomUUID();
  private final UUID b = UUID.randomUUID();
  private final UUID c = UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    try (InputStream kit = LeasesTest.class.getResourceAsStream("/db/kit/V1__kit.sql")) {
      sql(new String(kit.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void fresh() throws SQLException {
    leases.dataSource = postgres.getPostgresDatabase();
    sql("DELETE FROM relay_member; UPDATE relay_lease SET holder = NULL, until = '-infinity'");
  }

  @Test
  void alone_holdsAll() throws SQLException {
    assertThat(leases.renew(a, MINUTE)).hasSize(Outbox.BUCKETS);
    assertThat(leases.renew(a, MINUTE)).hasSize(Outbox.BUCKETS);
  }

  @Test
  void anotherComes_theyShare() throws SQLException {
    leases.renew(a, MINUTE);
    assertThat(leases.renew(b, MINUTE)).as("nothing is free yet").isEmpty();
    List<Short> ofA = leases.renew(a, MINUTE);
    List<Short> ofB = leases.renew(b, MINUTE);
    assertThat(ofA).hasSize(4);
    assertThat(ofB).hasSize(4);
    assertThat(Collections.disjoint(ofA, ofB)).isTrue();

    leases.renew(c, MINUTE);
    List<Short> all = new ArrayList<>(leases.renew(a, MINUTE));
    all.addAll(leases.renew(b, MINUTE));
    all.addAll(leases.renew(c, MINUTE));
    assertThat(all).hasSize(Outbox.BUCKETS).doesNotHaveDuplicates();
  }

  @Test
  void oneStalls_theOtherTakesOver_andTheStalledOneGetsNothingBackByForce() throws SQLException {
    leases.renew(a, MINUTE);
    leases.renew(b, MINUTE);
    leases.renew(a, MINUTE);
    leases.renew(b, MINUTE);
    // a stalls: its time runs out
    sql(
        "UPDATE relay_lease SET until = clock_timestamp() - interval '1 s' WHERE holder = '"
            + a
            + "'");
    sql(
        "UPDATE relay_member SET until = clock_timestamp() - interval '1 s' WHERE holder = '"
            + a
            + "'");
    assertThat(leases.renew(b, MINUTE)).hasSize(Outbox.BUCKETS);
    assertThat(leases.renew(a, MINUTE)).as("everything is held by b").isEmpty();
    assertThat(leases.renew(b, MINUTE)).hasSize(4);
    assertThat(leases.renew(a, MINUTE)).hasSize(4);
  }

  @Test
  void orderlyStop_givesEverythingBackAtOnce() throws SQLException {
    leases.renew(a, MINUTE);
    leases.release(a);
    assertThat(leases.renew(b, MINUTE)).hasSize(Outbox.BUCKETS);
  }

  @Test
  void brokerOutOfReachFromOne_leavesItToTheOther_butNeverToNobody() throws SQLException {
    leases.renew(a, MINUTE);
    assertThat(leases.leaveToOthers(a)).as("nobody else is there").isFalse();
    assertThat(leases.renew(a, MINUTE)).hasSize(Outbox.BUCKETS);

    leases.renew(b, MINUTE);
    assertThat(leases.leaveToOthers(a)).isTrue();
    assertThat(leases.renew(b, MINUTE)).hasSize(Outbox.BUCKETS);
    assertThat(leases.leaveToOthers(b)).as("the other has left before").isFalse();
  }

  @Test
  void allAtOnce_noBucketHasTwoHolders() throws Exception {
    ExecutorService hands = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 20; round++) {
        List<Future<List<Short>>> renewals = new ArrayList<>();
        for (UUID holder : List.of(a, b, c)) {
          renewals.add(hands.submit(() -> leases.renew(holder, MINUTE)));
        }
        List<Short> held = new ArrayList<>();
        for (Future<List<Short>> renewal : renewals) {
          held.addAll(renewal.get());
        }
        if (round > 3) {
          assertThat(new HashSet<>(held)).hasSize(Outbox.BUCKETS);
          assertThat(held).hasSize(Outbox.BUCKETS);
        }
      }
    } finally {
      hands.shutdownNow();
    }
  }

  private static void sql(String statements) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }
}
