package io.heard.kit.relay;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Down when a thread of the relay has died: then only a restart helps. A broker that is away does
 * not make a service unhealthy.
 */
@Liveness
public class RelayLiveness implements HealthCheck {

  @Inject Relay relay;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("relay").status(relay.alive()).build();
  }
}
