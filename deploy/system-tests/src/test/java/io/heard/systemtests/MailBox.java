package io.heard.systemtests;

import io.heard.local.mail.MailFolder;
import io.heard.local.mail.MailText;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everybody's mail, as the local mail receiver keeps it. */
final class MailBox {

  /**
   * @param id header {@code Message-ID}
   * @param alert the alert it is about
   */
  record Mail(String id, String alert, String to, String subject, String text) {}

  private final Path folder;

  MailBox(Path folder) {
    this.folder = folder;
  }

  List<Mail> read() throws IOException, MessagingException {
    List<Mail> mails = new ArrayList<>();
    for (Path file : MailFolder.files(folder)) {
      MimeMessage message = MailText.read(file);
      mails.add(
          new Mail(
              message.getMessageID(),
              message.getHeader("X-Heard-Alert", null),
              MailText.to(message),
              MailText.subject(message),
              MailText.text(message)));
    }
    return mails;
  }
}
