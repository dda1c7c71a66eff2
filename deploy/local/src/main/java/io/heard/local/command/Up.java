package io.heard.local.command;

import io.heard.local.Arguments;
import io.heard.local.Console;
import io.heard.local.Launcher;
import io.heard.local.LocalSystem;
import io.heard.local.Settings;
import io.heard.local.StopSignal;
import io.heard.local.preflight.DiskCheck;
import io.heard.local.supervise.Readiness;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code ./run up}: start, print how to use it, supervise until told to stop. */
public final class Up {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long DISK_CHECK_SECONDS = 5;

  private Up() {}

  public static int run(Settings settings, Arguments arguments, Clock clock)
      throws IOException, InterruptedException {
    arguments.allow(Set.of(), 0);
    Console console = new Console(System.out, clock);
    StopSignal stop = StopSignal.install(console);
    console.event("Starting Heard in " + settings.data() + " (Ctrl-C stops it)");
    Readiness readiness =
        new Readiness(
            console, settings.logs(), () -> Welcome.text(LocalSystem.of(settings, clock)));
    try (Launcher launcher = Launcher.open(settings, clock, console)) {
      stop.onSecond(launcher::kill);
      launcher.start(PATIENCE, stop.latch());
      if (!stop.requested()) {
        readiness.say(launcher::notReady);
      }
      supervise(settings, console, stop, launcher, readiness);
      console.event("Stopping");
    }
    console.event("Stopped. Everything is kept in " + settings.data());
    return 0;
  }

  /**
   * Says once that the disk fills up, and again when it does so again; and that all is ready, if
   * that has not been said yet.
   */
  private static void supervise(
      Settings settings, Console console, StopSignal stop, Launcher launcher, Readiness readiness)
      throws IOException, InterruptedException {
    DiskCheck disk = DiskCheck.of(settings.data());
    boolean said = false;
    while (!stop.latch().await(DISK_CHECK_SECONDS, TimeUnit.SECONDS)) {
      Optional<String> complaint = disk.tooLittle();
      if (complaint.isPresent() && !said) {
        console.event(complaint.get());
      }
      said = complaint.isPresent();
      readiness.sayOnceReady(launcher::notReady);
    }
  }
}
