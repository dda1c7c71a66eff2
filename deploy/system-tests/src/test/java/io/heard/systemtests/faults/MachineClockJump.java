package io.heard.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.heard.systemtests.fleet.Fleet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The clock of the machine a replica runs on is set, and set back in the end. Heard goes by its
 * database's clock and tells by a metric how far the machine is off: that has to follow, or the
 * jump has stopped what keeps time there.
 */
record MachineClockJump(String replica, Duration ahead) implements Fault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration ONE_ANSWER = Duration.ofSeconds(5);
  private static final double TOLERANCE_SECONDS = 60;
  private static final String METRIC = "heard_clock_machine_ahead_seconds";

  @Override
  public void start(Fleet fleet) throws Exception {
    set(fleet, ahead);
  }

  @Override
  public void stop(Fleet fleet) throws Exception {
    set(fleet, Duration.ZERO);
  }

  private void set(Fleet fleet, Duration to) throws IOException {
    fleet.machineClock(replica, to);
    String service = Fleet.service(replica);
    URI metrics =
        fleet
            .addresses(service)
            .get(Fleet.replicas(service).indexOf(replica))
            .resolve("/q/metrics");
    HttpClient client = HttpClient.newHttpClient();
    await("%s to notice that its machine's clock is %s ahead".formatted(replica, to))
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(seen(client, metrics))
                    .isCloseTo(to.toSeconds(), within(TOLERANCE_SECONDS)));
  }

  /** Waits for the whole answer, and not only for its beginning as the client's own time-out. */
  private static double seen(HttpClient client, URI metrics) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
    String text;
    try {
      text = answer.get(ONE_ANSWER.toSeconds(), TimeUnit.SECONDS).body();
    } catch (TimeoutException | ExecutionException e) {
      answer.cancel(true);
      throw new IOException("no answer from " + metrics, e);
    }
    return text.lines()
        .filter(line -> line.startsWith(METRIC))
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + METRIC));
  }

  @Override
  public boolean needsCalm() {
    return true;
  }

  @Override
  public Optional<String> machineClockOf() {
    return Optional.of(replica);
  }

  @Override
  public Impact impact() {
    return Impact.NONE;
  }

  @Override
  public String toString() {
    return "machine clock of " + replica + " " + ahead;
  }
}
