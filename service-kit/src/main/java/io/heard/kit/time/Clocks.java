package io.heard.kit.time;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The one source of time. */
public class Clocks {

  @Produces
  @Singleton
  @Typed(DatabaseClock.class)
  DatabaseClock database() {
    return new DatabaseClock(Clock.systemUTC(), System::nanoTime);
  }

  @Produces
  @Singleton
  @DefaultBean
  Clock service(DatabaseClock database) {
    return new MicrosecondClock(database);
  }
}
