package io.heard.notifications.watchdog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The last heartbeat of a replica.
 *
 * @param receivedAt by the clock of the database
 */
record Heartbeat(Instant receivedAt, Replica replica) {

  /** What is read of {@code heard.replica.alive.v1}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Data(Replica replica) {

    Data {
      Objects.requireNonNull(replica, "a heartbeat of nobody");
    }

    static Data read(ObjectMapper json, String text) throws JsonProcessingException {
      return json.readValue(text, Data.class);
    }
  }

  /**
   * A replica of a service.
   *
   * @param leaving it has stopped in good order
   * @param parked messages of its service that need somebody, null when that is not known
   * @param broken kinds of what its service found wrong with itself and could not mend, null when
   *     that is not known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Replica(
      UUID id,
      int version,
      String service,
      boolean leaving,
      Integer parked,
      List<String> broken,
      List<Component> components) {

    Replica {
      Objects.requireNonNull(id, "a replica without an id");
      Objects.requireNonNull(service, "a replica of no service");
      broken = broken == null ? null : List.copyOf(broken);
      components = components == null ? List.of() : List.copyOf(components);
    }
  }

  /**
   * A component.
   *
   * @param idle since its last completed round, when the heartbeat was sent
   * @param lag age of the oldest work that waited for it then
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Component(String name, Duration idle, Duration lag) {

    Component {
      Objects.requireNonNull(name, "a component without a name");
      Objects.requireNonNull(idle, "a component that does not say how it fares");
      lag = lag == null ? Duration.ZERO : lag;
    }
  }
}
