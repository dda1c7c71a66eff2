package io.heard.tickets.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Size;
import java.time.Duration;

/** Settings of the status links that customers get. */
@ConfigMapping(prefix = "heard.status")
public interface StatusSettings {

  /**
   * Signs the links. All replicas must have the same; changing it makes every link given out so far
   * invalid. At least 16 characters; there is no default, because a known secret would let anybody
   * read anybody's status.
   */
  @Size(min = 16)
  String secret();

  /** How long a link works after the demand was closed or declined. */
  @WithDefault("P90D")
  Duration expiresAfter();

  /**
   * How many requests one address may make a minute before it gets 429. A replica counts for
   * itself.
   */
  @WithDefault("60")
  int requestsPerMinute();
}
