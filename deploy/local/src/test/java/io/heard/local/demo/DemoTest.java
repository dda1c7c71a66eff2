package io.heard.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heard.local.Console;
import io.heard.local.Endpoint;
import io.heard.local.LocalSystem;
import io.heard.local.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo against something that is ready and then gets everything wrong. */
class DemoTest {
  private static final String PROBLEM =
      "{\"type\": \"urn:heard:problem:internal\", \"detail\": \"Something went wrong.\"}";

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private LocalSystem system;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/q/health/ready", exchange -> answer(exchange, 200, "{}"));
    server.createContext("/v1", exchange -> answer(exchange, 500, PROBLEM));
    server.start();
    Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.freePorts());
    for (Endpoint service : List.of(Endpoint.CUSTOMER, Endpoint.TICKET, Endpoint.NOTIFICATION)) {
      ports.put(service, server.getAddress().getPort());
    }
    Path data = Files.createDirectory(home.resolve("data"));
    system = LocalSystem.of(new Settings(home, data, ports), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void failsAndSaysWhyWhenProofsDoNotHold() throws Exception {
    Clock clock = Clock.systemUTC();
    Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), clock);

    boolean good = new Demo(system, console, clock).play();

    assertThat(good).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Expected 201, but the answer was 500 internal: Something went wrong.")
        .contains("4 of 4 stories broke")
        .doesNotContain("All proofs hold");
    assertThat(keys)
        .as("every POST has a key of its own, but for the one sent twice on purpose")
        .hasSize(5)
        .doesNotContainNull();
    assertThat(Set.copyOf(keys)).hasSize(4);
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    if (exchange.getRequestMethod().equals("POST")) {
      keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
