package io.heard.notifications;

import io.heard.testkit.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of the stream that reads server-sent events off the wire. */
final class Listener implements AutoCloseable {

  /** An event as it came. */
  record Heard(String id, String name, String data, long atNanos) {}

  final List<Heard> heard = new CopyOnWriteArrayList<>();
  final List<String> comments = new CopyOnWriteArrayList<>();
  private final HttpResponse<java.io.InputStream> answer;

  Listener(URI base, String lastEventId) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve("/v1/alerts/stream"))
            .header("Authorization", "Bearer " + Tokens.of("olga", "ops"))
            .header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    Thread reader = new Thread(this::read, "listener");
    reader.setDaemon(true);
    reader.start();
  }

  String contentType() {
    return answer.headers().firstValue("content-type").orElseThrow();
  }

  List<Heard> about(Story story) {
    return heard.stream().filter(event -> event.data().contains(story.id.toString())).toList();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String id = null;
      String name = null;
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (data.length() > 0) {
            heard.add(new Heard(id, name, data.toString(), System.nanoTime()));
          }
          data.setLength(0);
        } else if (line.startsWith(":")) {
          comments.add(line);
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        }
      }
    } catch (IOException | UncheckedIOException closed) {
      comments.add("closed: " + closed.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    answer.body().close();
  }
}
