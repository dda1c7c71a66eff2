package io.heard.notifications.alerts;

import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.notifications.alerts.AlertBook.Happening;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** What people do about alerts. */
@ApplicationScoped
@Transactional
class AlertActions {

  private static final Duration LONGEST_SNOOZE = Duration.ofDays(31);

  @Inject Alerts alerts;
  @Inject AlertJournal journal;
  @Inject Notices notices;
  @Inject Origins origins;
  @Inject Clock clock;

  AlertApi.View acknowledge(UUID id, String by) {
    Alert alert = locked(id);
    if (alert.acknowledge(by, clock.instant())) {
      journal.note(alert, Happening.ACKNOWLEDGED, origins.caller(), Map.of());
      notices.hush(alert);
    }
    return journal.view(alert);
  }

  AlertApi.View snooze(UUID id, AlertApi.Snooze request) {
    Instant until = until(request);
    Alert alert = locked(id);
    if (alert.snooze(until)) {
      journal.note(alert, Happening.SNOOZED, origins.caller(), Map.of("until", until));
      notices.hush(alert);
    }
    return journal.view(alert);
  }

  AlertApi.View resolve(UUID id, String by, String reason) {
    Alert alert = locked(id);
    if (alert.resolveByHand(by, reason, clock.instant())) {
      journal.resolved(alert, origins.caller());
      notices.hush(alert);
    }
    return journal.view(alert);
  }

  private Alert locked(UUID id) {
    UUID book = alerts.bookOf(id).orElseThrow(() -> Problem.notFound("An alert " + id));
    alerts.lock(book);
    return alerts.get(id);
  }

  private Instant until(AlertApi.Snooze request) {
    if ((request.until() == null) == (request.duration() == null)) {
      throw Problem.invalid(
          new FieldError("/until", "not-one", "exactly one of `until` and `for` is required"));
    }
    Instant now = clock.instant();
    boolean relative = request.until() == null;
    Duration length = relative ? request.duration() : Duration.between(now, request.until());
    if (length.isNegative() || length.isZero() || length.compareTo(LONGEST_SNOOZE) > 0) {
      throw Problem.invalid(
          new FieldError(
              relative ? "/for" : "/until",
              "out-of-range",
              "must end in the future and at most 31 days ahead"));
    }
    return relative ? now.plus(length) : request.until();
  }
}
