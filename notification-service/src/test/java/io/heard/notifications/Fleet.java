package io.heard.notifications;

import io.heard.testkit.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Replicas of other services, as far as their heartbeats go. */
final class Fleet implements AutoCloseable {

  /** One replica; what it says of itself can be changed while it beats. */
  final class Replica {

    private final UUID id = UUID.randomUUID();
    private final String service;
    private int version;
    private ScheduledFuture<?> beating;
    volatile String idle = "PT0.1S";
    volatile String lag = "PT0S";
    volatile int parked;
    volatile String broken = "[]";

    private Replica(String service) {
      this.service = service;
      goOn();
    }

    void fallSilent() {
      beating.cancel(false);
    }

    void goOn() {
      beating = clock.scheduleWithFixedDelay(this::beat, 0, 250, TimeUnit.MILLISECONDS);
    }

    private void beat() {
      version++;
      try {
        Events.send(
            "heard.heartbeats",
            "heard.replica.alive.v1",
            id,
            version,
            Instant.now(),
            "system:heartbeats",
            """
            {"replica":{"id":"%s","version":%d,"service":"%s","every":"PT0.25S","leaving":false,"parked":%d,"broken":%s,"components":[
             {"name":"relay","idle":"%s","lag":"%s"}]}}"""
                .formatted(id, version, service, parked, broken, idle, lag));
      } catch (RuntimeException brokerAway) {
        failures.add(brokerAway);
      }
    }
  }

  /** Heartbeats that did not get through. */
  final List<RuntimeException> failures = new ArrayList<>();

  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

  Replica replica(String service) {
    return new Replica(service);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
