package io.heard.systemtests.faults;

import static org.awaitility.Awaitility.await;

import io.heard.systemtests.fleet.Fleet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The clock of the machine a replica runs on is set, and set back in the end. Heard goes by its
 * database's clock and tells by a metric how far the machine is off: that has to follow, or the
 * jump has stopped what keeps time there.
 */
record MachineClockJump(String replica, Duration ahead) implements Fault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
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
    await("%s to notice that its machine's clock is %s ahead".formatted(replica, to))
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Math.abs(seen(metrics) - to.toSeconds()) < TOLERANCE_SECONDS);
  }

  private static double seen(URI metrics) throws IOException, InterruptedException {
    String text =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(5)).build(),
                BodyHandlers.ofString())
            .body();
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
  public Impact impact() {
    return Impact.NONE;
  }

  @Override
  public String toString() {
    return "machine clock of " + replica + " " + ahead;
  }
}
