package io.heard.systemtests.fleet;

import io.heard.local.Orphans;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import io.heard.local.supervise.ManagedProcess;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** One of the brokers as a process, on the jars of the launcher. */
final class Broker implements ManagedProcess {
  private final Settings settings;
  private final String cluster;
  private final String name;
  private final Properties configuration;
  private final Path directory;
  private final int port;

  Broker(Settings settings, String cluster, String name, int port, Properties configuration) {
    this.settings = settings;
    this.cluster = cluster;
    this.name = name;
    this.port = port;
    this.directory = settings.data().resolve(name);
    this.configuration = configuration;
    configuration.setProperty("log.dirs", directory.resolve("data").toString());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void prepare() throws IOException {
    PrivateFiles.directory(directory);
    Files.deleteIfExists(ready());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    configuration.store(bytes, null);
    PrivateFiles.replace(properties(), bytes.toByteArray());
  }

  @Override
  public List<String> command() {
    Path launcher = settings.home().resolve("deploy/local/target");
    String classPath =
        String.join(
            File.pathSeparator,
            settings.home().resolve("deploy/system-tests/target/test-classes").toString(),
            launcher.resolve("heard-local.jar").toString(),
            launcher.resolve("lib/*").toString());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Fleet.QUICK_START);
    command.addAll(
        List.of(
            Orphans.marker(settings.data()),
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            classPath,
            BrokerNode.class.getName(),
            cluster,
            properties().toString(),
            ready().toString()));
    return command;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("MALLOC_ARENA_MAX", "2");
  }

  @Override
  public Optional<String> whyNotReady(long pid) {
    try {
      boolean up = Files.exists(ready()) && Files.readString(ready()).equals(Long.toString(pid));
      return up ? Optional.empty() : Optional.of("starting");
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Path ready() {
    return directory.resolve("ready");
  }

  private Path properties() {
    return directory.resolve("broker.properties");
  }
}
