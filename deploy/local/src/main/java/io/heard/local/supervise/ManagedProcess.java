package io.heard.local.supervise;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the supervisor has to know of a program in order to keep it running. */
public interface ManagedProcess {

  /** Names the pid file, the log and the lines of {@code ./run status}. */
  String name();

  /** The port its clients connect to. */
  int port();

  /** Called before each start; what it throws counts as a failed start. */
  default void prepare() throws IOException, InterruptedException {}

  /** Must end in the program itself by {@code exec}, so that the pid stays the same. */
  List<String> command();

  /** Added to the launcher's own environment. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /**
   * Asks the running program.
   *
   * @return why it is not ready, or empty if it is
   */
  Optional<String> whyNotReady(long pid);

  /** Called after each start, when it first answers and before it counts as ready. */
  default void firstAnswer() throws IOException {}

  /** The signal that asks it to finish in good order. */
  default String stopSignal() {
    return "TERM";
  }
}
