package io.heard.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every TCP port the local system listens on, always on 127.0.0.1, and how to move it. */
public enum Endpoint {
  CUSTOMER("customer-service", 8081),
  TICKET("ticket-service", 8082),
  NOTIFICATION("notification-service", 8083),
  POSTGRES("postgres", 25432),
  KAFKA("kafka", 29092),
  KAFKA_CONTROLLER("kafka (controller)", 29093),
  SMTP("mail receiver", 22525);

  private final String title;
  private final int defaultPort;

  Endpoint(String title, int defaultPort) {
    this.title = title;
    this.defaultPort = defaultPort;
  }

  public String title() {
    return title;
  }

  public int defaultPort() {
    return defaultPort;
  }

  /** For each a port that nobody listens on, all of them different. */
  public static Map<Endpoint, Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
      for (Endpoint endpoint : values()) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        sockets.add(socket);
        ports.put(endpoint, socket.getLocalPort());
      }
      return ports;
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** The option of {@code ./run} that changes it, such as {@code --kafka-controller-port}. */
  public String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "-port";
  }

  /** The environment variable that changes it, such as {@code HEARD_KAFKA_CONTROLLER_PORT}. */
  public String variable() {
    return "HEARD_" + name() + "_PORT";
  }
}
