package io.heard.local.demo;

import io.heard.local.mail.MailFolder;
import io.heard.local.mail.MailText;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mails about an alert, as the local mail receiver has got them. */
final class AlertMails {
  private static final String ALERT = "X-Heard-Alert";

  private AlertMails() {}

  record Mail(String to, String subject) {}

  static List<Mail> about(String alert, Path folder) throws IOException {
    List<Mail> found = new ArrayList<>();
    try {
      for (Path file : MailFolder.files(folder)) {
        Message mail = MailText.read(file);
        String[] header = mail.getHeader(ALERT);
        if (header != null && header[0].equals(alert)) {
          found.add(new Mail(MailText.to(mail), MailText.subject(mail)));
        }
      }
    } catch (MessagingException e) {
      throw new IOException("Cannot read a mail: " + e.getMessage(), e);
    }
    return found;
  }
}
