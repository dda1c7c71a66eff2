package io.heard.kit.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a replica says that it lives. */
@ConfigMapping(prefix = "heard.heartbeats")
public interface HeartbeatSettings {

  /** Topic of the heartbeats. */
  String TOPIC = "heard.heartbeats";

  /**
   * Pace of the heartbeats. The watchdog's bound ({@code heard.watchdog.silence}) must be several
   * times this.
   */
  @WithDefault("2s")
  Duration every();
}
