package io.heard.local.training;

import io.heard.local.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A few clerks who log and look things up without a pause: what is busy on any working day. */
final class Rush {
  private static final int CLERKS = 4;

  /** More is read than written. */
  private static final int LOOKS = 4;

  private static final String DEMAND =
      """
      {"subject": "Filter change %1$d", "channel": "PHONE", "impact": "MEDIUM", "urgency": "HIGH",
       "statedRequest": "Wants somebody to come and change the filter of the purifier, the third \
      call this month.", "team": "rush-%2$d", "tags": ["filter"],
       "customer": {"name": "Rushed Person %1$d", "phone": "+861390%1$07d"}}
      """;

  private final LocalSystem system;
  private final String token;
  private final AtomicLong demands = new AtomicLong();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  Rush(LocalSystem system) {
    this.system = system;
    this.token = system.token("rush", "frontline", "agent", "lead");
  }

  /** Returns after that long; an answer that is an error ends it as a failure. */
  void play(Duration length) throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    ExecutorService clerks = Executors.newFixedThreadPool(CLERKS);
    try {
      List<Future<Void>> all =
          IntStream.range(0, CLERKS)
              .mapToObj(
                  clerk ->
                      clerks.submit(
                          () -> {
                            while (System.nanoTime() < end) {
                              serve(clerk);
                            }
                            return (Void) null;
                          }))
              .toList();
      for (Future<Void> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("The rush ended early: " + e.getCause(), e);
    } finally {
      clerks.shutdownNow();
    }
  }

  private void serve(int clerk) throws IOException, InterruptedException {
    long number = demands.incrementAndGet();
    String logged = log(DEMAND.formatted(number, clerk));
    for (int look = 0; look < LOOKS; look++) {
      lookUp(clerk, number, logged);
    }
  }

  private void lookUp(int clerk, long number, String logged)
      throws IOException, InterruptedException {
    String phone = "?phone=%2B861390" + "%07d".formatted(number);
    String customer = id(get(system.customers(), "/v1/customers" + phone));
    if (customer != null) {
      get(system.customers(), "/v1/customers/" + customer + "/overview");
    }
    get(system.customers(), "/v1/customers?email=c" + number + "@example.com");
    get(system.customers(), "/v1/customers?q=rushed");
    get(system.tickets(), "/v1/tickets/" + logged);
    get(system.tickets(), "/v1/tickets?team=rush-" + clerk + "&state=LOGGED&sort=due");
    get(system.tickets(), "/v1/tickets?q=filter");
    get(system.tickets(), "/v1/tickets");
    get(system.notifications(), "/v1/alerts");
  }

  private String log(String demand) throws IOException, InterruptedException {
    HttpRequest request =
        to(system.tickets(), "/v1/tickets")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofString(demand, StandardCharsets.UTF_8))
            .build();
    return id(answer(request, 201));
  }

  private String get(URI service, String path) throws IOException, InterruptedException {
    return answer(to(service, path).GET().build(), 200);
  }

  private HttpRequest.Builder to(URI service, String path) {
    return HttpRequest.newBuilder(service.resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  private String answer(HttpRequest request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() != expected) {
      throw new IOException(
          request.method()
              + " "
              + request.uri()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
    return response.body();
  }

  /** The first id in the answer; null if nobody was found yet. */
  private static String id(String json) {
    int at = json.indexOf("\"id\":\"");
    return at < 0 ? null : json.substring(at + 6, json.indexOf('"', at + 6));
  }
}
