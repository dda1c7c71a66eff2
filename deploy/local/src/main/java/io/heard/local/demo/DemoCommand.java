package io.heard.local.demo;

import io.heard.local.Arguments;
import io.heard.local.Console;
import io.heard.local.LocalSystem;
import io.heard.local.OwnSystem;
import io.heard.local.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ./run demo}: one day in a minute, against the system that runs, or one started for it. The
 * exit code is 0 only if every proof of every story holds.
 */
public final class DemoCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private DemoCommand() {}

  public static int run(Settings settings, Arguments arguments, Clock clock)
      throws IOException, InterruptedException {
    arguments.allow(Set.of(), 0);
    Console console = new Console(System.out, clock);
    Optional<LocalSystem> running =
        Files.isDirectory(settings.data())
            ? LocalSystem.running(settings, clock)
            : Optional.empty();
    boolean good =
        running.isPresent()
            ? new Demo(running.get(), console, clock).play()
            : inItsOwn(settings, console, clock);
    return good ? 0 : 1;
  }

  private static boolean inItsOwn(Settings settings, Console console, Clock clock)
      throws IOException, InterruptedException {
    console.event(
        "Heard does not run in "
            + settings.data()
            + ": starting it for the demo (Ctrl-C stops it)");
    boolean good =
        OwnSystem.during(
            settings,
            PATIENCE,
            clock,
            console,
            launcher -> new Demo(LocalSystem.of(settings, clock), console, clock).play());
    console.event("Stopped. Everything is kept in " + settings.data());
    return good;
  }
}
