package io.heard.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.local.Console;
import io.heard.local.Endpoint;
import io.heard.local.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir Path home;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Settings settings;
  private PidFiles pids;
  private Supervisor supervisor;

  @BeforeEach
  void prepare() throws IOException {
    settings = new Settings(home, home.resolve("data"), Endpoint.freePorts());
    Files.createDirectories(settings.data());
    pids = new PidFiles(settings.pids());
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    supervisor =
        new Supervisor(settings, new Console(out, Clock.systemUTC()), Duration.ofMillis(500));
  }

  @AfterEach
  void stop() throws Exception {
    supervisor.killAll();
    supervisor.stop(List.of("worker", "hopeless", "stubborn"));
  }

  @Test
  void startsAgainWhatIsKilledAndNamesTheNewProcess() throws Exception {
    supervisor.start(new Shell("worker", "exec sleep 1000"));
    assertThat(awaitReady()).isTrue();
    long first = pids.read("worker").orElseThrow();
    assertThat(ProcFs.arguments(first)).containsExactly("sleep", "1000");

    Kill.signal(first, "KILL");

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              long second = pids.read("worker").orElse(first);
              assertThat(second).isNotEqualTo(first);
              assertThat(ProcFs.arguments(second)).containsExactly("sleep", "1000");
            });
    await().atMost(LONG).until(() -> supervisor.notReady().isEmpty());
    assertThat(text()).contains("worker was killed by signal 9; starting it again in 100 ms");
    ProcessState state = RunState.read(settings.data()).orElseThrow().processes().get("worker");
    assertThat(state.phase()).isEqualTo(Phase.READY);
    assertThat(state.restarts()).isEqualTo(1);
  }

  @Test
  void waitsLongerEachTimeForOneThatKeepsFailing() throws Exception {
    supervisor.start(new Shell("hopeless", "echo no good; exit 3"));

    await().atMost(LONG).until(() -> text().contains("again in 400 ms"));

    assertThat(text())
        .containsSubsequence(
            "hopeless ended with exit code 3 before it was ready", "again in 100 ms", "200 ms");
    assertThat(settings.log("hopeless")).content().contains("no good\nno good\nno good\n");
  }

  @Test
  void aStartThatFailsIsTriedAgainToo() throws Exception {
    Path obstacle = home.resolve("obstacle");
    Files.createFile(obstacle);
    supervisor.start(
        new Shell("worker", "exec sleep 1000") {
          @Override
          public void prepare() throws IOException {
            if (Files.exists(obstacle)) {
              throw new IOException("there is an obstacle");
            }
          }
        });
    await().atMost(LONG).until(() -> text().contains("there is an obstacle"));
    Readiness readiness =
        new Readiness(
            new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC()),
            settings.logs(),
            () -> "welcome");
    readiness.say(supervisor::notReady);
    assertThat(text()).contains("Not ready yet, still trying: worker (").doesNotContain("welcome");

    Files.delete(obstacle);

    assertThat(awaitReady()).isTrue();
    readiness.sayOnceReady(supervisor::notReady);
    readiness.sayOnceReady(
        () -> {
          throw new AssertionError("asked although all was ready already");
        });
    assertThat(text()).containsOnlyOnce("Ready after").containsOnlyOnce("welcome");
  }

  @Test
  void keepsTheTerminalsInterruptFromItsPrograms() throws Exception {
    supervisor.start(new Shell("worker", "exec sleep 1000"));
    assertThat(awaitReady()).isTrue();
    long pid = pids.read("worker").orElseThrow();

    // Field 5 of stat is the process group: its own, not the launcher's.
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2])
        .isEqualTo(Long.toString(pid));
  }

  @Test
  void stopsInGoodOrderAndForgetsThePid() throws Exception {
    supervisor.start(
        new Shell("worker", "trap 'echo bye; exit 0' TERM; while :; do sleep 0.02; done"));
    assertThat(awaitReady()).isTrue();

    supervisor.stop(List.of("worker"));

    assertThat(settings.log("worker")).content().contains("bye");
    assertThat(pids.read("worker")).isEmpty();
    assertThat(text()).doesNotContain("starting it again").doesNotContain("killing");
  }

  @Test
  void killsWhatDoesNotStop() throws Exception {
    supervisor.start(new Shell("stubborn", "trap '' TERM; while :; do sleep 0.02; done"));
    assertThat(awaitReady()).isTrue();
    long pid = pids.read("stubborn").orElseThrow();

    supervisor.stop(List.of("stubborn"));

    assertThat(ProcFs.alive(pid)).isFalse();
    assertThat(text()).contains("stubborn does not stop: killing it");
  }

  @Test
  void stopsWhatWaitsForItsNextStart() throws Exception {
    supervisor.start(new Shell("hopeless", "exit 3"));
    await().atMost(LONG).until(() -> text().contains("again in 800 ms"));

    supervisor.stop(List.of("hopeless"));

    assertThat(RunState.read(settings.data()).orElseThrow().processes().get("hopeless").phase())
        .isEqualTo(Phase.STOPPED);
    assertThat(text()).doesNotContain("killing");
  }

  private boolean awaitReady() throws InterruptedException {
    return supervisor.awaitReady(LONG, new CountDownLatch(1));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static class Shell implements ManagedProcess {
    private final String name;
    private final String script;

    Shell(String name, String script) {
      this.name = name;
      this.script = script;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int port() {
      return 0;
    }

    @Override
    public List<String> command() {
      return List.of("sh", "-c", script);
    }

    @Override
    public Optional<String> whyNotReady(long pid) {
      return Optional.empty();
    }
  }
}
