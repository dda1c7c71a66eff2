package io.heard.kit.heartbeat;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The components of this replica whose silence is an alert. */
@ApplicationScoped
public class Heartbeats {

  private final List<Pulse> pulses = new CopyOnWriteArrayList<>();

  /**
   * Has a component watched from now on.
   *
   * @param component its name, the same in every replica, such as {@code sweep}
   */
  public Pulse watch(String component) {
    Pulse pulse = new Pulse(component);
    pulses.add(pulse);
    return pulse;
  }

  /** All that are watched in this replica. */
  public List<Pulse> pulses() {
    return List.copyOf(pulses);
  }
}
