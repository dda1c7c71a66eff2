package io.heard.systemtests.fleet;

import io.heard.local.Endpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that are free at the moment, and below those that systems give to outgoing connections: one
 * of these would otherwise get the port of a program that is away for a while, and keep it.
 */
public final class Ports {
  private static final Logger LOG = System.getLogger(Ports.class.getName());
  private static final int FIRST = 12_000;
  private static final int END = 28_000;

  private Ports() {}

  /** So many different ones. */
  public static List<Integer> free(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < count) {
        int port = ThreadLocalRandom.current().nextInt(FIRST, END);
        try {
          sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException taken) {
          LOG.log(Level.DEBUG, "Port {0} is taken", port);
        }
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
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
