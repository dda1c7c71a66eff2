package io.heard.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire that tests can cut: passes a local port on to another one while it is whole. */
final class Forwarder implements AutoCloseable {

  private final ServerSocket entrance;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Forwarder(int target) {
    this.target = target;
    try {
      entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Breaks every connection and lets no new one through. */
  void cut() {
    cut = true;
    open.forEach(Forwarder::closeQuietly);
  }

  /** Lets connections through again. */
  void mend() {
    cut = false;
  }

  @Override
  public void close() {
    cut();
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket inner = entrance.accept();
        open.add(inner);
        if (cut) {
          closeQuietly(inner);
          continue;
        }
        Socket outer = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(outer);
        daemon(() -> pump(inner, outer));
        daemon(() -> pump(outer, inner));
      } catch (IOException e) {
        open.forEach(Forwarder::closeQuietly);
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16_384];
      for (int n = in.read(buffer); n >= 0 && !cut; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException broken) {
      closeQuietly(to);
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }
}
