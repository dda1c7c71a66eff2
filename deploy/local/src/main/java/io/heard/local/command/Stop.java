package io.heard.local.command;

import io.heard.local.Arguments;
import io.heard.local.Complaint;
import io.heard.local.Console;
import io.heard.local.Orphans;
import io.heard.local.Settings;
import io.heard.local.supervise.Kill;
import io.heard.local.supervise.LauncherProcess;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code ./run stop}: ends what {@code ./run up} started, or what it left when it was killed. */
public final class Stop {
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private Stop() {}

  public static int run(Settings settings, Arguments arguments, Clock clock)
      throws IOException, InterruptedException {
    arguments.allow(Set.of(), 0);
    Console console = new Console(System.out, clock);
    Optional<Long> launcher = LauncherProcess.find(settings);
    if (launcher.isPresent()) {
      Kill.signal(launcher.get(), "TERM");
      if (!Kill.awaitEnd(List.of(launcher.get()), PATIENCE)) {
        throw new Complaint("The launcher (pid " + launcher.get() + ") does not end.");
      }
      console.say("Stopped.");
      return 0;
    }
    Orphans orphans = new Orphans(settings.data());
    if (orphans.find().isEmpty()) {
      console.say("Nothing runs on " + settings.data() + ".");
    } else {
      orphans.stop(console);
      console.say("Stopped.");
    }
    return 0;
  }
}
