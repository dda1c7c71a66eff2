package io.heard.kit.time;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The one source of time. */
public class Clocks {

  @Produces
  @Singleton
  @DefaultBean
  Clock system() {
    return new MicrosecondClock(Clock.systemUTC());
  }
}
