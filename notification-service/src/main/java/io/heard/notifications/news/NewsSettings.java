package io.heard.notifications.news;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How first receivers are told what others do with their demands. */
@ConfigMapping(prefix = "heard.news")
public interface NewsSettings {

  /**
   * How long news are gathered before they leave as one mail. Longer makes fewer mails, shorter
   * makes them fresher; what cannot wait is an alert anyway.
   */
  @WithDefault("5m")
  Duration collect();

  /** At most so many news in one mail; more begin another one. */
  @WithDefault("200")
  int most();

  /**
   * What happened longer ago is no news any more, as when a consumer that lost its database is told
   * everything again. Longer than an outage may last, as what comes late by it is told.
   */
  @WithDefault("3d")
  Duration oldest();
}
