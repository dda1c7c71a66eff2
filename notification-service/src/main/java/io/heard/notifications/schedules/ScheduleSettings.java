package io.heard.notifications.schedules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How on-call schedules are looked after. */
@ConfigMapping(prefix = "heard.schedules")
public interface ScheduleSettings {

  /**
   * How often every schedule is searched for gaps. A change of a schedule or an override is looked
   * at at once; this is for what changes elsewhere, such as an address, and for time going on.
   */
  @WithDefault("1m")
  Duration check();

  /** How far ahead gaps are searched for: long enough to find somebody. */
  @WithDefault("14d")
  Duration ahead();
}
