package io.heard.notifications.alerts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How alerts escalate. */
@ConfigMapping(prefix = "heard.alerts")
public interface AlertSettings {

  /**
   * How long an acknowledgement keeps the next step of the ladder back. Long enough to do the deed,
   * short enough that an alert somebody took and forgot comes up again.
   */
  @WithDefault("1h")
  Duration acknowledgedFor();

  /** How often to look for alerts whose next notice is due. */
  @WithDefault("250ms")
  Duration poll();
}
