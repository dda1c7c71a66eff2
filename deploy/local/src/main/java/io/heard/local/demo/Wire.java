package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** The smallest HTTP client that can play the stories. */
final class Wire {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** A request; a null body sends none. */
  record Request(String method, URI uri, Map<String, String> headers, String body) {

    private HttpRequest build() {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
      headers.forEach(request::header);
      if (body == null) {
        return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
      }
      return request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
          .build();
    }
  }

  Answer send(Request request) throws IOException, InterruptedException {
    return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /** The same request twice at the same time. */
  List<Answer> sendTwice(Request request) throws IOException, InterruptedException {
    List<CompletableFuture<HttpResponse<String>>> both =
        Stream.of(request, request)
            .map(each -> client.sendAsync(each.build(), HttpResponse.BodyHandlers.ofString()))
            .toList();
    try {
      return List.of(answer(both.get(0).get()), answer(both.get(1).get()));
    } catch (ExecutionException e) {
      throw new IOException("No answer from " + request.uri() + ": " + e.getCause(), e);
    }
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }
}
