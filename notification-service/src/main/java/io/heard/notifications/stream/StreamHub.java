package io.heard.notifications.stream;

import io.heard.kit.problem.Problem;
import io.heard.notifications.background.Loop;
import io.heard.notifications.stream.AlertFeed.Entry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Brings the feed to everybody who listens to this replica. One thread reads and hands over; those
 * who are equally far on share a read. All state is in the database: a client may resume anywhere.
 */
@ApplicationScoped
class StreamHub {

  private static final Logger LOG = Logger.getLogger(StreamHub.class);

  @Inject AlertFeed feed;
  @Inject StreamSettings settings;
  @Inject Clock clock;
  @Inject MeterRegistry metrics;

  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
  private Loop loop;

  @PostConstruct
  void prepare() {
    loop = new Loop("alert-stream", settings.poll(), this::serve);
  }

  void start(@Observes StartupEvent event) {
    Gauge.builder("heard.stream.clients", clients, Set::size)
        .description("Clients that listen to the stream of alerts at this replica")
        .register(metrics);
    loop.start();
  }

  void stop(@Observes ShutdownEvent event) {
    loop.stop();
    clients.forEach(StreamClient::drop);
  }

  /** Wakes it when there is an event. */
  Loop loop() {
    return loop;
  }

  /**
   * Lets somebody listen.
   *
   * @param after position to go on after, null for from now on
   * @param expiresAt when its token does, null when that is not known
   */
  Multi<OutboundSseEvent> listen(Sse sse, Long after, Instant expiresAt) throws SQLException {
    if (clients.size() >= settings.clients()) {
      throw new Problem(
              503,
              "too-many-listeners",
              "Too many listeners",
              "This replica serves " + settings.clients() + " listeners already; try again.")
          .header(HttpHeaders.RETRY_AFTER, "5");
    }
    feed.place();
    long head = feed.head();
    StreamClient client =
        new StreamClient(sse, after == null ? head : Math.min(after, head), expiresAt);
    return client.events(
        () -> {
          clients.add(client);
          loop.wake();
        },
        () -> clients.remove(client));
  }

  private boolean serve() throws SQLException {
    if (clients.isEmpty()) {
      return false;
    }
    dismiss();
    feed.place();
    boolean more = false;
    Map<Long, List<Entry>> read = new HashMap<>();
    for (StreamClient client : clients) {
      if (client.hungry()) {
        List<Entry> entries = read.get(client.position());
        if (entries == null) {
          entries = feed.after(client.position(), StreamClient.PAGE);
          read.put(client.position(), entries);
        }
        client.give(entries);
        more |= entries.size() == StreamClient.PAGE && client.hungry();
      }
      client.beat(settings.heartbeat());
    }
    return more;
  }

  private void dismiss() {
    Instant now = clock.instant();
    for (StreamClient client : clients) {
      if (client.gone()) {
        clients.remove(client);
      } else if (client.expired(now) || client.stuck(settings.patience())) {
        LOG.info("A listener whose token has expired or who takes nothing any more is dropped");
        client.drop();
        clients.remove(client);
      }
    }
  }
}
