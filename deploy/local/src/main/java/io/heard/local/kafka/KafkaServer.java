package io.heard.local.kafka;

import io.heard.local.Endpoint;
import io.heard.local.JavaCommand;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import io.heard.local.supervise.ManagedProcess;
import io.heard.local.training.AotCache;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The broker as a process of its own. */
public final class KafkaServer implements ManagedProcess {
  public static final String NAME = "kafka";
  private static final int CONNECT_MILLIS = 1_000;

  private final Settings settings;
  private final Path directory;

  public KafkaServer(Settings settings) {
    this.settings = settings;
    this.directory = settings.data().resolve("kafka");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int port() {
    return settings.port(Endpoint.KAFKA);
  }

  @Override
  public void prepare() throws IOException {
    PrivateFiles.directory(directory);
    Files.deleteIfExists(ready());
  }

  @Override
  public List<String> command() {
    return JavaCommand.of(settings)
        .options("-Xmx128m")
        .cache(new AotCache(settings, Endpoint.KAFKA))
        .main(
            KafkaBroker.class,
            directory.toString(),
            Integer.toString(port()),
            Integer.toString(settings.port(Endpoint.KAFKA_CONTROLLER)));
  }

  @Override
  public Map<String, String> environment() {
    return JavaCommand.ENVIRONMENT;
  }

  /** The topics are there and the port answers. */
  @Override
  public Optional<String> whyNotReady(long pid) {
    try {
      if (!Files.exists(ready()) || !Files.readString(ready()).equals(Long.toString(pid))) {
        return Optional.of("starting");
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port()), CONNECT_MILLIS);
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Path ready() {
    return directory.resolve("ready");
  }
}
