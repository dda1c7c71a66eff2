package io.heard.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The first Ctrl-C (or TERM, or HUP) asks for a stop in good order; a second Ctrl-C kills. */
public final class StopSignal {
  private static final int KILLED = 130;

  private final CountDownLatch latch = new CountDownLatch(1);
  private final AtomicReference<Runnable> kill = new AtomicReference<>(() -> {});

  private StopSignal() {}

  public static StopSignal install(Console console) {
    StopSignal stop = new StopSignal();
    Signals.handle(
        name -> {
          if (!stop.requested()) {
            stop.latch.countDown();
          } else if (name.equals("INT")) {
            console.event("Killing everything");
            stop.kill.get().run();
            Runtime.getRuntime().halt(KILLED);
          }
        });
    return stop;
  }

  /** What the second Ctrl-C does before the launcher ends. */
  public void onSecond(Runnable action) {
    kill.set(action);
  }

  public CountDownLatch latch() {
    return latch;
  }

  public boolean requested() {
    return latch.getCount() == 0;
  }
}
