package io.heard.kit.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger is hashed as text: not a digit may differ from what was written before. */
class InstantTextTest {

  private final ObjectMapper json = JsonMapper.builder().build();

  InstantTextTest() {
    new StrictMapper().customize(json);
  }

  private void assertWrittenAsTheJdkDoes(Instant instant) throws JsonProcessingException {
    assertThat(json.writeValueAsString(instant)).isEqualTo("\"" + instant + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-21T09:30:00Z",
        "2026-03-21T09:30:00.1Z",
        "2026-03-21T09:30:00.120Z",
        "2026-03-21T09:30:00.000001Z",
        "2026-03-21T09:30:00.123450Z",
        "2026-03-21T09:30:00.000000001Z",
        "2026-03-21T09:30:00.999999999Z",
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "2024-02-29T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "+10000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void edges(String text) throws JsonProcessingException {
    assertWrittenAsTheJdkDoes(Instant.parse(text));
  }

  @Test
  void anyTime() throws JsonProcessingException {
    SplittableRandom random = new SplittableRandom(42);
    long[] precisions = {1, 1_000, 1_000_000, 1_000_000_000};
    for (int i = 0; i < 20_000; i++) {
      long precision = precisions[i % precisions.length];
      assertWrittenAsTheJdkDoes(
          Instant.ofEpochSecond(
              random.nextLong(-70_000_000_000L, 260_000_000_000L),
              random.nextInt(1_000_000_000) / precision * precision));
    }
  }

  @Test
  void asAValueOfAnyObject() throws JsonProcessingException {
    assertThat(
            json.writeValueAsString(
                Map.<String, Object>of("at", Instant.parse("2026-03-21T09:30:00Z"))))
        .isEqualTo("{\"at\":\"2026-03-21T09:30:00Z\"}");
  }
}
