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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
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
          "heard.admission.body-within", "2s",
          "heard.admission.bodies", "30",
          "heard.admission.body-memory", "100K");
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

  private HttpRequest.Builder brokenOff(boolean begun) {
    return HttpRequest.newBuilder(root.resolve("/v1/notes/broken-off?begun=" + begun));
  }

  private HttpRequest.Builder write(String text) {
    return post("{\"text\": \"" + text + "\"}");
  }

  private HttpRequest.Builder post(String body) {
    return HttpRequest.newBuilder(root.resolve("/v1/notes"))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static void shut() {
    NoteResource.GATE.set(new CountDownLatch(1));
  }

  private static void open() {
    NoteResource.GATE.get().countDown();
  }

  @Test
  void tooMuchReading_isRefused_andWritingGoesOn() {
    List<CompletableFuture<HttpResponse<String>>> reading = new ArrayList<>();
    shut();
    try {
      for (int i = 0; i < 60; i++) {
        reading.add(ask(slow()));
      }
      await("all but those that are served")
          .atMost(Duration.ofSeconds(30))
          .until(() -> reading.stream().filter(CompletableFuture::isDone).count() == 58);
      for (int i = 0; i < 10; i++) {
        assertThat(ask(write("meanwhile " + i)).join().statusCode()).isEqualTo(201);
      }
      assertThat(reading.stream().filter(CompletableFuture::isDone))
          .hasSize(58)
          .allSatisfy(
              refused -> {
                HttpResponse<String> answer = refused.join();
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.body()).contains("urn:heard:problem:overloaded");
              });
    } finally {
      open();
    }
    assertThat(reading.stream().filter(each -> each.join().statusCode() == 200)).hasSize(2);
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
  void answersThatAreBrokenOff_leaveTheirPlace() {
    for (int i = 0; i < 8; i++) {
      // the problem may still leave before the line is closed
      ask(brokenOff(false)).handle((answer, failure) -> null).join();
      assertThat(ask(brokenOff(true)))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(IOException.class);
    }
    assertThat(ask(HttpRequest.newBuilder(root.resolve("/v1/notes"))).join().statusCode())
        .isEqualTo(200);
  }

  @Test
  void clientsThatHangUp_leaveTheirPlace() throws Exception {
    List<Socket> clients = new ArrayList<>();
    shut();
    try {
      for (int i = 0; i < 6; i++) {
        Socket socket = new Socket(root.getHost(), root.getPort());
        clients.add(socket);
        send(
            socket,
            "GET /v1/notes/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + TOKEN
                + "\r\n\r\n");
      }
      awaitMetric("heard_admission_under_way{lane=\"reads\"} 2.0");
      for (Socket socket : clients) {
        socket.close();
      }
      awaitMetric("heard_admission_waiting{lane=\"reads\"} 0.0");
    } finally {
      open();
    }
    awaitMetric("heard_admission_under_way{lane=\"reads\"} 0.0");
    assertThat(ask(slow()).join().statusCode()).isEqualTo(200);
  }

  private static void awaitMetric(String line) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(mei().get("/q/metrics").asString()).contains(line));
  }

  @Test
  void bodiesThatDawdle_holdUpNobody_andAreCutOff() throws Exception {
    List<Socket> dawdlers = new ArrayList<>();
    try {
      for (int i = 0; i < 25; i++) {
        Socket socket = new Socket(root.getHost(), root.getPort());
        dawdlers.add(socket);
        socket.setSoTimeout(30_000);
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
  void moreBodiesOnTheirWayThanMayBe_areRefused() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> statusBesides(30, 1_000, "{\"text\": \"one too many\"}") == 503);
    awaitMetric("heard_admission_arriving 0.0");
    assertThat(ask(write("room again")).join().statusCode()).isEqualTo(201);
  }

  @Test
  void moreMemoryThanBodiesMayTake_isRefused_andGivenBack() {
    String large = "{\"text\": \"" + "x".repeat(50_000) + "\"}";
    await().atMost(Duration.ofSeconds(60)).until(() -> statusBesides(2, 50_000, large) == 503);
    awaitMetric("heard_admission_held_bytes 0.0");
    assertThat(ask(write("room again")).join().statusCode()).isEqualTo(201);
  }

  /** What is answered while so many others dawdle, unless they have been cut off already. */
  private int statusBesides(int others, int length, String body) throws IOException {
    List<Socket> dawdlers = new ArrayList<>();
    try {
      for (int i = 0; i < others; i++) {
        Socket socket = new Socket(root.getHost(), root.getPort());
        dawdlers.add(socket);
        send(
            socket,
            "POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + length
                + "\r\n\r\n{");
      }
      return ask(post(body)).join().statusCode();
    } finally {
      for (Socket socket : dawdlers) {
        socket.close();
      }
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
