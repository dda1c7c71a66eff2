package io.heard.kit.json;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.ClockProvider;
import java.time.Clock;

/** Bean Validation goes by the clock of the service. */
@ApplicationScoped
public class ValidationClock implements ClockProvider {

  @Inject Clock clock;

  @Override
  public Clock getClock() {
    return clock;
  }
}
