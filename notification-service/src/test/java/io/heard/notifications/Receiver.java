package io.heard.notifications;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody's system that takes webhooks over real HTTP. */
final class Receiver implements AutoCloseable {

  /** A request as it came in. */
  record Got(String id, String timestamp, String signature, String contentType, String body) {

    /** Whether one of its signatures is right, computed from the specification alone. */
    boolean signedWith(String secret) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.split("_", 2)[1]), "RAW"));
      String content = id + "." + timestamp + "." + body;
      byte[] expected = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
      for (String one : signature.split(" ")) {
        String[] parts = one.split(",", 2);
        if (parts[0].equals("v1")
            && MessageDigest.isEqual(expected, Base64.getDecoder().decode(parts[1]))) {
          return true;
        }
      }
      return false;
    }
  }

  final List<Got> got = new CopyOnWriteArrayList<>();
  final Map<String, String> answerHeaders = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile ToIntFunction<Got> behaviour;

  /** Listens on loopback and answers with what {@code behaviour} says. */
  Receiver(ToIntFunction<Got> behaviour) throws IOException {
    this.behaviour = behaviour;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  static Receiver answering(int status) throws IOException {
    return new Receiver(request -> status);
  }

  void behave(ToIntFunction<Got> next) {
    behaviour = next;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks?for=heard";
  }

  private void take(HttpExchange exchange) throws IOException {
    Got request =
        new Got(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            exchange.getRequestHeaders().getFirst("content-type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    got.add(request);
    int status = behaviour.applyAsInt(request);
    answerHeaders.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
