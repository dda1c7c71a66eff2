package io.heard.notifications.alerts;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.notifications.tickets.Replays;
import io.quarkus.arc.Arc;
import java.time.Clock;

/** The climber of ladders of another replica, on the same database. */
public final class SecondLadders implements AutoCloseable {

  private final AlertLadders ladders = new AlertLadders();

  private SecondLadders() {
    ladders.alerts = bean(Alerts.class);
    ladders.journal = bean(AlertJournal.class);
    ladders.notices = bean(Notices.class);
    ladders.replays = bean(Replays.class);
    ladders.settings = bean(AlertSettings.class);
    ladders.clock = bean(Clock.class);
    ladders.heartbeats = bean(Heartbeats.class);
    ladders.start(null);
  }

  public static SecondLadders start() {
    return new SecondLadders();
  }

  private static <T> T bean(Class<T> type) {
    return Arc.container().instance(type).get();
  }

  @Override
  public void close() {
    ladders.stop(null);
  }
}
