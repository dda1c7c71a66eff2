package io.heard.local.command;

import io.heard.local.Arguments;
import io.heard.local.Endpoint;
import io.heard.local.Secrets;
import io.heard.local.Settings;
import io.heard.local.kafka.KafkaServer;
import io.heard.local.postgres.PostgresServer;
import io.heard.local.services.Service;
import io.heard.local.supervise.LauncherProcess;
import io.heard.local.supervise.ManagedProcess;
import io.heard.local.supervise.Phase;
import io.heard.local.supervise.PidFiles;
import io.heard.local.supervise.ProcFs;
import io.heard.local.supervise.ProcessState;
import io.heard.local.supervise.RunState;
import io.heard.local.token.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code ./run status}: asks every process itself, from whatever terminal. */
public final class Status {
  private static final String ROW = "%-22s %-11s %8s %6s %10s %9s %9s  %s%n";

  private static final int MAX_REASON = 400;

  private Status() {}

  public static int run(Settings settings, Arguments arguments, Clock clock) throws IOException {
    arguments.allow(Set.of(), 0);
    Optional<RunState> state = Optional.empty();
    if (Files.isDirectory(settings.data())) {
      state = RunState.read(settings.data());
    }
    if (state.isEmpty()) {
      System.out.println("Nothing was ever started in " + settings.data() + ".");
      return 1;
    }
    boolean supervised = LauncherProcess.find(settings).isPresent();
    List<Line> lines = lines(settings.withPorts(state.get().ports()), state.get(), supervised);
    print(lines, clock.instant());
    System.out.println(
        supervised
            ? "data " + settings.data() + ", mail at port " + state.get().ports().get(Endpoint.SMTP)
            : "The launcher is not running: nobody restarts what dies. Start it with ./run");
    return supervised && lines.stream().allMatch(Line::ready) ? 0 : 1;
  }

  private record Line(
      String name,
      String state,
      Optional<Long> pid,
      int port,
      long kib,
      int restarts,
      Optional<String> whyNotReady) {
    boolean ready() {
      return whyNotReady.isEmpty();
    }
  }

  private static List<Line> lines(Settings settings, RunState state, boolean supervised)
      throws IOException {
    Secrets secrets = Secrets.of(settings.data());
    List<ManagedProcess> programs = new ArrayList<>();
    programs.add(new PostgresServer(settings, secrets));
    programs.add(new KafkaServer(settings));
    programs.addAll(Service.all(settings, secrets, SigningKey.of(settings.data())));
    PidFiles pids = new PidFiles(settings.pids());
    List<Line> lines = new ArrayList<>();
    for (ManagedProcess program : programs) {
      ProcessState last =
          state
              .processes()
              .getOrDefault(program.name(), new ProcessState(program.name(), Phase.STOPPED, 0, 0));
      Optional<Long> pid = pids.read(program.name()).filter(ProcFs::alive);
      lines.add(
          new Line(
              program.name(),
              state(pid.isPresent(), last, supervised),
              pid,
              program.port(),
              pid.map(ProcFs::familyKiB).orElse(0L),
              last.restarts(),
              pid.map(program::whyNotReady).orElse(Optional.of("not running"))));
    }
    return lines;
  }

  private static String state(boolean alive, ProcessState last, boolean supervised) {
    if (alive) {
      return "running";
    }
    return supervised && last.phase() != Phase.STOPPED ? "restarting" : "down";
  }

  private static void print(List<Line> lines, Instant now) {
    System.out.printf(ROW, "", "state", "pid", "port", "up", "memory", "restarts", "ready");
    for (Line line : lines) {
      System.out.printf(
          ROW,
          line.name(),
          line.state(),
          line.pid().map(pid -> Long.toString(pid)).orElse("-"),
          line.port(),
          line.pid().flatMap(pid -> uptime(pid, now)).orElse("-"),
          mib(line.kib()),
          line.restarts(),
          line.whyNotReady().map(Status::no).orElse("yes"));
    }
    long total = lines.stream().mapToLong(Line::kib).sum();
    System.out.printf(ROW, "all five", "", "", "", "", mib(total), "", "");
  }

  private static Optional<String> uptime(long pid, Instant now) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(start -> Duration.between(start, now))
        .map(
            up ->
                up.toHours() > 0
                    ? up.toHours() + "h" + up.toMinutesPart() + "m"
                    : up.toMinutes() + "m" + Math.max(0, up.toSecondsPart()) + "s");
  }

  private static String no(String reason) {
    return "no: "
        + (reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + " …");
  }

  private static String mib(long kib) {
    return kib == 0 ? "-" : (kib + 512) / 1024 + " MiB";
  }
}
