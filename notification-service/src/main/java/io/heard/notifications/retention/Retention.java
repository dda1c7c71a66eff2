package io.heard.notifications.retention;

import io.heard.kit.time.Rounds;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Forgets what is over long ago, a small bite at a time, each its own transaction; rows that
 * another replica is removing are passed over. The marks of the inbox stay: one row an aggregate is
 * what makes an event take effect once, however late it is sent again.
 */
@ApplicationScoped
class Retention {

  private static final String DELIVERIES =
      "DELETE FROM delivery WHERE id = ANY (ARRAY(SELECT id FROM delivery WHERE state IN ('DELIVERED', 'CANCELLED') AND settled_at < ?"
          + " ORDER BY settled_at LIMIT ? FOR UPDATE SKIP LOCKED))";

  /** Never the last one: the next position follows from it. */
  private static final String FEED =
      "DELETE FROM alert_feed WHERE position = ANY (ARRAY(SELECT f.position FROM"
          + " (SELECT position, book_id, sequence FROM alert_feed WHERE position < (SELECT max(position) FROM alert_feed)"
          + " ORDER BY position LIMIT ?) f JOIN ledger l ON l.aggregate_id = f.book_id AND l.sequence = f.sequence"
          + " WHERE l.recorded_at < ?))";

  private static final String ENDED_CLOCKS =
      "DELETE FROM ended_clock WHERE ctid = ANY (ARRAY(SELECT ctid FROM ended_clock WHERE ended_at < ? ORDER BY ended_at LIMIT ?"
          + " FOR UPDATE SKIP LOCKED))";

  @Inject DataSource dataSource;
  @Inject RetentionSettings settings;
  @Inject Clock clock;

  /** One statement's parameters. */
  @FunctionalInterface
  private interface Bite {
    void bind(PreparedStatement statement) throws SQLException;
  }

  void keepAtIt(@Observes StartupEvent event, Rounds rounds) {
    rounds.every(Duration.ofMinutes(10), Duration.ofMinutes(2), "retention", this::clean);
  }

  /** Removes what is old enough, as much as a run may. */
  void clean() throws SQLException {
    Timestamp deliveries = before(settings.deliveries());
    Timestamp stream = before(settings.stream());
    Timestamp clocks = before(settings.endedClocks());
    remove(
        DELIVERIES,
        statement -> {
          statement.setTimestamp(1, deliveries);
          statement.setInt(2, settings.batch());
        });
    remove(
        FEED,
        statement -> {
          statement.setInt(1, settings.batch());
          statement.setTimestamp(2, stream);
        });
    remove(
        ENDED_CLOCKS,
        statement -> {
          statement.setTimestamp(1, clocks);
          statement.setInt(2, settings.batch());
        });
  }

  private Timestamp before(Duration age) {
    return Timestamp.from(clock.instant().minus(age));
  }

  private void remove(String sql, Bite bite) throws SQLException {
    int removed = settings.batch();
    for (int i = 0; i < settings.batches() && removed == settings.batch(); i++) {
      try (Connection connection = dataSource.getConnection();
          PreparedStatement delete = connection.prepareStatement(sql)) {
        bite.bind(delete);
        removed = delete.executeUpdate();
      }
    }
  }
}
