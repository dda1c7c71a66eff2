package io.heard.local.preflight;

import io.heard.local.Endpoint;
import io.heard.local.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the ports that cannot be had, all of them at once. */
final class PortCheck {

  private PortCheck() {}

  static List<String> problems(Settings settings) throws IOException {
    List<String> problems = new ArrayList<>();
    Map<Integer, Endpoint> used = new HashMap<>();
    for (Endpoint endpoint : Endpoint.values()) {
      int port = settings.port(endpoint);
      Endpoint other = used.putIfAbsent(port, endpoint);
      if (other != null) {
        problems.add(
            "Port %d is given to both %s and %s: change %s or %s."
                .formatted(
                    port, other.title(), endpoint.title(), other.option(), endpoint.option()));
        continue;
      }
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      } catch (BindException e) {
        problems.add(refused(endpoint, port, e));
      }
    }
    return problems;
  }

  private static String refused(Endpoint endpoint, int port, BindException e) {
    String reason =
        PortOwner.of(port)
            .map(owner -> "taken by " + owner)
            .orElse("not to be had (" + e.getMessage() + ")");
    return "Port %d for %s is %s. Choose another with %s PORT or %s=PORT."
        .formatted(port, endpoint.title(), reason, endpoint.option(), endpoint.variable());
  }
}
