package io.heard.local.mail;

import com.icegreen.greenmail.mail.MailAddress;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mails received: one {@code .eml} file (RFC 5322) each, and a line in {@code mail.log}. */
public final class MailFolder {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path directory;
  private final Path log;
  private final Clock clock;
  private int count;

  public MailFolder(Settings settings, Clock clock) throws IOException {
    this.directory = PrivateFiles.directory(settings.mail());
    this.log = PrivateFiles.directory(settings.logs()).resolve("mail.log");
    this.clock = clock;
    this.count = files(directory).size();
  }

  synchronized void store(MimeMessage message, Collection<MailAddress> recipients)
      throws IOException, MessagingException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    String name = TIME.format(clock.instant()) + "-" + (count + 1) + ".eml";
    PrivateFiles.replace(directory.resolve(name), bytes.toByteArray());
    count++;
    String line =
        "%s from=%s to=%s subject=%s%n"
            .formatted(
                clock.instant(),
                MailText.from(message),
                recipients.stream().map(MailAddress::getEmail).collect(Collectors.joining(",")),
                MailText.subject(message));
    Files.writeString(
        log, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Oldest first; none if there never was one. */
  public static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
    }
  }
}
