package io.heard.notifications.watchdog;

import io.heard.notifications.alerts.AlertDesk;
import io.quarkus.arc.Arc;

/** The watchdog of another replica, on the same database; it pings nobody. */
public final class SecondWatchdog implements AutoCloseable {

  private final Watchdog watchdog = new Watchdog();

  private SecondWatchdog() {
    watchdog.rows = bean(HeartbeatRows.class);
    watchdog.settings = bean(WatchdogSettings.class);
    watchdog.alerts = bean(AlertDesk.class);
    watchdog.deadMansSwitch =
        new DeadMansSwitch() {
          @Override
          void tell(boolean allIsWell) {
            // the first one's pings are what is counted
          }
        };
    watchdog.start(null);
  }

  public static SecondWatchdog start() {
    return new SecondWatchdog();
  }

  private static <T> T bean(Class<T> type) {
    return Arc.container().instance(type).get();
  }

  @Override
  public void close() {
    watchdog.stop(null);
  }
}
