package io.heard.notifications.deliveries;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.time.Uuid7;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.Arc;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** The sender of another replica, on the same database. */
public final class SecondReplica implements AutoCloseable {

  private final Sender sender = new Sender();

  private SecondReplica() {
    sender.rows = bean(DeliveryRows.class);
    sender.desk = bean(DeliveryDesk.class);
    sender.check = bean(NoticeCheck.class);
    sender.digests = bean(Digests.class);
    sender.settings = bean(DeliverySettings.class);
    sender.clock = bean(Clock.class);
    sender.heartbeats = bean(Heartbeats.class);
    sender.metrics = new SimpleMeterRegistry();
    sender.channels =
        new ArrayList<>(
            Arc.container().listAll(Channel.class).stream().map(each -> each.get()).toList());
    sender.prepare();
    sender.start(null);
  }

  public static SecondReplica start() {
    return new SecondReplica();
  }

  /** One that takes what is due and dies before it sends: its lease runs out. */
  public static int takeAndDie(Duration lease) throws SQLException {
    return bean(DeliveryRows.class)
        .claim(
            new DeliveryRows.Room(3, 3, Map.of(), 100),
            4,
            Uuid7.at(bean(Clock.class).instant()),
            lease,
            Duration.ofHours(24))
        .size();
  }

  private static <T> T bean(Class<T> type) {
    return Arc.container().instance(type).get();
  }

  @Override
  public void close() throws InterruptedException {
    sender.stop(null);
  }
}
