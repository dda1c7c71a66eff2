package io.heard.tickets.status;

import io.heard.kit.http.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** How often one address may ask for status pages. */
@Singleton
public class RequestRate extends RateLimit {

  @Inject
  public RequestRate(StatusSettings settings, Clock clock) {
    super(settings.requestsPerMinute(), clock);
  }
}
