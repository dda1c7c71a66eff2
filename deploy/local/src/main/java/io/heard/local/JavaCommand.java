package io.heard.local;

import io.heard.local.training.AotCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of a Java child, on the Java the launcher runs on. */
public final class JavaCommand {
  /** Fewer malloc arenas: some 20 MB less for each process. */
  public static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

  private final List<String> words = new ArrayList<>();

  private JavaCommand(Settings settings) {
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add(Orphans.marker(settings.data()));
    // One that is out of memory shall end, so that the supervisor can start it anew.
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
  }

  public static JavaCommand of(Settings settings) {
    return new JavaCommand(settings);
  }

  public JavaCommand options(String... options) {
    words.addAll(List.of(options));
    return this;
  }

  public JavaCommand cache(AotCache cache) {
    words.addAll(cache.options());
    return this;
  }

  public List<String> jar(Path jar) {
    words.addAll(List.of("-jar", jar.toString()));
    return List.copyOf(words);
  }

  /** A class of this module. */
  public List<String> main(Class<?> main, String... arguments) {
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(List.of(arguments));
    return List.copyOf(words);
  }
}
