package io.heard.kit.time;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Keeps the {@link DatabaseClock} on the database's time, asking every two seconds. */
@ApplicationScoped
public class DatabaseTime {

  private static final Logger LOG = Logger.getLogger(DatabaseTime.class);
  private static final Duration PACE = Duration.ofSeconds(2);
  private static final Duration WORTH_A_WORD = Duration.ofSeconds(1);
  private static final int BEFORE_ALL_OTHERS = 0;

  @Inject DataSource dataSource;
  @Inject DatabaseClock clock;
  @Inject MeterRegistry metrics;

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private volatile boolean wrong;

  void start(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent event, Rounds rounds) {
    metrics.gauge("heard.clock.machine.ahead.seconds", ahead, a -> a.get().toNanos() / 1e9);
    adjust();
    rounds.every(PACE, "database-time", this::adjust);
  }

  void adjust() {
    try {
      ahead.set(clock.adjust(this::read));
    } catch (IllegalStateException e) {
      LOG.debugf("The time goes on by this machine's stop watch: %s", e.toString());
      return;
    }
    boolean wrongNow = ahead.get().abs().compareTo(WORTH_A_WORD) > 0;
    if (wrongNow && !wrong) {
      LOG.warnf(
          "The clock of this machine is off by %s from the database's; Heard goes by the database's, but tokens are"
              + " checked by the machine's: look after its time synchronisation",
          ahead.get());
    }
    wrong = wrongNow;
  }

  private Instant read() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement("SELECT clock_timestamp()");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
