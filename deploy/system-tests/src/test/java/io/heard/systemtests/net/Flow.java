package io.heard.systemtests.net;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One direction of a connection: what was taken arrives in order, whole, and in its time. */
final class Flow {
  private static final int MOST_BYTES_UNDER_WAY = 1 << 20;

  private record Parcel(Buffer content, long due) {}

  private final Vertx vertx;
  private final NetSocket from;
  private final NetSocket to;
  private final BooleanSupplier silent;
  private final Supplier<Duration> delay;
  private final Deque<Parcel> underWay = new ArrayDeque<>();
  private int bytes;
  private boolean ended;
  private boolean timed;
  private Runnable over = () -> {};

  Flow(
      Vertx vertx, NetSocket from, NetSocket to, BooleanSupplier silent, Supplier<Duration> delay) {
    this.vertx = vertx;
    this.from = from;
    this.to = to;
    this.silent = silent;
    this.delay = delay;
  }

  void whenOver(Runnable then) {
    over = then;
  }

  void take(Buffer content) {
    underWay.add(new Parcel(content, System.nanoTime() + delay.get().toNanos()));
    bytes += content.length();
    if (bytes > MOST_BYTES_UNDER_WAY) {
      from.pause();
    }
    pass();
  }

  /** Nothing more comes; the other end learns of it after all that was sent before. */
  void end() {
    ended = true;
    pass();
  }

  /** Hands over what is due. */
  void pass() {
    if (silent.getAsBoolean()) {
      return;
    }
    while (!underWay.isEmpty() && wait(underWay.peek()) <= 0) {
      Buffer content = underWay.poll().content();
      bytes -= content.length();
      to.write(content);
    }
    if (bytes <= MOST_BYTES_UNDER_WAY && !ended) {
      from.resume();
    }
    if (!underWay.isEmpty()) {
      comeAgain();
    } else if (ended) {
      over.run();
      to.close();
    }
  }

  private void comeAgain() {
    if (timed) {
      return;
    }
    timed = true;
    vertx.setTimer(
        Math.max(1, wait(underWay.peek()) / 1_000_000),
        now -> {
          timed = false;
          pass();
        });
  }

  private static long wait(Parcel parcel) {
    return parcel.due() - System.nanoTime();
  }
}
