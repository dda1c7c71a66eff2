package io.heard.local.mail;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;

/** A mail as a person reads it: decoded. */
public final class MailText {

  private MailText() {}

  public static MimeMessage read(Path file) throws IOException, MessagingException {
    try (InputStream in = Files.newInputStream(file)) {
      return new MimeMessage(Session.getInstance(new Properties()), in);
    }
  }

  public static String from(Message message) throws MessagingException {
    return join(message.getFrom());
  }

  public static String to(Message message) throws MessagingException {
    return join(message.getAllRecipients());
  }

  /** On one line, whatever the sender has put into it. */
  public static String subject(Message message) throws MessagingException {
    return message.getSubject() == null ? "" : message.getSubject().replaceAll("\\s+", " ");
  }

  /** The first part that is text. */
  public static String text(Message message) throws IOException, MessagingException {
    return text(message.getContent());
  }

  private static String text(Object content) throws IOException, MessagingException {
    if (content instanceof String text) {
      return text;
    }
    if (content instanceof Multipart parts && parts.getCount() > 0) {
      BodyPart first = parts.getBodyPart(0);
      return text(first.getContent());
    }
    return "";
  }

  private static String join(Address[] addresses) {
    return addresses == null
        ? ""
        : Arrays.stream(addresses)
            .map(address -> address.toString().replaceAll("\\s+", " "))
            .collect(Collectors.joining(","));
  }
}
