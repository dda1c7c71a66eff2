package io.heard.local.training;

import io.heard.local.Arguments;
import io.heard.local.Complaint;
import io.heard.local.Console;
import io.heard.local.Endpoint;
import io.heard.local.LocalSystem;
import io.heard.local.OwnSystem;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import io.heard.local.demo.Demo;
import io.heard.local.supervise.LauncherProcess;
import io.heard.local.supervise.ManagedProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code ./run train}: plays a day and a rush on a system of its own that is thrown away, and makes
 * of what its Java processes noted the caches they start with from then on. Does nothing where the
 * caches are there, or where Java is too old to know them.
 */
public final class TrainCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration RUSH = Duration.ofSeconds(40);

  /** As a shell says of what ended by Ctrl-C. */
  private static final int STOPPED = 130;

  private TrainCommand() {}

  public static int run(Settings given, Arguments arguments, Clock clock)
      throws IOException, InterruptedException {
    arguments.allow(Set.of(), 0);
    Path data = given.home().resolve("deploy/local/target/training");
    Settings settings = new Settings(given.home(), data, Endpoint.freePorts()).forTraining();
    Console console = new Console(System.out, clock);
    if (!AotCache.supported() || allFit(settings)) {
      return 0;
    }
    if (!AotCache.all(settings).stream().allMatch(AotCache::isBuilt)) {
      console.event("Not everything is built: how it starts cannot be noted yet.");
      return 0;
    }
    if (Files.isDirectory(data) && LauncherProcess.find(settings).isPresent()) {
      throw new Complaint("How the services start is being noted already, in " + data + ".");
    }
    console.event("Noting how the services start, so that they do it faster (a minute or two) ...");
    try {
      PrivateFiles.deleteTree(data);
      Files.createDirectories(data);
      List<ManagedProcess> programs = new ArrayList<>();
      if (!play(settings, programs, clock)) {
        return STOPPED;
      }
      assemble(settings, programs);
      PrivateFiles.deleteTree(data);
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STOPPED;
    }
  }

  /**
   * A day and a rush.
   *
   * @return false if it was told to stop before
   */
  private static boolean play(Settings settings, List<ManagedProcess> programs, Clock clock)
      throws IOException, InterruptedException {
    try (PrintStream log =
        new PrintStream(
            Files.newOutputStream(settings.data().resolve("training.log")),
            true,
            StandardCharsets.UTF_8)) {
      Console quiet = new Console(log, clock);
      return OwnSystem.during(
          settings,
          PATIENCE,
          clock,
          quiet,
          launcher -> {
            programs.addAll(launcher.programs());
            LocalSystem system = LocalSystem.of(settings, clock);
            if (!new Demo(system, quiet, clock).play()) {
              throw new Complaint("The demo to be learned from did not hold: " + settings.data());
            }
            new Rush(system).play(RUSH);
            return true;
          });
    }
  }

  private static boolean allFit(Settings settings) throws IOException {
    for (AotCache cache : AotCache.all(settings)) {
      if (!cache.fits()) {
        return false;
      }
    }
    return true;
  }

  /** All at once: each keeps about one processor busy. */
  private static void assemble(Settings settings, List<ManagedProcess> programs)
      throws IOException, InterruptedException {
    Map<AotCache, Process> assemblies = new LinkedHashMap<>();
    for (AotCache cache : AotCache.all(settings)) {
      for (ManagedProcess program : programs) {
        if (program.name().equals(cache.name())) {
          assemblies.put(cache, assembly(cache, program, settings.log(cache.name() + "-cache")));
        }
      }
    }
    for (Map.Entry<AotCache, Process> assembly : assemblies.entrySet()) {
      int code = assembly.getValue().waitFor();
      assembly.getKey().take(code);
    }
  }

  private static Process assembly(AotCache cache, ManagedProcess program, Path log)
      throws IOException {
    return new ProcessBuilder(cache.assembly(program.command()))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
