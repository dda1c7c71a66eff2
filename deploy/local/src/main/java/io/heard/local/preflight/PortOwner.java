package io.heard.local.preflight;

import io.heard.local.supervise.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port, as far as {@code /proc} tells: others' processes are root's to see. */
final class PortOwner {
  private static final String LISTEN = "0A";
  private static final int MAX_COMMAND = 100;

  private PortOwner() {}

  static Optional<String> of(int port) {
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)).stream())
        .map(line -> line.strip().split("\\s+"))
        .filter(column -> column.length > 9 && column[3].equals(LISTEN))
        .filter(column -> column[1].endsWith(":%04X".formatted(port)))
        .map(column -> holder("socket:[" + column[9] + "]"))
        .findFirst();
  }

  private static String holder(String socket) {
    return ProcFs.all().stream()
        .filter(process -> holds(process.pid(), socket))
        .findFirst()
        .map(process -> "process " + process.pid() + " (" + shortened(process) + ")")
        .orElse("another program");
  }

  private static boolean holds(long pid, String socket) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.anyMatch(descriptor -> target(descriptor).equals(socket));
    } catch (IOException e) {
      return false; // another user's process, or one that has just ended
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed since it was listed
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      return List.of(); // a machine without IPv6
    }
  }

  private static String shortened(ProcFs.Running process) {
    String command = String.join(" ", process.arguments());
    return command.length() <= MAX_COMMAND ? command : command.substring(0, MAX_COMMAND) + " …";
  }
}
