package io.heard.notifications;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A real SMTP server that tests can stop and start again on its port. */
public class MailServer implements QuarkusTestResourceLifecycleManager {

  private static GreenMail server;
  private static int port;

  @Override
  public Map<String, String> start() {
    open(0);
    port = server.getSmtp().getPort();
    return Map.of(
        "quarkus.mailer.host",
        "127.0.0.1",
        "quarkus.mailer.port",
        Integer.toString(port),
        "heard.deliveries.backoff",
        "200ms,200ms,500ms",
        "heard.webhooks.allow-private-networks",
        "true",
        "heard.webhooks.timeout",
        "2s",
        "heard.schedules.check",
        "200ms",
        "heard.mail.timeout",
        "2s",
        // the other services do not run here
        "heard.watchdog.services",
        "notification-service");
  }

  private static void open(int onPort) {
    server = new GreenMail(new ServerSetup(onPort, "127.0.0.1", "smtp"));
    server.start();
  }

  @Override
  public void stop() {
    down();
  }

  static void down() {
    server.stop();
  }

  static void up() {
    open(port);
  }

  /** What somebody was sent, oldest first. */
  static List<MimeMessage> to(String address) {
    return Arrays.stream(server.getReceivedMessages())
        .filter(message -> addresses(message).contains(address))
        .toList();
  }

  private static List<String> addresses(MimeMessage message) {
    try {
      return Arrays.stream(message.getRecipients(Message.RecipientType.TO))
          .map(Address::toString)
          .toList();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
