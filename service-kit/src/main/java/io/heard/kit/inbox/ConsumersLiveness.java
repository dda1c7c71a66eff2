package io.heard.kit.inbox;

import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Down when a consumer's thread has died: then only a restart helps. A broker that is away does not
 * make a service unhealthy.
 */
@Liveness
public class ConsumersLiveness implements HealthCheck {

  @Inject Consumers consumers;

  @Override
  public HealthCheckResponse call() {
    List<String> dead = consumers.dead();
    return HealthCheckResponse.named("consumers")
        .status(dead.isEmpty())
        .withData("dead", String.join(", ", dead))
        .build();
  }
}
