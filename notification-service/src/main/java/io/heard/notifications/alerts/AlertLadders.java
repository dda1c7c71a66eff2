package io.heard.notifications.alerts;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.notifications.alerts.AlertBook.Happening;
import io.heard.notifications.background.Loop;
import io.heard.notifications.tickets.Replays;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Climbs the ladders of alerts that nobody has reacted to. Replicas may find the same alert: the
 * lock of its book lets one after the other see it, and the second finds nothing left to do.
 */
@ApplicationScoped
class AlertLadders {

  private static final Logger LOG = Logger.getLogger(AlertLadders.class);
  private static final int AT_ONCE = 100;
  private static final Duration REST_AFTER_FAILURE = Duration.ofMinutes(1);
  private static final Duration UNTIL_THE_COPY_IS_BACK = Duration.ofSeconds(2);

  @Inject Alerts alerts;
  @Inject AlertJournal journal;
  @Inject Notices notices;
  @Inject Replays replays;
  @Inject AlertSettings settings;
  @Inject Clock clock;
  @Inject Heartbeats heartbeats;

  private Loop loop;
  private Pulse pulse;

  void start(@Observes StartupEvent event) {
    pulse = heartbeats.watch("ladders");
    loop = new Loop("alert-ladders", settings.poll(), this::climbAll);
    loop.start();
  }

  void stop(@Observes ShutdownEvent event) {
    loop.stop();
  }

  private boolean climbAll() {
    List<UUID> due =
        QuarkusTransaction.requiringNew().call(() -> alerts.planned(clock.instant(), AT_ONCE));
    for (UUID alertId : due) {
      try {
        QuarkusTransaction.requiringNew().run(() -> climb(alertId));
      } catch (RuntimeException e) {
        LOG.errorf(e, "The ladder of alert %s cannot be climbed, it is tried again", alertId);
        QuarkusTransaction.requiringNew()
            .run(() -> alerts.postpone(alertId, clock.instant().plus(REST_AFTER_FAILURE)));
      }
    }
    pulse.beat();
    return due.size() == AT_ONCE;
  }

  private void climb(UUID alertId) {
    UUID book = alerts.bookOf(alertId).orElseThrow();
    if (replays.underWay(book)) {
      // whom it concerns is not known just now
      alerts.postpone(alertId, clock.instant().plus(UNTIL_THE_COPY_IS_BACK));
      return;
    }
    alerts.lock(book);
    Alert alert = alerts.get(alertId);
    Instant now = clock.instant();
    if (!alert.planned(now)) {
      return;
    }
    if (alert.snoozeIsOver(now)) {
      alert.wake();
      journal.note(alert, Happening.ESCALATED);
      notices.again(alert);
    } else {
      notices.proceed(alert);
    }
  }
}
