package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * People work and read for as long as {@code -Dheard.soak=PT1H} says; what each service takes of
 * the machine must not grow with what it has done. Java and its caches settle in the first half;
 * what is compared is the third quarter with the last.
 */
@EnabledIfSystemProperty(named = "heard.soak", matches = "PT.+")
class SoakIT {
  private static final int SAMPLES = 40;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path data;

  private final Map<String, List<Footprint>> samples = new HashMap<>();
  private final List<String> refused = new ArrayList<>();

  @Test
  void whatAServiceTakesStaysTheSame() throws Exception {
    Duration length = Duration.parse(System.getProperty("heard.soak"));
    ScheduledExecutorService readers = Executors.newScheduledThreadPool(2);
    try (RunningSystem system = RunningSystem.start(data);
        WebhookReceiver receiver = new WebhookReceiver()) {
      configure(system, receiver);
      try (Load load = Load.start(system, 1)) {
        ScheduledFuture<?> reading =
            readers.scheduleWithFixedDelay(() -> read(system), 1, 1, TimeUnit.SECONDS);
        for (int sample = 1; sample <= SAMPLES; sample++) {
          await()
              .pollDelay(length.dividedBy(SAMPLES))
              .atMost(length.dividedBy(SAMPLES).plusMinutes(1))
              .until(() -> true);
          measure(system, sample, load);
        }
        assertThat(reading.cancel(false)).as("there was reading until the end").isTrue();
        load.finish();
        assertThat(load.tally().surprises()).isEmpty();
      }
    } finally {
      readers.shutdownNow();
    }
    for (String service : RunningSystem.SERVICES) {
      isFlat(service, "live heap, KiB", Footprint::liveKib, 0.05, 4_096);
      isFlat(service, "resident memory, KiB", Footprint::residentKib, 0.05, 16_384);
      isFlat(service, "threads", Footprint::threads, 0, 5);
      isFlat(service, "open files", Footprint::files, 0, 20);
    }
    assertThat(refused).as("reading").isEmpty();
  }

  private static void configure(RunningSystem system, WebhookReceiver receiver) throws Exception {
    system
        .tickets("root", "admin")
        .post(
            "/v1/sla-policies",
            """
            {"name": "hurried", "order": 10, "calendar": "24x7", "when": {"tags": ["%s"]},
             "targets": {"ACKNOWLEDGE": "PT20S", "FIRST_FEEDBACK": "PT1M"}}
            """
                .formatted(Clerk.HURRY))
        .expect(201);
    system
        .notifications("olga", "ops")
        .post(
            "/v1/subscriptions",
            "{\"url\": \"%s\", \"events\": [\"heard.ticket.clock-breached.v1\"]}"
                .formatted(receiver.url()))
        .expect(201);
  }

  private void read(RunningSystem system) {
    try {
      Client lead = system.tickets("li", "lead", "agent", "ops");
      lead.get("/v1/tickets?sort=due&limit=50").expect(200);
      lead.get("/v1/tickets?q=demand&limit=20").expect(200);
      lead.get("/v1/audit/reconciliation").expect(200);
      system.notifications("li", "ops").get("/v1/alerts?limit=50").expect(200);
      system.customers("li", "agent").get("/v1/customers?q=755").expect(200);
    } catch (IOException | AssertionError e) {
      refused.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure(RunningSystem system, int sample, Load load) throws Exception {
    StringBuilder line =
        new StringBuilder("%3d  logged %6d".formatted(sample, load.tally().logged()));
    for (String service : RunningSystem.SERVICES) {
      Footprint now = Footprint.of(system.pid(service));
      samples.computeIfAbsent(service, name -> new ArrayList<>()).add(now);
      line.append(
          "  %s live %d resident %d KiB, %d threads, %d files"
              .formatted(service, now.liveKib(), now.residentKib(), now.threads(), now.files()));
    }
    System.out.println(line);
  }

  private void isFlat(
      String service, String what, ToLongFunction<Footprint> of, double share, long slack) {
    List<Footprint> all = samples.get(service);
    double before = mean(all.subList(SAMPLES / 2, SAMPLES * 3 / 4), of);
    double after = mean(all.subList(SAMPLES * 3 / 4, SAMPLES), of);
    assertThat(after)
        .as("%s of %s: %s", what, service, all)
        .isLessThanOrEqualTo(before * (1 + share) + slack);
  }

  private static double mean(List<Footprint> some, ToLongFunction<Footprint> of) {
    return some.stream().mapToLong(of).average().orElseThrow();
  }
}
