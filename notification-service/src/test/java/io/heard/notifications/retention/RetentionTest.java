package io.heard.notifications.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.notifications.MailServer;
import io.heard.testkit.Broker;
import io.heard.testkit.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Database.class)
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(MailServer.class)
class RetentionTest {

  @Inject Retention retention;
  @Inject DataSource dataSource;

  private void sql(String... statements) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private long count(String sql) throws Exception {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void deliveries_whatIsOverLongAgoGoes_whatNeedsSomebodyStays() throws Exception {
    sql(
        "INSERT INTO delivery (id, purpose, channel, recipient, target, state, subscription_id, topic, aggregate_id, sequence, about_failure,"
            + " created_at, settled_at) SELECT gen_random_uuid(), 'EVENT', 'WEBHOOK', 'retention', 'WEBHOOK x', s.state, gen_random_uuid(), 't',"
            + " gen_random_uuid(), 1, false, now(), now() - a.age FROM (VALUES ('DELIVERED'), ('CANCELLED'), ('PARKED')) AS s (state),"
            + " (VALUES (interval '179 days'), (interval '181 days')) AS a (age), generate_series(1, 1200)");
    retention.clean();
    assertThat(
            count(
                "delivery WHERE recipient = 'retention' AND state <> 'PARKED' AND settled_at < now() - interval '180 days'"))
        .isZero();
    assertThat(count("delivery WHERE recipient = 'retention' AND state <> 'PARKED'"))
        .isEqualTo(2400);
    assertThat(count("delivery WHERE recipient = 'retention' AND state = 'PARKED'"))
        .isEqualTo(2400);
    sql("DELETE FROM delivery WHERE recipient = 'retention'");
  }

  @Test
  void feed_oldEventsGo_theLastOneStaysSoThatPositionsGoOn() throws Exception {
    sql(
        "DELETE FROM alert_feed",
        "INSERT INTO ledger (aggregate_id, sequence, type, at, recorded_at, actor, data, salt, hash, previous_hash)"
            + " SELECT '01990000-0000-7000-8000-0000000000aa', n, 'heard.alert.raised.v1', now(), now() - interval '31 days', 'x', '{}', '', '', ''"
            + " FROM generate_series(1, 1500) n",
        "INSERT INTO alert_feed (book_id, sequence, alert_id, position)"
            + " SELECT '01990000-0000-7000-8000-0000000000aa', n, gen_random_uuid(), n FROM generate_series(1, 1500) n");
    retention.clean();
    assertThat(count("alert_feed")).isEqualTo(1);
    assertThat(count("alert_feed WHERE position = 1500")).isEqualTo(1);
  }

  @Test
  void endedClocks_oldOnesGo() throws Exception {
    sql(
        "INSERT INTO ended_clock (ticket_id, kind, round, ended_at) SELECT gen_random_uuid(), 'RETENTION', 1, now() - a.age FROM"
            + " (VALUES (interval '89 days'), (interval '91 days')) AS a (age), generate_series(1, 10)");
    retention.clean();
    assertThat(count("ended_clock WHERE kind = 'RETENTION'")).isEqualTo(10);
  }
}
