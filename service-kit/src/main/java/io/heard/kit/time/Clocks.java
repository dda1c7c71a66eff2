package io.heard.kit.time;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * The one source of time. Ticks in whole microseconds because that is what PostgreSQL keeps: an
 * instant read back from the database equals the instant that was written.
 */
public class Clocks {

  @Produces
  @Singleton
  @DefaultBean
  Clock system() {
    return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
  }
}
