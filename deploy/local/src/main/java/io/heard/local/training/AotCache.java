package io.heard.local.training;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.heard.local.Complaint;
import io.heard.local.Endpoint;
import io.heard.local.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a Java child has ready before it starts: its classes, loaded and linked, and which of its
 * methods are busy (JEP 483, 514 and 515). Only the Java that made it can use it, and only with the
 * very jars it was made of; Java ignores one that does not fit, and starts as it does without.
 */
public final class AotCache {
  private static final int FIRST_JAVA = 25;
  private static final String RECORD = "-XX:AOTMode=record";

  /** Java 25 warns at random of stubs it makes anew; that a cache is of no use is an error. */
  private static final String QUIET = "-Xlog:aot*=error";

  private static final String CREATE = "-XX:AOTMode=create";

  private final Settings settings;
  private final String name;
  private final Path jar;

  /**
   * @param child a service, or the broker; the cache lies beside its jar
   */
  public AotCache(Settings settings, Endpoint child) {
    this.settings = settings;
    this.name = child.title();
    this.jar = settings.jar(child);
  }

  /** Those of all Java children. */
  static List<AotCache> all(Settings settings) {
    return Stream.of(Endpoint.KAFKA, Endpoint.CUSTOMER, Endpoint.TICKET, Endpoint.NOTIFICATION)
        .map(child -> new AotCache(settings, child))
        .toList();
  }

  /** Whether this Java knows such caches. */
  public static boolean supported() {
    return Runtime.version().feature() >= FIRST_JAVA;
  }

  /** Whether there is something to make one of. */
  boolean isBuilt() {
    return Files.isRegularFile(jar);
  }

  /** Whether there is one, of this Java, made after the jar. */
  boolean fits() throws IOException {
    return Files.isRegularFile(file())
        && Files.getLastModifiedTime(file()).compareTo(Files.getLastModifiedTime(jar)) >= 0;
  }

  /** What the child is started with: in a training run it records, otherwise it uses the cache. */
  public List<String> options() {
    if (settings.training()) {
      return List.of(RECORD, "-XX:AOTConfiguration=" + recording());
    }
    return supported() && Files.isRegularFile(file())
        ? List.of("-XX:AOTCache=" + file(), QUIET)
        : List.of();
  }

  /** Of the child, as the supervisor knows it. */
  String name() {
    return name;
  }

  /** What it is called until it is whole. */
  private Path unfinished() {
    return file().resolveSibling(file().getFileName() + ".unfinished");
  }

  private Path file() {
    return jar.resolveSibling(name + "-" + Runtime.version() + ".aot");
  }

  /** What the child noted in a training run. */
  private Path recording() {
    return settings.data().resolve(name + ".aotconf");
  }

  /** The command that recorded, changed to one that makes the cache of the recording and ends. */
  List<String> assembly(List<String> recorded) {
    List<String> command = new ArrayList<>(recorded);
    command.set(command.indexOf(RECORD), CREATE);
    command.add(command.indexOf(CREATE), "-XX:AOTCache=" + unfinished());
    return command;
  }

  /** Puts it in place, whole, unless the assembly has failed. */
  void take(int exitCode) throws IOException {
    if (exitCode != 0 || !Files.isRegularFile(unfinished())) {
      throw new Complaint(
          "No cache could be made for %s (exit code %d): %s"
              .formatted(name, exitCode, settings.logs()));
    }
    Files.move(unfinished(), file(), ATOMIC_MOVE, REPLACE_EXISTING);
  }
}
