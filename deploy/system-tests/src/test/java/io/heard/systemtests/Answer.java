package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** What a service answered. */
record Answer(String request, int status, HttpHeaders headers, String text, JsonNode body) {

  Answer expect(int expected) {
    assertThat(status).as("%s answered %s", request, text).isEqualTo(expected);
    return this;
  }

  /** The value at that JSON pointer, as text. */
  String at(String pointer) {
    return body.at(pointer).asText();
  }

  boolean isReplay() {
    return headers.firstValue("Idempotent-Replay").filter("true"::equals).isPresent();
  }
}
