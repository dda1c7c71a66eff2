package io.heard.local.demo;

import io.heard.local.Arguments;
import io.heard.local.Complaint;
import io.heard.local.Console;
import io.heard.local.Launcher;
import io.heard.local.LocalSystem;
import io.heard.local.Settings;
import io.heard.local.StopSignal;
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

  /** Starts the system for the demo, and stops it afterwards or when told to. */
  private static boolean inItsOwn(Settings settings, Console console, Clock clock)
      throws IOException, InterruptedException {
    console.event(
        "Heard does not run in "
            + settings.data()
            + ": starting it for the demo (Ctrl-C stops it)");
    StopSignal stop = StopSignal.install(console);
    boolean good;
    try (Launcher launcher = Launcher.open(settings, clock, console)) {
      stop.onSecond(launcher::kill);
      boolean ready = launcher.start(PATIENCE, stop.latch());
      if (!ready && !stop.requested()) {
        throw new Complaint(
            "Not ready: %s. Logs: %s"
                .formatted(String.join("; ", launcher.notReady()), settings.logs()));
      }
      interruptOn(stop);
      good = ready && new Demo(LocalSystem.of(settings, clock), console, clock).play();
      console.event("Stopping");
    }
    console.event("Stopped. Everything is kept in " + settings.data());
    return good;
  }

  private static void interruptOn(StopSignal stop) {
    Thread player = Thread.currentThread();
    Thread watcher =
        new Thread(
            () -> {
              try {
                stop.latch().await();
                player.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }
}
