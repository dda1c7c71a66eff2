package io.heard.tickets.ticket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a demand is taken for one that is known, and when a customer counts as chasing. */
@ConfigMapping(prefix = "heard.repeats")
public interface RepeatSettings {

  /**
   * How old an open demand of the same customer may be to be offered as a possible duplicate.
   * Longer finds more and offers more that is only alike.
   */
  @WithDefault("30d")
  Duration window();

  /**
   * How alike the words must be, 0 to 1. Lower offers more; nothing is ever decided by it, a person
   * reads the offer.
   */
  @WithDefault("0.3")
  double similarity();

  /**
   * The contact at which a customer counts as chasing, logging being the first: urgency goes up by
   * one level and an alert is raised. Answers to what the customer was asked do not count.
   */
  @WithDefault("3")
  int chasingFrom();
}
