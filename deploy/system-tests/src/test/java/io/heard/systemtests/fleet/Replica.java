package io.heard.systemtests.fleet;

import io.heard.local.supervise.ManagedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of the launcher under another name and with more settings, which may be kept from being
 * started again for a while.
 */
class Replica implements ManagedProcess {
  private volatile ManagedProcess program;
  private final String name;
  private final List<String> options;
  private final Map<String, String> settings;
  private final Gate gate = new Gate();

  /** Open or closed; whoever comes waits while it is closed. */
  private static final class Gate {
    private boolean closed;

    synchronized void set(boolean close) {
      closed = close;
      notifyAll();
    }

    synchronized void pass() throws InterruptedException {
      while (closed) {
        wait();
      }
    }
  }

  /**
   * @param options of Java
   * @param settings environment variables; they win over the program's own
   */
  Replica(ManagedProcess program, String name, List<String> options, Map<String, String> settings) {
    this.program = program;
    this.name = name;
    this.options = List.copyOf(options);
    this.settings = Map.copyOf(settings);
  }

  /** What runs from its next start on. */
  void replaceBy(ManagedProcess other) {
    program = other;
  }

  /** Once it has ended it stays away until {@link #release}. */
  void hold() {
    gate.set(true);
  }

  void release() {
    gate.set(false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return program.port();
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    gate.pass();
    program.prepare();
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(program.command());
    command.addAll(1, options);
    return command;
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(program.environment());
    environment.putAll(settings);
    return environment;
  }

  @Override
  public Optional<String> whyNotReady(long pid) {
    return program.whyNotReady(pid);
  }

  @Override
  public void firstAnswer() throws IOException {
    program.firstAnswer();
  }

  @Override
  public String stopSignal() {
    return program.stopSignal();
  }
}
