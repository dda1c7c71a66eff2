package io.heard.notifications.deliveries;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How deliveries are sent and tried again. */
@ConfigMapping(prefix = "heard.deliveries")
public interface DeliverySettings {

  /**
   * Pauses before the second, third … attempt, each spread by ±20 %; the last one goes on until
   * {@link #giveUpAfter}. Short ones first: most outages are short, and the message is urgent.
   */
  @WithDefault("1s,5s,30s,2m,10m,30m")
  List<Duration> backoff();

  /** After this long without success a delivery is parked, and operations hear of it. */
  @WithDefault("24h")
  Duration giveUpAfter();

  /**
   * How long one attempt may take before another replica takes over: more than the time-outs of all
   * channels, because a lease that runs out too early sends twice.
   */
  @WithDefault("60s")
  Duration lease();

  /** How many attempts one replica has under way; each is a connection, not a thread. */
  @WithDefault("64")
  int inFlight();

  /** Threads that read and write what attempts need; each takes a database connection at times. */
  @WithDefault("4")
  int workers();

  /** How often to look for what is due when nothing has woken the sender. */
  @WithDefault("250ms")
  Duration poll();

  /**
   * How many attempts later events of the same ticket wait for an earlier one to the same
   * subscription. Afterwards timeliness goes before order.
   */
  @WithDefault("4")
  int holdOrderForAttempts();
}
