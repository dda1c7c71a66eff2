package io.heard.systemtests.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process sees its machine's clock jump, by whichever way it asks, and its stop watch not. */
class ClockAgentTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  /** Prints what it takes for the time each time it reads a line. */
  static final class Asker {
    public static void main(String[] none) throws Exception {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      long begun = System.nanoTime();
      while (in.readLine() != null) {
        System.out.printf(
            "%d %d %d %d%n",
            System.currentTimeMillis(),
            new Date().getTime(),
            Clock.systemUTC().instant().toEpochMilli(),
            System.nanoTime() - begun);
      }
    }
  }

  @Test
  void allClocksOfTheMachineJumpAndTheStopWatchDoesNot() throws Exception {
    Path offset = folder.resolve("offset");
    Process asker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ClockAgentJar.option(folder, offset),
                "-cp",
                System.getProperty("java.class.path"),
                Asker.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = asker.inputReader()) {
      assertThat(ask(asker, out)[0]).isCloseTo(0, Offset.offset(60_000L));

      Files.writeString(offset, Long.toString(HOUR.toMillis()));

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                long[] ahead = ask(asker, out);
                for (int way = 0; way < 3; way++) {
                  assertThat(ahead[way]).isCloseTo(HOUR.toMillis(), Offset.offset(60_000L));
                }
                assertThat(ahead[3]).isLessThan(HOUR.toNanos());
              });
    } finally {
      asker.destroyForcibly();
    }
  }

  /** By how much each clock of the other process is ahead of this one's. */
  private static long[] ask(Process asker, BufferedReader out) throws Exception {
    asker.getOutputStream().write('\n');
    asker.getOutputStream().flush();
    String[] words = out.readLine().split(" ");
    long here = Instant.now().toEpochMilli();
    return new long[] {
      Long.parseLong(words[0]) - here,
      Long.parseLong(words[1]) - here,
      Long.parseLong(words[2]) - here,
      Long.parseLong(words[3])
    };
  }
}
