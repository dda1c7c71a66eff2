package io.heard.local.supervise;

import io.heard.local.Endpoint;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What a launcher tells the other commands about itself, in {@code DATA/state.properties}: its
 * ports, which may differ from those of the command that asks, and its programs.
 */
public record RunState(
    long launcher, Map<Endpoint, Integer> ports, Map<String, ProcessState> processes) {

  public RunState {
    ports = Map.copyOf(ports);
    processes = Map.copyOf(processes);
  }

  public static void write(Settings settings, List<ProcessState> states) throws IOException {
    Properties values = new Properties();
    values.setProperty("launcher", Long.toString(ProcessHandle.current().pid()));
    settings
        .ports()
        .forEach((endpoint, port) -> values.setProperty("port." + endpoint, port.toString()));
    for (ProcessState state : states) {
      values.setProperty(
          "process." + state.name(), state.phase() + " " + state.pid() + " " + state.restarts());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    values.store(bytes, null);
    PrivateFiles.replace(file(settings.data()), bytes.toByteArray());
  }

  /** The state left by the last launcher, running or not. */
  public static Optional<RunState> read(Path data) throws IOException {
    Properties values = new Properties();
    try (InputStream in = Files.newInputStream(file(data))) {
      values.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
    for (Endpoint endpoint : Endpoint.values()) {
      String port = values.getProperty("port." + endpoint);
      ports.put(endpoint, port == null ? endpoint.defaultPort() : Integer.parseInt(port));
    }
    Map<String, ProcessState> processes = new LinkedHashMap<>();
    for (String key : values.stringPropertyNames()) {
      if (key.startsWith("process.")) {
        String name = key.substring("process.".length());
        String[] part = values.getProperty(key).split(" ");
        processes.put(
            name,
            new ProcessState(
                name, Phase.valueOf(part[0]), Long.parseLong(part[1]), Integer.parseInt(part[2])));
      }
    }
    return Optional.of(
        new RunState(Long.parseLong(values.getProperty("launcher")), ports, processes));
  }

  private static Path file(Path data) {
    return data.resolve("state.properties");
  }
}
