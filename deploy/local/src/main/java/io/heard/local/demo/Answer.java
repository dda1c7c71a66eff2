package io.heard.local.demo;

import java.net.http.HttpHeaders;
import java.util.List;

/** What the system answered. */
record Answer(int status, HttpHeaders headers, String body) {

  Json json() {
    return Json.parse(body);
  }

  String header(String name) {
    return headers.firstValue(name).orElse(null);
  }

  /**
   * For people: of a demand or an alert where it stands, of a problem+json (RFC 9457) what went
   * wrong, of anything else the status alone.
   */
  String inWords() {
    String type = header("Content-Type");
    if (type == null || !type.contains("json")) {
      return Integer.toString(status);
    }
    return status < 400 ? standing(json()) : problem(json());
  }

  private String standing(Json thing) {
    StringBuilder words = new StringBuilder(Integer.toString(status));
    for (String field : List.of("number", "state", "version")) {
      if (thing.text(field) != null) {
        words.append(field.equals("version") ? " version " : " ").append(thing.text(field));
      }
    }
    return words.toString();
  }

  private String problem(Json problem) {
    StringBuilder words =
        new StringBuilder(
            status + " " + last(problem.text("type")) + ": " + problem.text("detail"));
    for (Json error : problem.at("errors").items()) {
      words.append("; ").append(error.text("pointer")).append(' ').append(error.text("message"));
    }
    return words.toString();
  }

  private static String last(String type) {
    return type == null ? "" : type.substring(type.lastIndexOf(':') + 1);
  }
}
