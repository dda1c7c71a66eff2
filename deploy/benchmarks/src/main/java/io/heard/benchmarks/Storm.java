package io.heard.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Far more than ticket-service can serve: so many clients that log, and so many that read and ask
 * for reports, each with its next request as soon as the last one is answered. Who is refused waits
 * as long as {@code Retry-After} says, or, when impatient, not at all. Afterwards one client goes
 * on logging, to see when all is as before. Every answer is a line of a file: kind, milliseconds
 * since the beginning, status (0 for none), milliseconds it took, Retry-After, the demand's mark.
 *
 * <p>Arguments: address, token, seconds of warm-up that are not written down, seconds, clients that
 * log, clients that read, patient or impatient, file.
 */
public final class Storm {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTERWARDS = Duration.ofMillis(50);
  private static final int NO_ANSWER = 0;
  private static final int REFUSED = 503;
  private static final String[] READING = {
    "/v1/tickets?limit=50",
    "/v1/tickets?q=purifier&limit=50",
    "/v1/tickets?sort=due&state=LOGGED",
    "/v1/reports/backlog"
  };

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final String token;
  private final boolean patient;
  private final PrintStream answers;
  private final String run = UUID.randomUUID().toString();
  private final AtomicInteger demands = new AtomicInteger();
  private final long from;

  /**
   * @param from what is asked before is not written down
   */
  private Storm(URI address, String token, boolean patient, PrintStream answers, long from) {
    this.from = from;
    this.address = address;
    this.token = token;
    this.patient = patient;
    this.answers = answers;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (PrintStream answers =
        new PrintStream(Path.of(arguments[7]).toFile(), StandardCharsets.UTF_8)) {
      long from = System.nanoTime() + Duration.ofSeconds(Long.parseLong(arguments[2])).toNanos();
      boolean patient = arguments[6].equals("patient");
      new Storm(URI.create(arguments[0]), arguments[1], patient, answers, from)
          .rage(
              Duration.ofSeconds(Long.parseLong(arguments[3])),
              Integer.parseInt(arguments[4]),
              Integer.parseInt(arguments[5]));
    }
  }

  private void rage(Duration length, int logging, int reading) throws InterruptedException {
    long end = from + length.toNanos();
    List<Thread> clients = new ArrayList<>();
    for (int number = 0; number < logging; number++) {
      clients.add(new Thread(() -> until(end, this::log)));
    }
    for (int number = 0; number < reading; number++) {
      String path = READING[number % READING.length];
      String kind = path.contains("/reports/") ? "report" : "read";
      clients.add(new Thread(() -> until(end, () -> ask(kind, "", request(path).GET()))));
    }
    clients.forEach(Thread::start);
    for (Thread client : clients) {
      client.join();
    }
    long over = System.nanoTime() + AFTERWARDS.toNanos();
    while (System.nanoTime() < over) {
      log("afterwards");
      Thread.sleep(PAUSE_AFTERWARDS.toMillis());
    }
  }

  /** One request; returns how long to wait before the next. */
  private interface Step {
    Duration take() throws InterruptedException;
  }

  private static void until(long end, Step step) {
    try {
      while (System.nanoTime() < end) {
        Thread.sleep(step.take().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration log() throws InterruptedException {
    return log("log");
  }

  private Duration log(String kind) throws InterruptedException {
    String mark = run + "-" + demands.incrementAndGet();
    String body =
        """
        {"subject": "Filter change for the water purifier", "channel": "PHONE", "kind": "COMPLAINT",
         "customer": {"name": "Mrs Chen"}, "team": "field-service", "externalRef": "%s"}
        """
            .formatted(mark);
    return ask(
        kind,
        mark,
        request("/v1/tickets")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", mark)
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE);
  }

  private Duration ask(String kind, String mark, HttpRequest.Builder request)
      throws InterruptedException {
    long asked = System.nanoTime();
    int status = NO_ANSWER;
    String retryAfter = "";
    try {
      HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
      status = answer.statusCode();
      retryAfter = answer.headers().firstValue("Retry-After").orElse("");
    } catch (IOException e) {
      System.err.println(kind + ": " + e);
    }
    if (asked >= from) {
      write(kind, asked, status, retryAfter, mark);
    }
    return patient && status == REFUSED && !retryAfter.isEmpty()
        ? Duration.ofSeconds(Long.parseLong(retryAfter))
        : Duration.ZERO;
  }

  private void write(String kind, long asked, int status, String retryAfter, String mark) {
    answers.printf(
        Locale.ROOT,
        "%s,%d,%d,%.1f,%s,%s%n",
        kind,
        (asked - from) / 1_000_000,
        status,
        (System.nanoTime() - asked) / 1e6,
        retryAfter,
        mark);
  }
}
