package io.heard.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process takes of its machine at one moment.
 *
 * @param liveKib what is left of the heap after a full collection, KiB
 * @param residentKib memory that is not paged out, KiB
 * @param files open files and connections
 */
record Footprint(long liveKib, long residentKib, long threads, long files) {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /** Linux only; has the process collect its garbage. */
  static Footprint of(long pid) throws IOException, InterruptedException {
    long live = live(pid);
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return new Footprint(
          live / 1024, number(status, "VmRSS"), number(status, "Threads"), files.count());
    }
  }

  private static long live(long pid) throws IOException, InterruptedException {
    String text = Jcmd.ask(pid, "GC.class_histogram");
    Matcher total = TOTAL.matcher(text);
    assertThat(total.find()).as(text).isTrue();
    return Long.parseLong(total.group(1));
  }

  private static long number(String status, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+)").matcher(status);
    assertThat(line.find()).as(status).isTrue();
    return Long.parseLong(line.group(1));
  }
}
