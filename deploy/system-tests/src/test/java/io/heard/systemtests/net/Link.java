package io.heard.systemtests.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A line of TCP between one client and one server on this machine that can be cut, silenced and
 * slowed. Vert.x of one event loop: everything below happens on one thread.
 */
public final class Link {
  private static final String HERE = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 10;

  private final String name;
  private final int target;
  private final NetServer server;
  private final NetClient client;
  private final Vertx vertx;
  private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
  private final Set<Flow> flows = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean silent;
  private volatile Duration delay = Duration.ZERO;

  private Link(Vertx vertx, String name, int target) {
    this.vertx = vertx;
    this.name = name;
    this.target = target;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer(new NetServerOptions().setHost(HERE).setPort(0));
    server.connectHandler(this::connected);
  }

  /**
   * @param name such as {@code ticket-service-1 to postgres}
   * @param target the port everything is passed on to; nobody need listen there yet
   */
  public static Link open(Vertx vertx, String name, int target) {
    Link link = new Link(vertx, name, target);
    done(link.server.listen());
    return link;
  }

  public String name() {
    return name;
  }

  /** Where clients connect to. */
  public int port() {
    return server.actualPort();
  }

  /** Every connection ends at once and every new one is refused. */
  public void cut() {
    cut = true;
    ends.forEach(NetSocket::close);
  }

  /** As when packets are dropped: connections stay, nothing arrives. */
  public void silence() {
    silent = true;
  }

  /** From now on everything arrives that much later, in either direction. */
  public void slow(Duration by) {
    delay = by;
  }

  /** As it should be; what was held back arrives now. */
  public void restore() {
    cut = false;
    silent = false;
    delay = Duration.ZERO;
    vertx.runOnContext(now -> flows.forEach(Flow::pass));
  }

  private void connected(NetSocket from) {
    if (cut) {
      from.close();
      return;
    }
    from.pause();
    client
        .connect(target, HERE)
        .onSuccess(to -> join(from, to))
        .onFailure(nobodyThere -> from.close());
  }

  private void join(NetSocket from, NetSocket to) {
    carry(from, to);
    carry(to, from);
    from.resume();
    if (cut) {
      from.close();
    }
  }

  private void carry(NetSocket from, NetSocket to) {
    Flow flow = new Flow(vertx, from, to, () -> silent, () -> delay);
    ends.add(from);
    flows.add(flow);
    from.handler(flow::take);
    from.closeHandler(
        ended -> {
          ends.remove(from);
          flow.end();
        });
    from.exceptionHandler(reset -> from.close());
    flow.whenOver(() -> flows.remove(flow));
  }

  public void close() {
    cut();
    done(server.close());
    done(client.close());
  }

  private static void done(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
