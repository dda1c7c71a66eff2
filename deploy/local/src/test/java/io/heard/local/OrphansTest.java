package io.heard.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heard.local.supervise.PidFiles;
import io.heard.local.supervise.ProcFs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  @TempDir Path data;
  private final List<Process> started = new ArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void stopsWhatCarriesThisDataDirectoryAndNothingElse() throws Exception {
    Process ours = start(Orphans.marker(data));
    Process ofAnotherDirectory = start(Orphans.marker(data.resolve("other")));
    // A pid file that is left over and whose pid now belongs to a stranger.
    Process stranger = start("stranger");
    new PidFiles(data.resolve("pids")).write("kafka", stranger.pid());

    new Orphans(data).stop(console());

    // gone for the system is not yet gone for the JVM, which learns of it a moment later
    assertThat(ours.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(ofAnotherDirectory.isAlive()).isTrue();
    assertThat(stranger.isAlive()).isTrue();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains(Long.toString(ours.pid()));
  }

  @Test
  void saysNothingIfThereIsNothing() throws Exception {
    new Orphans(data).stop(console());

    assertThat(printed.size()).isZero();
  }

  private Console console() {
    return new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
  }

  private Process start(String argument) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", "while :; do sleep 0.05; done", "sh", argument).start();
    started.add(process);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> ProcFs.arguments(process.pid()).contains(argument));
    return process;
  }
}
