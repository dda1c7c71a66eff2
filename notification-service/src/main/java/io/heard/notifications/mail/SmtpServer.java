package io.heard.notifications.mail;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The mail server, by SMTP (RFC 5321), one connection a mail. Not by quarkus-mailer: its client
 * (Vert.x 4.5.25) was measured to leave up to one in two mails over a new connection hanging until
 * the time-out, which an urgent message cannot afford.
 */
@ApplicationScoped
class SmtpServer {

  @Inject MailSettings settings;

  private Session session;

  @PostConstruct
  void configure() {
    String protocol = settings.tls() == MailSettings.Tls.IMPLICIT ? "smtps" : "smtp";
    String prefix = "mail." + protocol + ".";
    String millis = Long.toString(settings.timeout().toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.transport.protocol", protocol);
    properties.setProperty("mail.transport.protocol.rfc822", protocol);
    properties.setProperty(prefix + "host", settings.host());
    properties.setProperty(prefix + "port", Integer.toString(settings.port()));
    properties.setProperty(prefix + "connectiontimeout", millis);
    properties.setProperty(prefix + "timeout", millis);
    properties.setProperty(prefix + "writetimeout", millis);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    properties.setProperty(
        prefix + "starttls.enable",
        Boolean.toString(
            settings.tls() == MailSettings.Tls.OFFERED
                || settings.tls() == MailSettings.Tls.REQUIRED));
    properties.setProperty(
        prefix + "starttls.required",
        Boolean.toString(settings.tls() == MailSettings.Tls.REQUIRED));
    properties.setProperty(prefix + "auth", Boolean.toString(settings.username().isPresent()));
    session = Session.getInstance(properties, new Login());
  }

  private final class Login extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication(
          settings.username().orElse(""), settings.password().orElse(""));
    }
  }

  /** A mail to be filled, with its Message-ID. */
  MimeMessage newMail(String messageId) {
    return new MimeMessage(session) {
      @Override
      protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
      }
    };
  }

  /** Hands a mail to the server as it is written; returns when that has taken it. */
  void send(String letter) throws MessagingException {
    MimeMessage mail =
        new MimeMessage(session, new ByteArrayInputStream(letter.getBytes(StandardCharsets.UTF_8)));
    Address[] recipients = mail.getAllRecipients();
    try (Transport transport = session.getTransport(recipients[0])) {
      transport.connect();
      transport.sendMessage(mail, recipients);
    }
  }
}
