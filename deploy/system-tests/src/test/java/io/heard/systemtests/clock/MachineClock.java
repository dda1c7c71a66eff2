package io.heard.systemtests.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a process takes for the time of its machine once {@link ClockAgent} is in it. On the boot
 * class path: the JDK's own classes call it.
 */
public final class MachineClock {
  private static final int POLL_MILLIS = 50;

  private static volatile long offset;

  private MachineClock() {}

  /** In place of {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + offset;
  }

  /** In place of {@link Instant#ofEpochSecond(long, long)} where the JDK reads the clock. */
  public static Instant ofEpochSecond(long second, long nanos) {
    return Instant.ofEpochSecond(second, nanos).plusMillis(offset);
  }

  /** Goes by the number of milliseconds in that file from now on, none if it is not there. */
  static void follow(Path file) {
    Thread follower = new Thread(() -> read(file), "machine-clock");
    follower.setDaemon(true);
    follower.start();
  }

  private static void read(Path file) {
    try {
      while (true) {
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        offset = text.isEmpty() ? 0 : Long.parseLong(text);
        Thread.sleep(POLL_MILLIS);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
