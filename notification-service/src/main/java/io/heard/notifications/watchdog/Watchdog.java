package io.heard.notifications.watchdog;

import io.heard.notifications.alerts.AlertDesk;
import io.heard.notifications.background.Loop;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Follows the heartbeats of all services and raises an alert when they stop, once for each cause,
 * whichever replica notices; it ends the alert when they are back. Whoever was asleep itself begins
 * to watch anew before it judges others.
 */
@ApplicationScoped
class Watchdog {

  private static final Logger LOG = Logger.getLogger(Watchdog.class);
  private static final Duration REMEMBERED = Duration.ofHours(1);

  @Inject HeartbeatRows rows;
  @Inject WatchdogSettings settings;
  @Inject AlertDesk alerts;
  @Inject DeadMansSwitch deadMansSwitch;

  private final Map<String, Instant> wrongSince = new HashMap<>();
  private Loop loop;
  private Instant started;
  private Instant listening;
  private Instant receiving;
  private Instant lastLook;

  void start(@Observes StartupEvent event) {
    loop = new Loop("watchdog", settings.every(), this::look);
    loop.start();
  }

  void stop(@Observes ShutdownEvent event) {
    loop.stop();
  }

  private boolean look() throws SQLException {
    HeartbeatRows.Known known =
        QuarkusTransaction.requiringNew().call(() -> rows.read(settings.mail()));
    follow(known);
    Judgement judgement =
        Judgement.of(settings, new Judgement.Watch(listening, receiving, started), known);
    wrongSince.keySet().retainAll(judgement.wrong().keySet());
    for (Map.Entry<String, Duration> each : judgement.wrong().entrySet()) {
      Instant since = wrongSince.computeIfAbsent(each.getKey(), about -> known.now());
      boolean lasts = Duration.between(since, known.now()).compareTo(each.getValue()) >= 0;
      if (lasts && !known.findings().contains(each.getKey())) {
        QuarkusTransaction.requiringNew().call(() -> raise(each.getKey()));
      }
    }
    for (String finding : known.findings()) {
      if (judgement.over(finding)) {
        QuarkusTransaction.requiringNew().call(() -> end(finding));
      }
    }
    rows.forget(REMEMBERED.plus(settings.silence()));
    deadMansSwitch.tell(judgement.allIsWell());
    return false;
  }

  /** A look that came too late, or nothing to see: the time before says nothing of others. */
  private void follow(HeartbeatRows.Known known) {
    Instant now = known.now();
    Duration pause = lastLook == null ? Duration.ZERO : Duration.between(lastLook, now);
    if (lastLook == null) {
      started = now;
    }
    if (lastLook == null
        || pause.isNegative()
        || pause.compareTo(settings.silence().dividedBy(2)) > 0) {
      listening = now;
      receiving = now;
      wrongSince.clear();
    }
    if (!Judgement.received(known, settings)) {
      receiving = now;
    }
    lastLook = now;
  }

  private boolean raise(String about) throws SQLException {
    boolean first = rows.found(about);
    if (first) {
      LOG.errorf("Watchdog: %s", about);
      alerts.systemFails(Judgement.cause(about), about);
    }
    return first;
  }

  private boolean end(String about) throws SQLException {
    boolean first = rows.over(about);
    if (first) {
      LOG.infof("Watchdog: over: %s", about);
      alerts.systemRecovers(Judgement.cause(about), about, "it is right again");
    }
    return first;
  }
}
