package io.heard.tickets.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Cases whose answers other systems gave. */
class SlaVectorsTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    JsonNode vectors;
    try (InputStream file = getClass().getResourceAsStream("/sla/vectors.json")) {
      vectors = JSON.readTree(file);
    }
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(21);
    return vectors.valueStream().map(v -> vector(v));
  }

  private DynamicTest vector(JsonNode vector) {
    return DynamicTest.dynamicTest(
        vector.get("id").asText() + " (" + vector.get("origin").asText() + ")",
        () -> check(vector.get("request"), vector.get("expect")));
  }

  private void check(JsonNode request, JsonNode expect) throws IOException {
    Instant start = Instant.parse(request.get("start").asText());
    WorkCalendar calendar =
        WorkCalendar.of(JSON.treeToValue(request.get("calendar"), CalendarApi.Hours.class), start);
    Duration target = WorkDuration.parse(request.get("target").asText());
    List<Pause> pauses = new ArrayList<>();
    for (JsonNode pause : request.get("pauses")) {
      JsonNode to = pause.get("to");
      pauses.add(
          new Pause(
              Instant.parse(pause.get("from").asText()),
              to == null ? null : Instant.parse(to.asText())));
    }

    assertThat(expect.fieldNames()).toIterable().isNotEmpty().isSubsetOf("dueAt", "elapsed");
    if (expect.has("dueAt")) {
      Instant due = Instant.parse(expect.get("dueAt").asText());
      assertThat(WorkingTime.dueAt(calendar, start, target, pauses)).contains(due);
      assertThat(WorkingTime.remaining(calendar, start, target, due, pauses)).isZero();
    }
    if (expect.has("elapsed")) {
      Instant now = Instant.parse(request.get("now").asText());
      assertThat(WorkingTime.elapsed(calendar, start, now, pauses))
          .isEqualTo(Duration.parse(expect.get("elapsed").asText()));
    }
  }
}
