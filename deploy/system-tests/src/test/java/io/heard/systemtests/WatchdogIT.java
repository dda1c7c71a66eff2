package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Services that hang are noticed, by the built system as it stands; only the bound is shorter. */
class WatchdogIT {
  private static final Duration BOUND = Duration.ofSeconds(6);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SILENT = "ticket-service: no heartbeat arrives";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path data;

  private static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    system =
        RunningSystem.start(
            data,
            Map.of(
                "HEARD_WATCHDOG_SILENCE",
                BOUND.toString(),
                "HEARD_HEARTBEATS_EVERY",
                Duration.ofMillis(500).toString()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void serviceThatHangs_isAnAlertUntilItGoesOn_andNobodyElseIsAccused() throws Exception {
    awaitAllHeard();
    List<JsonNode> before = alerts();

    system.freeze(RunningSystem.TICKETS);
    long frozen = System.nanoTime();
    try {
      await("the alert").atMost(SOON).until(() -> state(SILENT).equals("OPEN"));
      System.out.printf("noticed after %.1f s%n", (System.nanoTime() - frozen) / 1e9);
      await("its mail").atMost(SOON).until(() -> mails(alert(SILENT)) == 1);
    } finally {
      system.thaw(RunningSystem.TICKETS);
    }

    await("the alert to be over").atMost(SOON).until(() -> state(SILENT).equals("RESOLVED"));
    assertThat(alerts()).hasSize(before.size() + 1);
    assertThat(mails(alert(SILENT))).isOne();

    whoSleptHimselfAccusesNobody(alerts());
  }

  private static void whoSleptHimselfAccusesNobody(List<JsonNode> before) throws Exception {
    system.freeze(RunningSystem.NOTIFICATIONS);
    try {
      await("longer than the bound").pollDelay(BOUND.plusSeconds(2)).until(() -> true);
    } finally {
      system.thaw(RunningSystem.NOTIFICATIONS);
    }
    system.awaitReady(RunningSystem.NOTIFICATIONS);
    await("nobody to be accused")
        .during(Duration.ofSeconds(3))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(alerts()).containsExactlyElementsOf(before));
  }

  private static void awaitAllHeard() {
    await("heartbeats of all services")
        .atMost(SOON)
        .until(
            () ->
                system
                        .database("notifications")
                        .count("select count(distinct service) from heartbeat")
                    == RunningSystem.SERVICES.size());
  }

  private static List<JsonNode> alerts() throws Exception {
    return system.notifications("olga", "ops").all("/v1/alerts?cause=WATCHDOG");
  }

  private static JsonNode alert(String about) throws Exception {
    return alerts().stream()
        .filter(alert -> alert.get("about").asText().equals(about))
        .findFirst()
        .orElse(null);
  }

  private static String state(String about) throws Exception {
    JsonNode alert = alert(about);
    return alert == null ? "none" : alert.get("state").asText();
  }

  private static long mails(JsonNode alert) throws Exception {
    return system.mailBox().read().stream()
        .filter(mail -> alert.get("id").asText().equals(mail.alert()))
        .count();
  }
}
