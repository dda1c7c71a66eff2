package io.heard.notifications.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long is remembered what is over. */
@ConfigMapping(prefix = "heard.retention")
public interface RetentionSettings {

  /** Deliveries that arrived or were called off; those that were given up stay. */
  @WithDefault("180d")
  Duration deliveries();

  /** Events that the live stream can go back to. */
  @WithDefault("30d")
  Duration stream();

  /** Clocks whose deed is done: only an event that comes that late could need them. */
  @WithDefault("90d")
  Duration endedClocks();

  /** Rows removed by one statement. */
  @WithDefault("1000")
  int batch();

  /** Statements for each table and run: the rest has time until the next. */
  @WithDefault("100")
  int batches();
}
