package io.heard.systemtests.fleet;

import io.heard.local.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Ports that are free at the moment. */
public final class Ports {

  private Ports() {}

  /** So many different ones. */
  public static List<Integer> free(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    return ports;
  }

  /** One for each endpoint of the local system. */
  public static Map<Endpoint, Integer> forEveryEndpoint() throws IOException {
    List<Integer> free = free(Endpoint.values().length);
    Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
    for (Endpoint endpoint : Endpoint.values()) {
      ports.put(endpoint, free.get(endpoint.ordinal()));
    }
    return ports;
  }
}
