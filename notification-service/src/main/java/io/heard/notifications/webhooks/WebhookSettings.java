package io.heard.notifications.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How webhooks leave. */
@ConfigMapping(prefix = "heard.webhooks")
public interface WebhookSettings {

  /**
   * Whether addresses in private, loopback and similar networks, and plain http, are allowed.
   * Otherwise whoever may create a subscription could make this service talk to its neighbours
   * (server-side request forgery).
   */
  @WithDefault("false")
  boolean allowPrivateNetworks();

  /** Time to connect. */
  @WithDefault("5s")
  Duration connectTimeout();

  /** Time from the request to the status line; Standard Webhooks advises 15 to 30 seconds. */
  @WithDefault("15s")
  Duration timeout();

  /** How many requests to one subscription one replica has under way. */
  @WithDefault("4")
  int parallelPerSubscription();

  /** How long the former secret signs along after a rotation, so that receivers can change over. */
  @WithDefault("24h")
  Duration formerSecretSigns();
}
