package io.heard.testkit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.testkit.Tokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More is asked than can be served: what is refused is refused at once, and whole. */
@QuarkusTest
@TestProfile(OverloadTest.Narrow.class)
class OverloadTest extends KitTest {

  private static final String TOKEN = Tokens.of("mei", "frontline");

  /** Little room, so that a test can fill it. */
  public static class Narrow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "heard.admission.first-matches", "POST /v1/notes",
          "heard.admission.reads", "2/4",
          "heard.admission.first", "8/20",
          "heard.admission.patience", "1s",
          "heard.admission.body-within", "1s",
          "heard.admission.bodies", "30");
    }
  }

  @TestHTTPResource("/")
  URI root;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private CompletableFuture<HttpResponse<String>> ask(HttpRequest.Builder request) {
    return client.sendAsync(
        request.header("Authorization", "Bearer " + TOKEN).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder slow() {
    return HttpRequest.newBuilder(root.resolve("/v1/notes/slow"));
  }

  private HttpRequest.Builder write(String text) {
    return HttpRequest.newBuilder(root.resolve("/v1/notes"))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"" + text + "\"}"));
  }

  @Test
  void tooMuchReading_isRefusedAtOnce_andWritingGoesOn() {
    List<CompletableFuture<HttpResponse<String>>> reading = new ArrayList<>();
    long begun = System.nanoTime();
    AtomicInteger refusedEarly = new AtomicInteger();
    for (int i = 0; i < 60; i++) {
      reading.add(
          ask(slow())
              .whenComplete(
                  (answer, failure) -> {
                    if (answer != null
                        && answer.statusCode() == 503
                        && System.nanoTime() - begun < Duration.ofMillis(900).toNanos()) {
                      refusedEarly.incrementAndGet();
                    }
                  }));
    }
    for (int i = 0; i < 10; i++) {
      long asked = System.nanoTime();
      assertThat(ask(write("meanwhile " + i)).join().statusCode()).isEqualTo(201);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
    }
    List<HttpResponse<String>> answers = reading.stream().map(CompletableFuture::join).toList();
    List<HttpResponse<String>> refused =
        answers.stream().filter(answer -> answer.statusCode() == 503).toList();
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 503);
    assertThat(answers.size() - refused.size()).isGreaterThanOrEqualTo(4);
    assertThat(refused).hasSizeGreaterThan(40);
    assertThat(refused)
        .allSatisfy(
            answer -> {
              assertThat(answer.headers().firstValue("Retry-After")).contains("1");
              assertThat(answer.body()).contains("urn:heard:problem:overloaded");
            });
    assertThat(refusedEarly.get()).as("at once").isGreaterThan(40);
    assertThat(ask(slow()).join().statusCode()).as("without a restart").isEqualTo(200);
  }

  @Test
  void tooMuchWriting_whatIsRefusedIsNotDone_whatIsNotIs() throws SQLException {
    String mark = "burst " + UUID.randomUUID();
    List<CompletableFuture<HttpResponse<String>>> writing = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      writing.add(ask(write(mark)));
    }
    List<Integer> statuses = writing.stream().map(each -> each.join().statusCode()).toList();
    assertThat(statuses).containsOnly(201, 503);
    long done = statuses.stream().filter(status -> status == 201).count();
    assertThat(done).isPositive();
    assertThat(number("SELECT count(*) FROM note WHERE text = ?", mark)).isEqualTo(done);
    assertThat(ask(write(mark)).join().statusCode()).isEqualTo(201);
  }

  @Test
  void http2_isServedAsWell() {
    HttpClient second = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (int i = 0; i < 3; i++) {
      HttpRequest request = write("over HTTP/2").header("Authorization", "Bearer " + TOKEN).build();
      assertThat(
              second.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void clientsThatHangUp_leaveTheirPlace() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(root.getHost(), root.getPort())) {
        send(
            socket,
            "GET /v1/notes/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + TOKEN
                + "\r\n\r\n");
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ask(slow()).join().statusCode()).isEqualTo(200));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              String metrics = mei().get("/q/metrics").asString();
              assertThat(metrics).contains("heard_admission_under_way{lane=\"reads\"} 0.0");
              assertThat(metrics).contains("heard_admission_waiting{lane=\"reads\"} 0.0");
            });
  }

  @Test
  void bodiesThatDawdle_holdUpNobody_andAreCutOff() throws Exception {
    List<Socket> dawdlers = new ArrayList<>();
    try {
      for (int i = 0; i < 29; i++) {
        Socket socket = new Socket(root.getHost(), root.getPort());
        dawdlers.add(socket);
        socket.setSoTimeout(10_000);
        send(
            socket,
            "POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
      }
      assertThat(ask(write("while they dawdle")).join().statusCode()).isEqualTo(201);
      for (Socket socket : dawdlers) {
        InputStream answer = socket.getInputStream();
        String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("HTTP/1.1 408");
        assertThat(text).contains("urn:heard:problem:too-slow");
      }
    } finally {
      for (Socket socket : dawdlers) {
        socket.close();
      }
    }
  }

  @Test
  void moreBodiesOnTheirWayThanMayBe_areRefused() throws Exception {
    List<Socket> dawdlers = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        Socket socket = new Socket(root.getHost(), root.getPort());
        dawdlers.add(socket);
        send(
            socket,
            "POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
      }
      await()
          .atMost(Duration.ofMillis(900))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> ask(write("one too many")).join().statusCode() == 503);
    } finally {
      for (Socket socket : dawdlers) {
        socket.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ask(write("room again")).join().statusCode() == 201);
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
