package io.heard.customers.retention;

import io.heard.customers.customer.Scope;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Period;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * After how long without a sign of life the personal data of persons are erased, by their scope. A
 * scope without a period is never erased by itself, so that as delivered nobody is.
 */
@ConfigMapping(prefix = "heard.retention")
public interface RetentionSettings {

  /** Persons who may become customers some day; such as {@code P24M}. */
  Optional<Period> potential();

  /** Persons whom nobody has thought of as customers. */
  Optional<Period> latent();

  /** Persons we would like to have as customers. */
  Optional<Period> target();

  /** Persons who are customers. */
  Optional<Period> registered();

  /** How often to look for them. */
  @WithDefault("1h")
  String every();

  /** How many are erased by one look of one replica at most. */
  @WithDefault("1000")
  int most();

  /** The rules that are in force. */
  default Map<Scope, Period> rules() {
    Map<Scope, Period> rules = new EnumMap<>(Scope.class);
    potential().ifPresent(period -> rules.put(Scope.POTENTIAL, period));
    latent().ifPresent(period -> rules.put(Scope.LATENT, period));
    target().ifPresent(period -> rules.put(Scope.TARGET, period));
    registered().ifPresent(period -> rules.put(Scope.REGISTERED, period));
    return rules;
  }
}
