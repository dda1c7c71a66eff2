package io.heard.kit.ops;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A heartbeat as it travels: the data of {@code heard.replica.alive.v1}. */
final class HeartbeatApi {

  static final String TYPE = "heard.replica.alive.v1";

  private HeartbeatApi() {}

  /** The data of the event. */
  record Data(Replica replica) {}

  /**
   * A replica of a service.
   *
   * @param id of this process, new at every start
   * @param version number of the heartbeat, from 1
   * @param service which service it is a replica of
   * @param every pace of its heartbeats
   * @param leaving it stops in good order: this is its last heartbeat
   * @param parked messages of the service that are parked and hold others up or are lost without
   *     help, null when the database did not tell
   * @param broken kinds of findings of the service's audit that it could not mend, null when the
   *     database did not tell
   */
  record Replica(
      UUID id,
      int version,
      String service,
      Duration every,
      boolean leaving,
      Integer parked,
      List<String> broken,
      List<Component> components) {}

  /**
   * A component.
   *
   * @param idle since its last completed round
   * @param lag age of the oldest work that waits for it, zero when none is known to
   */
  record Component(String name, Duration idle, Duration lag) {}
}
