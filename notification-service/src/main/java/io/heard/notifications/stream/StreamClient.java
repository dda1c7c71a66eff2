package io.heard.notifications.stream;

import io.heard.notifications.stream.AlertFeed.Entry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody who listens. What was handed over and not yet taken is counted, and nothing more is
 * handed over while it is much: a slow client costs a bounded buffer and nothing else. Except for
 * the counting only the hub's thread touches it.
 */
final class StreamClient {

  /** How many events are handed over at a time, and how many a client may leave lying about. */
  static final int PAGE = 200;

  private static final int RECONNECT_MILLIS = 2_000;
  private static final String PREFIX = "heard.alert.";
  private static final String SUFFIX = ".v1";

  private final Sse sse;
  private final Instant expiresAt;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile MultiEmitter<? super OutboundSseEvent> emitter;
  private volatile boolean gone;
  private long position;
  private long lastSent = System.nanoTime();
  private long lastTaken = System.nanoTime();
  private int waitingBefore;

  /**
   * A new client.
   *
   * @param position where it goes on
   * @param expiresAt when its token does, null when that is not known
   */
  StreamClient(Sse sse, long position, Instant expiresAt) {
    this.sse = sse;
    this.position = position;
    this.expiresAt = expiresAt;
  }

  /** What it is sent. */
  Multi<OutboundSseEvent> events(Runnable onStart, Runnable onEnd) {
    return Multi.createFrom()
        .<OutboundSseEvent>emitter(
            created -> {
              created.onTermination(
                  () -> {
                    gone = true;
                    onEnd.run();
                  });
              emitter = created;
              hand(
                  sse.newEventBuilder()
                      .reconnectDelay(RECONNECT_MILLIS)
                      .comment("welcome")
                      .build());
              onStart.run();
            },
            2 * PAGE + 2)
        .onItem()
        .invoke(waiting::decrementAndGet);
  }

  long position() {
    return position;
  }

  /** It has taken so much that it can be given more. */
  boolean hungry() {
    return !gone && waiting.get() < PAGE;
  }

  void give(List<Entry> entries) {
    for (Entry entry : entries) {
      hand(
          sse.newEventBuilder()
              .id(Long.toString(entry.position()))
              .name(
                  entry.type().substring(PREFIX.length(), entry.type().length() - SUFFIX.length()))
              .data(
                  String.class,
                  "{\"type\":\"%s\",\"timestamp\":\"%s\",\"data\":%s}"
                      .formatted(entry.type(), entry.at(), entry.data()))
              .build());
      position = entry.position();
    }
  }

  /** Sends a sign of life when nothing else was sent for a while. */
  void beat(Duration pace) {
    if (waiting.get() == 0 && System.nanoTime() - lastSent > pace.toNanos()) {
      hand(sse.newEventBuilder().comment("heartbeat").build());
    }
  }

  /** Whether it has left everything lying for too long. */
  boolean stuck(Duration patience) {
    int now = waiting.get();
    if (now == 0 || now < waitingBefore) {
      lastTaken = System.nanoTime();
    }
    waitingBefore = now;
    return System.nanoTime() - lastTaken > patience.toNanos();
  }

  boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  boolean gone() {
    return gone;
  }

  /** Ends it; it may come back and resume. */
  void drop() {
    gone = true;
    emitter.complete();
  }

  private void hand(OutboundSseEvent event) {
    waiting.incrementAndGet();
    lastSent = System.nanoTime();
    emitter.emit(event);
  }
}
