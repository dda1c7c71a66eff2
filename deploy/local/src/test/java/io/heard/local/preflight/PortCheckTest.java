package io.heard.local.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.heard.local.Endpoint;
import io.heard.local.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortCheckTest {
  private static final Path HERE = Path.of(".");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void saysWhichPortIsTakenByWhomAndWhatChangesIt(String address) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      Settings settings = with(Endpoint.KAFKA, taken.getLocalPort());

      assertThat(PortCheck.problems(settings))
          .singleElement()
          .asString()
          .contains("Port " + taken.getLocalPort() + " for kafka is taken by process ")
          .contains(Long.toString(ProcessHandle.current().pid()))
          .contains("java")
          .contains("--kafka-port PORT or HEARD_KAFKA_PORT=PORT");
    }
  }

  @Test
  void saysWhichTwoWereGivenTheSamePort() throws Exception {
    Settings free = with(Endpoint.KAFKA, Endpoint.freePorts().get(Endpoint.KAFKA));
    Settings settings = with(free, Endpoint.SMTP, free.port(Endpoint.TICKET));

    assertThat(PortCheck.problems(settings))
        .singleElement()
        .asString()
        .contains("ticket-service", "mail receiver", "--ticket-port or --smtp-port");
  }

  @Test
  void isSilentWhenAllAreFree() throws Exception {
    assertThat(PortCheck.problems(new Settings(HERE, HERE, Endpoint.freePorts()))).isEmpty();
  }

  private static Settings with(Endpoint endpoint, int port) throws Exception {
    return with(new Settings(HERE, HERE, Endpoint.freePorts()), endpoint, port);
  }

  private static Settings with(Settings settings, Endpoint endpoint, int port) {
    Map<Endpoint, Integer> ports = new EnumMap<>(settings.ports());
    ports.put(endpoint, port);
    return settings.withPorts(ports);
  }
}
