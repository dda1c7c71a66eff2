package io.heard.notifications;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;

/** Reads mails. */
final class Mails {

  private Mails() {}

  static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(MimeMessage mail) throws MessagingException, IOException {
    return part(mail, "text/plain");
  }

  static String html(MimeMessage mail) throws MessagingException, IOException {
    return part(mail, "text/html");
  }

  private static String part(Part part, String type) throws MessagingException, IOException {
    if (part.isMimeType(type)) {
      return (String) part.getContent();
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        String found = part(inner, type);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
