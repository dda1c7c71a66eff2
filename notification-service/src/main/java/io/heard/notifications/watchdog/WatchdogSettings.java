package io.heard.notifications.watchdog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When silence is an alert. */
@ConfigMapping(prefix = "heard.watchdog")
public interface WatchdogSettings {

  /**
   * Services that must be there: that none of their replicas beats is an alert, also when none ever
   * did. Others are watched while they beat and forgotten when they stop.
   */
  @WithDefault("customer-service,ticket-service,notification-service")
  List<String> services();

  /**
   * How long a service, or a component of a living one, may be silent. Several times the pace of
   * the heartbeats, and longer than a restart of a service of which there is one replica takes.
   */
  @WithDefault("30s")
  Duration silence();

  /** How long services have to come up after this one has started. */
  @WithDefault("1m")
  Duration startUp();

  /**
   * How old the oldest waiting work of a relay or consumer may be; for as long as {@link #silence}
   * it may be older, so that catching up after an outage is no alarm.
   */
  @WithDefault("1m")
  Duration lag();

  /** How long a mail that is due may wait while no other mail leaves either. */
  @WithDefault("5m")
  Duration mail();

  /** How often to look. */
  @WithDefault("1s")
  Duration every();

  /**
   * Asked with GET at the pace of {@link #pingEvery} while all is well, and only then: an external
   * service that expects it notices when this one is dead as well.
   */
  Optional<URI> pingUrl();

  /** Pace of the pings. */
  @WithDefault("1m")
  Duration pingEvery();

  /** How long a ping may take. */
  @WithDefault("10s")
  Duration pingTimeout();
}
