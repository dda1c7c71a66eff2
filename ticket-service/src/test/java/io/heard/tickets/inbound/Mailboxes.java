package io.heard.tickets.inbound;

import com.icegreen.greenmail.imap.ImapServer;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** A real mail server with the mailbox that is read. */
public class Mailboxes implements QuarkusTestResourceLifecycleManager {

  static final String ADDRESS = "support@heard.test";
  private static GreenMail server;
  private static ImapServer imap;

  @Override
  public Map<String, String> start() {
    server =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              // the same one when it comes up again
              new ServerSetup(freePort(), "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
    server.start();
    user();
    String prefix = "heard.inbound.mail.mailboxes.support.";
    return Map.of(
        "heard.inbound.mail.every",
        "200ms",
        "heard.inbound.mail.max-size",
        "300K",
        prefix + "host",
        "127.0.0.1",
        prefix + "port",
        Integer.toString(server.getImap().getPort()),
        prefix + "tls",
        "NONE",
        prefix + "username",
        ADDRESS,
        prefix + "password",
        "secret",
        prefix + "team",
        "front-desk",
        prefix + "receiver",
        "mei");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mailbox stays, nobody reaches it. */
  static void imapDown() {
    server.getImap().stopService();
  }

  static void imapUp() throws InterruptedException {
    imap = new ImapServer(server.getImap().getServerSetup(), server.getManagers());
    imap.startService();
    if (!imap.waitTillRunning(5_000)) {
      throw new IllegalStateException("the mailbox does not come up");
    }
  }

  static GreenMail server() {
    return server;
  }

  static GreenMailUser user() {
    return server.setUser(ADDRESS, ADDRESS, "secret");
  }

  @Override
  public void stop() {
    if (imap != null) {
      imap.stopService();
    }
    if (server != null) {
      server.stop();
    }
  }
}
