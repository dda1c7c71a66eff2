package io.heard.local.supervise;

import io.heard.local.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells the person at the terminal whether all is ready: at once, or, on a machine slower than our
 * patience, as soon as it is so.
 */
public final class Readiness {
  private final long begun = System.nanoTime();
  private final Console console;
  private final Path logs;
  private final Welcome welcome;
  private boolean said;

  /** What is said when all is ready; asked for only then. */
  @FunctionalInterface
  public interface Welcome {
    String text() throws IOException;
  }

  /** The time it takes is counted from here. */
  public Readiness(Console console, Path logs, Welcome welcome) {
    this.console = console;
    this.logs = logs;
    this.welcome = welcome;
  }

  /** After that much patience: ready, or who is not, and that it is still tried. */
  public void say(Supplier<List<String>> notReady) throws IOException {
    sayOnceReady(notReady);
    if (!said) {
      console.event(
          "Not ready yet, still trying: %s. Logs: %s"
              .formatted(String.join("; ", notReady.get()), logs));
    }
  }

  /** Later on, again and again: says when all is ready, once; nobody is asked any more after it. */
  public void sayOnceReady(Supplier<List<String>> notReady) throws IOException {
    if (!said && notReady.get().isEmpty()) {
      said = true;
      console.event("Ready after %.1f s".formatted((System.nanoTime() - begun) / 1e9));
      console.say(welcome.text());
    }
  }
}
