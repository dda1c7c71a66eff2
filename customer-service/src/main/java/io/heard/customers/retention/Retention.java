package io.heard.customers.retention;

import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerEvents.Ground;
import io.heard.customers.customer.Customers;
import io.heard.customers.customer.Scope;
import io.heard.customers.privacy.CustomerErasure;
import io.heard.kit.ledger.Origins;
import io.heard.kit.time.Rounds;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Erases persons of whom nothing was heard for as long as the rules say: each in a transaction of
 * their own that locks them and looks again, so that neither a demand that comes in at that moment
 * nor another replica makes a difference.
 */
@ApplicationScoped
class Retention {

  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final int PAGE = 100;

  @Inject RetentionSettings settings;
  @Inject Silent silent;
  @Inject Customers customers;
  @Inject CustomerErasure erasure;
  @Inject Origins origins;
  @Inject Clock clock;

  /** A rule that would erase everybody at once is a mistake. */
  void check(@Observes StartupEvent event) {
    settings
        .rules()
        .forEach(
            (scope, period) -> {
              if (period.isNegative() || (period.toTotalMonths() == 0 && period.getDays() < 1)) {
                throw new IllegalStateException(
                    "heard.retention.%s: %s is no time to keep somebody"
                        .formatted(scope.name().toLowerCase(java.util.Locale.ROOT), period));
              }
            });
  }

  void keepAtIt(
      @Observes StartupEvent event,
      Rounds rounds,
      @ConfigProperty(name = "heard.retention.every") Duration every) {
    rounds.every(every, Duration.ofMinutes(1), "retention", this::run);
  }

  void run() {
    int left = settings.most();
    for (Map.Entry<Scope, Period> rule : settings.rules().entrySet()) {
      left -= apply(rule.getKey(), rule.getValue(), left);
    }
  }

  /**
   * Applies one rule.
   *
   * @return how many were erased, at most {@code most}
   */
  int apply(Scope scope, Period period, int most) {
    Instant since = since(period);
    int erased = 0;
    Silent.Found last = Silent.BEFORE_ALL;
    while (last != null && erased < most) {
      List<Silent.Found> page = silent.page(scope, since, last, PAGE);
      for (Silent.Found found : page) {
        if (erased < most && erase(found.candidate().customer(), scope, period, since)) {
          erased++;
        }
      }
      last = page.size() < PAGE ? null : page.get(page.size() - 1);
    }
    if (erased > 0) {
      LOG.infof("Retention %s of scope %s: %d persons were erased", period, scope, erased);
    }
    return erased;
  }

  /** Before that there must have been no sign of life. */
  Instant since(Period period) {
    return clock.instant().atZone(ZoneOffset.UTC).minus(period).toInstant();
  }

  private boolean erase(UUID id, Scope scope, Period period, Instant since) {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                if (!silent.lock(id, scope, since)) {
                  return false;
                }
                Customer customer = customers.locked(id).orElseThrow();
                String reason = "Retention: %s, no sign of life for %s".formatted(scope, period);
                erasure.erase(customer, Ground.RETENTION, reason, origins.system("retention"));
                return true;
              });
    } catch (RuntimeException e) {
      LOG.errorf(e, "Customer %s cannot be erased by retention, and is tried again", id);
      return false;
    }
  }
}
