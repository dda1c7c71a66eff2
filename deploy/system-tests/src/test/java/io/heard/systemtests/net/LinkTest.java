package io.heard.systemtests.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the faults of the network rest upon. */
class LinkTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Buffer heard = Buffer.buffer();
  private Link link;
  private NetSocket socket;
  private volatile boolean ended;
  private volatile int length;

  @BeforeEach
  void connect() throws Exception {
    NetServer echo = vertx.createNetServer().connectHandler(in -> in.handler(in::write));
    int port = get(echo.listen(0, "127.0.0.1")).actualPort();
    link = Link.open(vertx, "test", port);
    socket = open();
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void whatIsSentArrivesWholeAndInOrder() {
    Buffer much = Buffer.buffer();
    for (int number = 0; number < 400_000; number++) {
      much.appendInt(number);
    }
    link.slow(Duration.ofMillis(20));

    socket.write(much);

    await().atMost(SOON).until(() -> length == much.length());
    assertThat(heard.equals(much)).isTrue();
  }

  @Test
  void whatIsSentIntoSilenceArrivesAfterIt() {
    link.silence();
    socket.write("a");
    await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> length == 0);

    link.restore();

    await().atMost(SOON).until(() -> length == 1);
  }

  @Test
  void aCutEndsConnectionsAndRefusesNewOnes() throws Exception {
    link.cut();
    await().atMost(SOON).until(() -> ended);
    ended = false;
    open();
    await("the end of a connection made meanwhile").atMost(SOON).until(() -> ended);

    link.restore();
    open().write("a");

    await().atMost(SOON).until(() -> length == 1);
  }

  /** Listens from the first moment on: one that is closed at once says so only to who listens. */
  private NetSocket open() throws Exception {
    return get(
        vertx
            .createNetClient()
            .connect(link.port(), "127.0.0.1")
            .map(
                opened ->
                    opened
                        .handler(
                            content -> {
                              heard.appendBuffer(content);
                              length = heard.length();
                            })
                        .closeHandler(over -> ended = true)));
  }

  private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
