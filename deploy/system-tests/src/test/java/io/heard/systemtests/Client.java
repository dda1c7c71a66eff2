package io.heard.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One user at one service, over HTTP as any program would do it. */
final class Client {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PAGE = 200;
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI base;
  private final String token;

  /**
   * @param token null for somebody without a login
   */
  Client(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** A request that is made once: with a key of its own. */
  Answer post(String path, String body) throws IOException, InterruptedException {
    return post(path, UUID.randomUUID().toString(), body);
  }

  Answer post(String path, String idempotencyKey, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Idempotency-Key", idempotencyKey)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  Answer put(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  /** The items of all pages. */
  List<JsonNode> all(String path) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    for (Answer page : pages(path)) {
      page.body().get("items").forEach(items::add);
    }
    return items;
  }

  List<Answer> pages(String path) throws IOException, InterruptedException {
    String first = path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE;
    List<Answer> pages = new ArrayList<>();
    String next = first;
    while (next != null) {
      Answer page = get(next).expect(200);
      pages.add(page);
      JsonNode cursor = page.body().get("next");
      next =
          cursor.isNull()
              ? null
              : first + "&after=" + URLEncoder.encode(cursor.asText(), StandardCharsets.UTF_8);
    }
    return pages;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static Answer send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(
        request.method() + " " + request.uri(),
        response.statusCode(),
        response.headers(),
        response.body(),
        response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body()));
  }
}
