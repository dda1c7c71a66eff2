package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Switched off and on again: all is there, and what was missed meanwhile is made good. */
class RestartIT {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path data;

  private static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
  }

  @AfterAll
  static void stop() throws Exception {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void clocksThatRanOutMeanwhileAreAnnouncedOnce() throws Exception {
    Client mei = system.tickets("mei", "frontline");
    system
        .tickets("root", "admin")
        .post(
            "/v1/sla-policies",
            """
            {"name": "hurried", "order": 10, "calendar": "24x7", "when": {"tags": ["hurry"]},
             "targets": {"FIRST_FEEDBACK": "PT2S"}}
            """)
        .expect(201);
    system
        .tickets("root", "admin")
        .post(
            "/v1/sla-policies",
            """
            {"name": "less hurried", "order": 20, "calendar": "24x7", "when": {"tags": ["soon"]},
             "targets": {"FIRST_FEEDBACK": "PT30S"}}
            """)
        .expect(201);
    String before = mei.post("/v1/tickets", demand("hurry", "before")).expect(201).at("/id");
    await("the alert of the first demand and its mail")
        .atMost(SOON)
        .until(() -> breaches(before).size() == 1 && mails(breaches(before).get(0)) > 0);
    JsonNode announced = breaches(before).get(0);
    long mailed = mails(announced);

    String calm = mei.post("/v1/tickets", "calm", demand("calm", "calm")).expect(201).at("/id");
    Answer waiting = mei.post("/v1/tickets", demand("soon", "meanwhile")).expect(201);
    String meanwhile = waiting.at("/id");
    Instant due = firstFeedbackDue(waiting);
    system.stop();
    Instant stopped = CLOCK.instant();
    assertThat(stopped).as("the clock still runs when all is stopped").isBefore(due);
    await("the clock to run out").atMost(Duration.ofMinutes(1)).until(() -> isPast(due));

    Instant started = CLOCK.instant();
    system.start();
    await("the missed deadline to be announced")
        .atMost(SOON)
        .until(() -> breaches(meanwhile).size() == 1 && mails(breaches(meanwhile).get(0)) > 0);

    JsonNode alert = breaches(meanwhile).get(0);
    assertThat(Instant.parse(alert.get("raisedAt").asText())).isAfter(started);
    assertThat(alert.get("count").asInt()).isOne();
    assertThat(Timeline.read(mei, meanwhile).story().stream().filter("clock-breached"::equals))
        .hasSize(1);
    assertThat(breaches(before)).as("is not announced again").containsExactly(announced);
    assertThat(mails(announced)).as("is not mailed again").isEqualTo(mailed);
    assertThat(breaches(calm)).isEmpty();

    Answer repeated = mei.post("/v1/tickets", "calm", demand("calm", "calm")).expect(201);
    assertThat(repeated.at("/id")).as("keys are remembered").isEqualTo(calm);
    assertThat(repeated.isReplay()).isTrue();
    for (String id : List.of(before, calm, meanwhile)) {
      assertThat(Timeline.read(mei, id).findings()).as("hash chain of " + id).isEmpty();
    }
  }

  private static String demand(String tag, String subject) {
    return "{\"subject\": \"%s\", \"tags\": [\"%s\"]}".formatted(subject, tag);
  }

  private static boolean isPast(Instant instant) {
    return CLOCK.instant().isAfter(instant);
  }

  private static Instant firstFeedbackDue(Answer ticket) {
    for (JsonNode clock : ticket.body().get("clocks")) {
      if (clock.get("kind").asText().equals("FIRST_FEEDBACK")) {
        return Instant.parse(clock.get("dueAt").asText());
      }
    }
    throw new AssertionError("no clock FIRST_FEEDBACK in " + ticket.text());
  }

  private static List<JsonNode> breaches(String id) throws Exception {
    return system.notifications("olga", "ops").all("/v1/alerts?cause=CLOCK_BREACHED&ticket=" + id);
  }

  private static long mails(JsonNode alert) throws Exception {
    return system.mailBox().read().stream()
        .filter(mail -> alert.get("id").asText().equals(mail.alert()))
        .count();
  }
}
