package io.heard.tickets.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.kit.ledger.Origins;
import io.heard.kit.time.DatabaseClock;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.heard.testkit.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Replicas on machines whose clocks are wrong. The replicas here are further sweeps beside the
 * service's own, which stands still meanwhile.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
class SkewedReplicasTest {

  private static final Duration TARGET = Duration.ofSeconds(3);

  @Inject Tickets tickets;
  @Inject Origins origins;
  @Inject DataSource dataSource;

  @AfterEach
  void goOn() {
    TestClock.get().reset();
  }

  private final class Replica {
    private final DatabaseClock clock;
    private final Sweep sweep = new Sweep();

    Replica(Duration off) {
      Clock machine = Clock.offset(Clock.systemUTC(), off);
      clock = new DatabaseClock(machine, System::nanoTime);
      Duration ahead = clock.adjust(SkewedReplicasTest.this::databaseTime);
      assertThat(ahead).isCloseTo(off, Duration.ofSeconds(2));
      sweep.tickets = tickets;
      sweep.origins = origins;
      sweep.clock =
          new Clock() {
            @Override
            public Instant instant() {
              return clock.instant().truncatedTo(ChronoUnit.MICROS);
            }

            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }
          };
      sweep.count(new SimpleMeterRegistry());
    }
  }

  private Instant databaseTime() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement("SELECT clock_timestamp()");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void halfAMinuteFastOrSlow_noBreachIsEarlyOrTwice() {
    String product = Sla.unique("pump");
    Sla.patchPolicy(
        Sla.policy(product, 10, "24x7", 1, 1, 1, 1, 1),
        java.util.Map.of("targets", java.util.Map.of("ACKNOWLEDGE", "PT3S")));
    TestClock.get().freeze(databaseTime());
    String id = Sla.log(product);
    Instant due = Sla.due(id, "ACKNOWLEDGE");
    List<Replica> replicas =
        List.of(new Replica(Duration.ofSeconds(30)), new Replica(Duration.ofSeconds(-30)));
    Instant seen = null;
    while (seen == null) {
      Instant before = databaseTime();
      replicas.forEach(replica -> replica.sweep.round());
      boolean breached = Sla.told(id, "breached").contains("breached ACKNOWLEDGE");
      if (breached) {
        seen = databaseTime();
      } else {
        assertThat(before).as("not late").isBefore(due.plus(TARGET));
      }
    }
    assertThat(seen).as("not early").isAfter(due);
    replicas.forEach(replica -> Sla.sweepAll(replica.sweep));
    assertThat(Sla.told(id, "breached")).containsExactly("breached ACKNOWLEDGE");
    Api.assertLedgerWhole(id);
  }
}
