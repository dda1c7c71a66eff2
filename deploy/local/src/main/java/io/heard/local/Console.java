package io.heard.local;

import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** What the person at the terminal reads while the system runs. */
public final class Console {
  private final PrintStream out;
  private final Clock clock;

  public Console(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  public void say(String text) {
    out.println(text);
    out.flush();
  }

  /** A line that begins with the time of day. */
  public void event(String text) {
    say(LocalTime.now(clock).truncatedTo(ChronoUnit.SECONDS) + "  " + text);
  }
}
