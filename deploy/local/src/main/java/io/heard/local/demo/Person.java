package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Somebody in a story. Whatever they do is told before it is done, and answered as expected or not
 * at all: another status breaks the proof.
 */
final class Person {
  private final String name;
  private final String token;
  private final Wire wire;
  private final Narrator narrator;

  /**
   * @param token null for somebody without a login
   */
  Person(String name, String token, Wire wire, Narrator narrator) {
    this.name = name;
    this.token = token;
    this.wire = wire;
    this.narrator = narrator;
  }

  String name() {
    return name;
  }

  Answer get(URI uri) throws IOException, InterruptedException {
    return told(200, new Wire.Request("GET", uri, headers(Map.of()), null));
  }

  /** What a browser shows, in a language. */
  String page(URI uri, String language) throws IOException, InterruptedException {
    Map<String, String> browser =
        headers(Map.of("Accept", "text/html", "Accept-Language", language));
    return told(200, new Wire.Request("GET", uri, browser, null)).body();
  }

  /** Looks without telling, for what has to be looked at again and again. */
  Answer glance(URI uri) throws IOException, InterruptedException {
    return wire.send(new Wire.Request("GET", uri, headers(Map.of()), null));
  }

  Answer post(int expected, URI uri, Object... body) throws IOException, InterruptedException {
    return told(expected, posting(uri, UUID.randomUUID().toString(), body));
  }

  /** As {@link #post}, under a key of the caller's own. */
  Answer postAgain(int expected, URI uri, String key, Object... body)
      throws IOException, InterruptedException {
    return told(expected, posting(uri, key, body));
  }

  /** The same twice at the same time: an impatient client. */
  List<Answer> postTwice(URI uri, String key, Object... body)
      throws IOException, InterruptedException {
    Wire.Request request = posting(uri, key, body);
    tell(request);
    tell(request);
    List<Answer> answers = wire.sendTwice(request);
    for (Answer answer : answers) {
      check(201, answer);
    }
    return answers;
  }

  Answer put(int expected, URI uri, Object... body) throws IOException, InterruptedException {
    return told(
        expected, new Wire.Request("PUT", uri, headers(Map.of()), Json.write(Json.object(body))));
  }

  /** Changes what has still this version, and nothing else. */
  Answer patch(URI uri, long version, Object... body) throws IOException, InterruptedException {
    Map<String, String> ifMatch = Map.of("If-Match", "\"" + version + "\"");
    return told(
        200, new Wire.Request("PATCH", uri, headers(ifMatch), Json.write(Json.object(body))));
  }

  private Wire.Request posting(URI uri, String key, Object... body) {
    return new Wire.Request(
        "POST", uri, headers(Map.of("Idempotency-Key", key)), Json.write(Json.object(body)));
  }

  private Answer told(int expected, Wire.Request request) throws IOException, InterruptedException {
    tell(request);
    return check(expected, wire.send(request));
  }

  private void tell(Wire.Request request) {
    String query = request.uri().getRawQuery();
    narrator.request(
        name,
        request.method(),
        request.uri().getRawPath() + (query == null ? "" : "?" + query),
        request.body() == null ? null : spaced(request.body()));
  }

  private Answer check(int expected, Answer answer) {
    narrator.answer(answer.inWords());
    if (answer.status() != expected) {
      throw new BrokenProof("Expected " + expected + ", but the answer was " + answer.inWords());
    }
    return answer;
  }

  private Map<String, String> headers(Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    if (token != null) {
      headers.put("Authorization", "Bearer " + token);
    }
    return headers;
  }

  /** With spaces where people expect them. */
  private static String spaced(String json) {
    return json.replace("\\/", "/").replace("\":", "\": ").replace(",\"", ", \"");
  }
}
