package io.heard.kit.idempotency;

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
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Forgets idempotency keys after {@code heard.idempotency.keep}, a small bite at a time. */
@ApplicationScoped
public class IdempotencyCleaner {

  @Inject DataSource dataSource;
  @Inject Clock clock;

  @ConfigProperty(name = "heard.idempotency.keep")
  Duration keep;

  void keepAtIt(@Observes StartupEvent event, Rounds rounds) {
    rounds.every(Duration.ofMinutes(10), Duration.ofMinutes(1), "idempotency-cleaner", this::clean);
  }

  /** Deletes what is old enough, at most 5,000 keys a statement. */
  public void clean() throws SQLException {
    String sql =
        "DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY("
            + "SELECT ctid FROM idempotency_key WHERE created_at < ? LIMIT 5000))";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(sql)) {
      int deleted;
      do {
        delete.setTimestamp(1, Timestamp.from(clock.instant().minus(keep)));
        deleted = delete.executeUpdate();
      } while (deleted > 0);
    }
  }
}
