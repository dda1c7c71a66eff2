package io.heard.notifications;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The external service that expects pings, over real HTTP. */
public class PingReceiver implements QuarkusTestResourceLifecycleManager {

  private static final AtomicInteger PINGS = new AtomicInteger();

  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/ping/heard",
        exchange -> {
          PINGS.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return Map.of(
        "heard.watchdog.ping-url",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/ping/heard",
        "heard.watchdog.ping-every",
        "300ms");
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  static int pings() {
    return PINGS.get();
  }
}
