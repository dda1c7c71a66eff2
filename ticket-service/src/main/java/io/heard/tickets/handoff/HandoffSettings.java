package io.heard.tickets.handoff;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** From when on a demand counts as moving without anybody working on it. */
@ConfigMapping(prefix = "heard.ping-pong")
public interface HandoffSettings {

  /** More handoffs than this without work in between are raised. */
  @WithDefault("3")
  @Min(1)
  int hops();

  /** Put on hold this often without work or a word from the customer in between is raised. */
  @WithDefault("3")
  @Min(2)
  int waits();
}
