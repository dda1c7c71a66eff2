package io.heard.notifications.deliveries;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When many notices become one mail. */
@ConfigMapping(prefix = "heard.digests")
public interface DigestSettings {

  /**
   * More notices than this waiting for one recipient at once are sent as one mail. What was held
   * through quiet hours is one mail from two on.
   */
  @WithDefault("5")
  int threshold();

  /** How many notices one digest lists at most; what is more goes into the next. */
  @WithDefault("500")
  int most();

  /** A digest leaves when nothing more has come for its recipient for this long. */
  @WithDefault("2s")
  Duration settle();

  /** A digest leaves after this long at the latest, however much comes. */
  @WithDefault("15s")
  Duration atMost();
}
