package io.heard.notifications.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The live stream of alerts. */
@ConfigMapping(prefix = "heard.stream")
public interface StreamSettings {

  /** How many clients one replica serves; more are sent away with 503. */
  @WithDefault("200")
  int clients();

  /**
   * How often to look for events of other replicas; those of this replica are there at once. Only
   * while somebody listens.
   */
  @WithDefault("200ms")
  Duration poll();

  /** A comment at this pace tells client and proxies that the connection lives. */
  @WithDefault("15s")
  Duration heartbeat();

  /** A client that takes nothing for this long is dropped; it resumes when it comes back. */
  @WithDefault("30s")
  Duration patience();
}
