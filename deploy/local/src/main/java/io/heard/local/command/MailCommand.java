package io.heard.local.command;

import io.heard.local.Arguments;
import io.heard.local.Complaint;
import io.heard.local.Settings;
import io.heard.local.mail.MailFolder;
import io.heard.local.mail.MailText;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code ./run mail}: what was mailed, read from the files. */
public final class MailCommand {

  private MailCommand() {}

  public static int run(Settings settings, Arguments arguments) throws IOException {
    arguments.allow(Set.of(), 1);
    List<Path> files = MailFolder.files(settings.mail());
    try {
      if (arguments.words().isEmpty()) {
        list(files, settings);
      } else {
        show(files, arguments.words().get(0));
      }
    } catch (MessagingException e) {
      throw new IOException("Cannot read a mail: " + e.getMessage(), e);
    }
    return 0;
  }

  private static void list(List<Path> files, Settings settings)
      throws IOException, MessagingException {
    if (files.isEmpty()) {
      System.out.println("No mail yet in " + settings.mail());
    }
    for (int i = 0; i < files.size(); i++) {
      Message mail = MailText.read(files.get(i));
      System.out.printf(
          "%4d  %s  to %s  %s%n",
          i + 1, files.get(i).getFileName(), MailText.to(mail), MailText.subject(mail));
    }
  }

  private static void show(List<Path> files, String number) throws IOException, MessagingException {
    Path file = files.get(index(number, files.size()));
    Message mail = MailText.read(file);
    System.out.printf(
        "File:    %s%nFrom:    %s%nTo:      %s%nSubject: %s%n%n%s%n",
        file, MailText.from(mail), MailText.to(mail), MailText.subject(mail), MailText.text(mail));
  }

  private static int index(String number, int size) {
    try {
      int index = Integer.parseInt(number) - 1;
      if (index >= 0 && index < size) {
        return index;
      }
    } catch (NumberFormatException e) {
      throw new Complaint("Which mail? ./run mail N, with N from the list of ./run mail", e);
    }
    throw new Complaint("There is no mail " + number + "; there are " + size + ".");
  }
}
