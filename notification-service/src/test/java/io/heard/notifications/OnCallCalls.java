package io.heard.notifications;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What people ask of on-call schedules. */
final class OnCallCalls {

  private OnCallCalls() {}

  /** A schedule in UTC whose daily turns began ten days before an instant, at that time of day. */
  static String daily(String name, Instant near, String... participants) {
    return body(
        name,
        "UTC",
        "{\"participants\":[\"%s\"],\"rotation\":\"P1D\",\"start\":\"%s\"}"
            .formatted(
                String.join("\",\"", participants),
                LocalDateTime.ofInstant(near, ZoneOffset.UTC)
                    .minusDays(10)
                    .withNano(0)
                    .withSecond(0)
                    .withMinute(0)));
  }

  static String body(String name, String zone, String... layers) {
    return "{\"name\":\"%s\",\"timeZone\":\"%s\",\"layers\":[%s]}"
        .formatted(name, zone, String.join(",", layers));
  }

  static Response post(String body) {
    return Calls.as("ada", "admin")
        .contentType("application/json")
        .body(body)
        .post("/v1/schedules");
  }

  /** The name of a schedule that was made. */
  static String made(String body) {
    return post(body).then().statusCode(201).extract().path("name");
  }

  static Response put(String name, String body) {
    return Calls.as("ada", "admin")
        .contentType("application/json")
        .body(body)
        .put("/v1/schedules/{name}", name);
  }

  static Response override(String name, String person, Instant from, Instant until) {
    return Calls.as("li", "lead")
        .contentType("application/json")
        .body(
            "{\"person\":\"%s\",\"from\":%s,\"until\":\"%s\",\"reason\":\"dentist\"}"
                .formatted(person, from == null ? "null" : "\"" + from + "\"", until))
        .post("/v1/schedules/{name}/overrides", name);
  }

  static ValidatableResponse onCall(String name, Instant at) {
    return Calls.as("mei", "frontline")
        .queryParam("at", at.toString())
        .get("/v1/schedules/{name}/on-call", name)
        .then()
        .statusCode(200);
  }

  static Response shifts(String name, Object from, Object until) {
    return Calls.as("mei", "frontline")
        .queryParam("from", from)
        .queryParam("until", until)
        .get("/v1/schedules/{name}/shifts", name);
  }

  static Response deactivate(String name) {
    return Calls.as("ada", "admin").post("/v1/schedules/{name}/deactivate", name);
  }

  /** A feed as a calendar program sees it, without token. */
  static Response feed(String url) {
    return given().get(url.substring(url.indexOf("/v1/")));
  }

  /** Alerts about gaps of a schedule, newest first. */
  static List<Map<String, Object>> gapAlerts(String schedule) {
    List<Map<String, Object>> found = new ArrayList<>();
    String after = null;
    do {
      var request = Calls.ops().queryParam("cause", "INVARIANT").queryParam("limit", 200);
      if (after != null) {
        request.queryParam("after", after);
      }
      var page = request.get("/v1/alerts").then().statusCode(200).extract();
      List<Map<String, Object>> items = page.path("items");
      items.stream()
          .filter(alert -> String.valueOf(alert.get("about")).contains(schedule))
          .forEach(found::add);
      after = page.path("next");
    } while (after != null);
    return found;
  }
}
