package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StrictJsonTest extends KitTest {

  @Inject ObjectMapper json;

  @Test
  void acceptable_comesBackAsItWas() {
    String body =
        """
        {"text": "Frau Grün \\ud83d\\udca7", "colour": "GREEN", "count": 3, "big": 9007199254740993, "amount": 1.50, "flag": true,
         "id": "0195547a-90c0-7d3a-9f52-1c6a5b7e0042", "at": "2026-03-02T09:15:00.123456789+08:00", "day": "2026-03-02", "target": "PT8H",
         "inner": {"name": "a", "weight": null, "deeper": {"name": "b"}}, "list": [{"name": "c"}], "words": ["w"],
         "map": {"RED": {"name": "d"}}, "free": {"any": [1, 2.5, null]}}
        """;
    mei()
        .body(body)
        .post("/v1/notes/everything")
        .then()
        .statusCode(200)
        .body("text", equalTo("Frau Grün \uD83D\uDCA7"))
        .body("at", equalTo("2026-03-02T01:15:00.123456Z"))
        .body("big", equalTo(9007199254740993L))
        .body("target", equalTo("PT8H"))
        .body("day", equalTo("2026-03-02"))
        .body("inner.deeper.name", equalTo("b"))
        .body("inner.deeper.weight", equalTo(null))
        .body("map.RED.name", equalTo("d"))
        .body("free.any[1]", equalTo(2.5f));
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    String body =
        """
        {"colour": "BLUE", "count": "three", "big": 1.5, "amount": "1", "flag": "yes", "id": "x", "at": 1772414100, "day": "tomorrow",
         "target": 5, "oops": {"a": [1]}, "inner": {"name": 5, "weight": {}, "what/ever~": 1, "deeper": {"nom": "b"}},
         "list": [{"name": "ok"}, {"name": " ", "huh": 1}, "no object"], "words": ["ok", "", 7], "map": {"RED": {"nom": 1}, "PINK": {}}}
        """;
    assertThat(errors(body))
        .containsOnly(
            Map.entry("/text", "required"),
            Map.entry("/colour", "not-one-of"),
            Map.entry("/count", "wrong-type"),
            Map.entry("/big", "wrong-type"),
            Map.entry("/amount", "wrong-type"),
            Map.entry("/flag", "wrong-type"),
            Map.entry("/id", "malformed"),
            Map.entry("/at", "wrong-type"),
            Map.entry("/day", "malformed"),
            Map.entry("/target", "wrong-type"),
            Map.entry("/oops", "unknown-field"),
            Map.entry("/inner/name", "wrong-type"),
            Map.entry("/inner/weight", "wrong-type"),
            Map.entry("/inner/what~1ever~0", "unknown-field"),
            Map.entry("/inner/deeper/nom", "unknown-field"),
            Map.entry("/inner/deeper/name", "required"),
            Map.entry("/list/1/name", "required"),
            Map.entry("/list/1/huh", "unknown-field"),
            Map.entry("/list/2", "wrong-type"),
            Map.entry("/words/1", "required"),
            Map.entry("/words/2", "wrong-type"),
            Map.entry("/map/RED/nom", "unknown-field"),
            Map.entry("/map/RED/name", "required"),
            Map.entry("/map/PINK", "not-one-of"));
  }

  @Test
  void wrongEnum_listsWhatIsAllowed() {
    post("{\"text\": \"a\", \"colour\": \"BLUE\"}")
        .then()
        .statusCode(400)
        .body("errors[0].message", equalTo("must be one of RED, GREEN"));
  }

  @Test
  void unknownField_listsWhatIsKnown() {
    post("{\"text\": \"a\", \"inner\": {\"name\": \"b\", \"wait\": 1}}")
        .then()
        .statusCode(400)
        .body("errors.size()", equalTo(1))
        .body("errors[0].pointer", equalTo("/inner/wait"))
        .body(
            "errors[0].message",
            equalTo("is not a field of this request; known are deeper, name, weight"));
  }

  /** What another version has written and not a caller: an event, or JSON in a column. */
  @Test
  void unknownFieldOfOurOwn_isPassedOver() throws JsonProcessingException {
    NoteApi.Written written =
        json.readValue(
            "{\"text\": \"a\", \"addedLater\": {\"by\": \"a newer replica\"}}",
            NoteApi.Written.class);
    assertThat(written.text()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour", "count", "amount", "flag", "id", "at", "day", "target"})
  void emptyText_isNoValue(String field) {
    assertThat(errors("{\"text\": \"a\", \"" + field + "\": \"\"}")).containsOnlyKeys("/" + field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text": 5}                                   | /text   | wrong-type
          {"text": true}                                | /text   | wrong-type
          {"text": ["a"]}                               | /text   | wrong-type
          {"text": "a", "count": 0}                     | /count  | out-of-range
          {"text": "a", "count": 99999999999}           | /count  | out-of-range
          {"text": "a", "count": 1e999999}              | /count  | out-of-range
          {"text": "a", "amount": 1e999999}             | /amount | out-of-range
          {"text": "a", "amount": 1e-999999}            | /amount | out-of-range
          {"text": "a", "free": {"x": 1e999999999999}}  | /free/x | out-of-range
          {"text": "a", "count": 1.0}                   | /count  | wrong-type
          {"text": "a", "count": true}                  | /count  | wrong-type
          {"text": "a", "colour": 1}                    | /colour | wrong-type
          {"text": "a", "colour": "red"}                | /colour | not-one-of
          {"text": "a", "flag": 1}                      | /flag   | wrong-type
          {"text": "a", "id": 5}                        | /id     | wrong-type
          {"text": "a", "at": "2026-03-02"}             | /at     | malformed
          {"text": "a", "at": "2026-03-02T09:15:00"}    | /at     | malformed
          {"text": "a", "at": "+99999-01-01T00:00:00Z"} | /at     | malformed
          {"text": "a", "day": [2026, 3, 2]}            | /day    | wrong-type
          {"text": "a", "target": "eight hours"}        | /target | malformed
          {"text": "a", "inner": []}                    | /inner  | wrong-type
          {"text": "a", "inner": "x"}                   | /inner  | wrong-type
          {"text": "a", "list": {}}                     | /list   | wrong-type
          {"text": "a", "list": "x"}                    | /list   | wrong-type
          {"text": "a", "map": []}                      | /map    | wrong-type
          {"text": "nul \\u0000"}                       | /text   | unstorable-character
          {"text": "half \\ud83d"}                      | /text   | unstorable-character
          {"text": "other half \\udca7"}                | /text   | unstorable-character
          {"text": "a", "free": {"x": ["\\u0000"]}}     | /free/x/0 | unstorable-character
          {"text": "a", "free": {"\\udca7": 1}}         | /free/\uFFFD | unstorable-character
          {"text": "a", "\\ud83d": 1}                   | /\uFFFD | unstorable-character
          """)
  void oneMistake(String body, String pointer, String code) {
    assertThat(errors(body)).containsExactly(Map.entry(pointer, code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"text\": }",
        "{\"text\": \"a\"} {}",
        "{\"text\": \"a\"}x",
        "{'text': 'a'}",
        "text=a",
        "{\"text\": \"a\", \"text\": \"b\"}",
        "{\"text\": \"a\", \"free\": {\"\\ud83d\": 1, \"\\ud83d\": 2}}",
        "{\"text\": \"a\", \"free\": {\"x\": 1, \"x\": 2}}",
        "{\"text\": NaN}",
        "{\"text\": \"a\",}",
        "{\"text\": \"new\nline\"}",
        "{\"text\": \"a\" // comment\n}"
      })
  void noJson_isOneErrorThatSaysWhere(String body) {
    post(body)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.size()", equalTo(1))
        .body("errors[0].pointer", equalTo(""))
        .body("errors[0].code", equalTo("malformed-json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "[{\"text\": \"a\"}]", "\"text\"", "5", "true"})
  void noObject_isRefused(String body) {
    assertThat(errors(body)).containsOnlyKeys("");
  }

  @Test
  void emptyBody_namesWhatIsRequired() {
    assertThat(errors("")).containsExactly(Map.entry("/text", "required"));
    assertThat(errors("  ")).containsExactly(Map.entry("/text", "required"));
    mei().post("/v1/notes").then().statusCode(400).body("errors[0].pointer", equalTo("/text"));
  }

  @Test
  void deepNesting_isRefused() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    assertThat(post("{\"text\": \"a\", \"free\": " + deep + "}").statusCode()).isEqualTo(400);
    String inner = "{\"name\":\"a\",\"deeper\":".repeat(500) + "null" + "}".repeat(500);
    assertThat(post("{\"text\": \"a\", \"inner\": " + inner + "}").statusCode()).isEqualTo(400);
    String allowed = "[".repeat(50) + "]".repeat(50);
    assertThat(post("{\"text\": \"a\", \"free\": " + allowed + "}").statusCode()).isEqualTo(200);
  }

  @Test
  void brokenUtf8_isRefused() {
    byte[] body = "{\"text\": \"a?\"}".getBytes(StandardCharsets.UTF_8);
    body[11] = (byte) 0xC3;
    mei()
        .body(body)
        .post("/v1/notes/everything")
        .then()
        .statusCode(400)
        .body("errors[0].code", equalTo("malformed-utf8"));
    body[11] = 0;
    mei()
        .body(body)
        .post("/v1/notes/everything")
        .then()
        .statusCode(400)
        .body("errors[0].code", equalTo("malformed-json"));
  }

  @Test
  void manyMistakes_areCapped() {
    StringBuilder body = new StringBuilder("{\"text\": \"a\"");
    for (int i = 0; i < 1_000; i++) {
      body.append(", \"unknown").append(i).append("\": 1");
    }
    post(body.append('}').toString()).then().statusCode(400).body("errors.size()", equalTo(100));
  }

  private static Response post(String body) {
    return mei().body(body).post("/v1/notes/everything");
  }

  private static Map<String, String> errors(String body) {
    Response response = post(body);
    assertThat(response.statusCode()).as(response.body().asString()).isEqualTo(400);
    assertThat(response.contentType()).startsWith("application/problem+json");
    List<Map<String, String>> errors = response.path("errors");
    Map<String, String> codes = new TreeMap<>();
    for (Map<String, String> error : errors) {
      assertThat(codes.put(error.get("pointer"), error.get("code"))).as("named twice").isNull();
      assertThat(error.get("message")).isNotBlank();
    }
    return codes;
  }
}
