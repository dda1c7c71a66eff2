package io.heard.kit.http;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/**
 * Switches off Quarkus's check of addresses, which answers a bare 400: {@link AddressCheck} makes
 * the same one and says why. It goes by a system property that is read when the server's classes
 * are loaded; configuration comes before them.
 */
public class Leniency implements SmallRyeConfigBuilderCustomizer {

  @Override
  public void configBuilder(SmallRyeConfigBuilder builder) {
    System.setProperty("vertx.disableURIValidation", "true");
  }
}
