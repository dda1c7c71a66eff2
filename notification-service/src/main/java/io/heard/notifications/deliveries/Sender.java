package io.heard.notifications.deliveries;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.heard.kit.time.Uuid7;
import io.heard.notifications.background.Loop;
import io.heard.notifications.deliveries.Channel.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sends what is due: claims it with a lease, sends it without any transaction or lock, writes down
 * how it went. Whoever dies in between lets the lease run out, and somebody else sends again with
 * the same id. Attempts are bounded in all and per target, so that a slow receiver takes only its
 * own share.
 */
@ApplicationScoped
public class Sender {

  private static final Logger LOG = Logger.getLogger(Sender.class);

  @Inject DeliveryRows rows;
  @Inject DeliveryDesk desk;
  @Inject NoticeCheck check;
  @Inject Digests digests;
  @Inject DeliverySettings settings;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;
  @Inject @All List<Channel> channels;

  private final Map<Channel.Kind, Channel> byKind = new EnumMap<>(Channel.Kind.class);
  private Rooms rooms;
  private ExecutorService workers;
  private Loop loop;
  private Pulse pulse;

  @PostConstruct
  void prepare() {
    loop = new Loop("delivery-sender", settings.poll(), this::claimAndSend);
  }

  void start(@Observes StartupEvent event) {
    channels.forEach(channel -> byKind.put(channel.kind(), channel));
    rooms =
        new Rooms(
            settings.inFlight(),
            byKind.get(Channel.Kind.EMAIL).parallelPerTarget(),
            byKind.get(Channel.Kind.WEBHOOK).parallelPerTarget());
    AtomicInteger number = new AtomicInteger();
    workers =
        Executors.newFixedThreadPool(
            settings.workers(),
            task -> {
              Thread thread = new Thread(task, "delivery-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    Gauge.builder("heard.deliveries.in.flight", rooms, Rooms::underWay)
        .description("Attempts to deliver under way in this replica")
        .register(metrics);
    pulse = heartbeats.watch("deliveries");
    loop.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    loop.stop();
    workers.shutdown();
    if (!workers.awaitTermination(3, TimeUnit.SECONDS)) {
      LOG.info("Attempts under way are left to their leases");
    }
  }

  /** Wakes it when something has become due. */
  Loop loop() {
    return loop;
  }

  private boolean claimAndSend() throws SQLException {
    boolean more = digests.settle();
    DeliveryRows.Room room = rooms.free();
    if (room.total() <= 0) {
      return more;
    }
    digests.collect();
    List<Delivery> claimed =
        rows.claim(
            room,
            settings.holdOrderForAttempts(),
            lease(),
            settings.lease(),
            settings.giveUpAfter());
    for (Delivery delivery : claimed) {
      rooms.enter(delivery.target());
      workers.execute(() -> attempt(delivery));
    }
    pulse.beat();
    return more;
  }

  private UUID lease() {
    return Uuid7.at(clock.instant());
  }

  private void attempt(Delivery delivery) {
    CompletionStage<Outcome> attempt;
    try {
      attempt =
          delivery.purpose() == Delivery.Purpose.NOTICE && !check.stillWanted(delivery)
              ? CompletableFuture.completedFuture(Outcome.obsolete("somebody has reacted"))
              : byKind.get(delivery.channel()).send(delivery);
    } catch (RuntimeException e) {
      attempt = CompletableFuture.failedFuture(e);
    }
    var settled =
        attempt
            .exceptionally(e -> Outcome.retry(null, rootMessage(e), null))
            .thenAcceptAsync(outcome -> settle(delivery, outcome), workers);
    LOG.tracef("%s: %s", delivery.id(), settled);
  }

  private void settle(Delivery delivery, Outcome outcome) {
    try {
      desk.settle(delivery, outcome);
    } catch (RuntimeException e) {
      LOG.warnf(
          "How delivery %s went could not be written down; it is sent again when its lease runs out: %s",
          delivery.id(), e.toString());
    } finally {
      rooms.leave(delivery.target(), outcome.verdict() == Outcome.Verdict.RETRY);
      loop.wake();
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName()
        + (root.getMessage() == null ? "" : ": " + root.getMessage());
  }
}
