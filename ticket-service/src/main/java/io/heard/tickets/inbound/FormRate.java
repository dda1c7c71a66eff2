package io.heard.tickets.inbound;

import io.heard.kit.http.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How often forms may deliver. Before the secret is looked at an address is counted, so that nobody
 * without the secret uses up what a form may deliver.
 */
@Singleton
class FormRate {

  private final RateLimit byAddress;
  private final RateLimit bySource;

  @Inject
  FormRate(
      @ConfigProperty(name = "heard.inbound.forms.requests-per-minute", defaultValue = "600")
          int perMinute,
      Clock clock) {
    byAddress = new RateLimit(perMinute, clock);
    bySource = new RateLimit(perMinute, clock);
  }

  void requireAddress(String address) {
    byAddress.require(address);
  }

  void requireSource(String name) {
    bySource.require(name);
  }
}
