package io.heard.local.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads Linux' {@code /proc}. What belongs to others or has just ended reads as empty. */
public final class ProcFs {
  private static final Path PROC = Path.of("/proc");

  private ProcFs() {}

  /** A running process with its arguments. */
  public record Running(long pid, List<String> arguments) {}

  public static List<Running> all() {
    try (Stream<Path> entries = Files.list(PROC)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .map(Long::parseLong)
          .map(pid -> new Running(pid, arguments(pid)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot list " + PROC, e);
    }
  }

  public static List<String> arguments(long pid) {
    return text(PROC.resolve(pid + "/cmdline"))
        .filter(line -> !line.isEmpty())
        .map(line -> List.of(line.split("\0")))
        .orElse(List.of());
  }

  /** Whether it still runs; one that has ended and only waits to be reaped does not. */
  public static boolean alive(long pid) {
    return text(PROC.resolve(pid + "/status"))
        .map(status -> status.lines().noneMatch(line -> line.startsWith("State:\tZ")))
        .orElse(false);
  }

  /** The file the process executes. */
  public static Optional<Path> executable(long pid) {
    return link(PROC.resolve(pid + "/exe"));
  }

  public static Optional<Path> workingDirectory(long pid) {
    return link(PROC.resolve(pid + "/cwd"));
  }

  private static Optional<Path> link(Path file) {
    try {
      return Optional.of(Files.readSymbolicLink(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public static Optional<Long> parent(long pid) {
    return number(PROC.resolve(pid + "/status"), "PPid:");
  }

  /**
   * Resident memory in KiB of the process and its children. Where there are children, each shared
   * page is divided among those who share it: PostgreSQL's buffers count once.
   */
  public static long familyKiB(long pid) {
    List<Long> children =
        all().stream()
            .map(Running::pid)
            .filter(one -> parent(one).filter(parent -> parent == pid).isPresent())
            .toList();
    if (children.isEmpty()) {
      return residentKiB(pid);
    }
    return proportionalKiB(pid) + children.stream().mapToLong(ProcFs::proportionalKiB).sum();
  }

  private static long residentKiB(long pid) {
    return number(PROC.resolve(pid + "/status"), "VmRSS:").orElse(0L);
  }

  private static long proportionalKiB(long pid) {
    return number(PROC.resolve(pid + "/smaps_rollup"), "Pss:").orElseGet(() -> residentKiB(pid));
  }

  private static Optional<Long> number(Path file, String label) {
    return text(file)
        .flatMap(text -> text.lines().filter(line -> line.startsWith(label)).findFirst())
        .map(line -> Long.parseLong(line.substring(label.length()).strip().split("\\s+")[0]));
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
