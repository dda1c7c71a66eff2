package io.heard.local.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heard.local.Endpoint;
import io.heard.local.PrivateFiles;
import io.heard.local.Settings;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailReceiverTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

  @TempDir Path home;
  private Settings settings;
  private MailReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    settings = new Settings(home, home.resolve("data"), Endpoint.freePorts());
    receiver = MailReceiver.start(settings, new MailFolder(settings, CLOCK));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void keepsEachMailOnceHoweverManyItIsFor() throws Exception {
    send(
        "Überfällig: D-2026-0000042",
        "Bitte antworten. 请回复。",
        "li@unknown.example",
        "zhang@x.example");
    send("Second", "text", "li@unknown.example");

    List<Path> files = MailFolder.files(settings.mail());
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("20261122T080000.000Z-1.eml", "20261122T080000.000Z-2.eml");
    Message first = MailText.read(files.get(0));
    assertThat(MailText.subject(first)).isEqualTo("Überfällig: D-2026-0000042");
    assertThat(MailText.text(first).strip()).isEqualTo("Bitte antworten. 请回复。");
    assertThat(settings.logs().resolve("mail.log"))
        .hasContent(
            """
            2026-11-22T08:00:00Z from=heard@example.org to=li@unknown.example,zhang@x.example \
            subject=Überfällig: D-2026-0000042
            2026-11-22T08:00:00Z from=heard@example.org to=li@unknown.example subject=Second
            """);
  }

  @Test
  void goesOnCountingAfterARestart() throws Exception {
    send("First", "text", "li@unknown.example");
    receiver.close();
    receiver = MailReceiver.start(settings, new MailFolder(settings, CLOCK));

    send("Second", "text", "li@unknown.example");

    assertThat(MailFolder.files(settings.mail())).hasSize(2);
  }

  @Test
  void holdsNoMoreThanTheLastMailInMemory() throws Exception {
    for (int i = 0; i < 5; i++) {
      send("Mail " + i, "text", "someone" + i + "@unknown.example");
    }

    assertThat(receiver.inMemory()).isEqualTo(1);
    assertThat(MailFolder.files(settings.mail())).hasSize(5);
  }

  @Test
  void tellsTheSenderIfItCannotKeepTheMail() throws Exception {
    PrivateFiles.deleteTree(settings.mail());

    assertThatThrownBy(() -> send("Lost?", "text", "li@unknown.example"))
        .isInstanceOf(MessagingException.class)
        .hasStackTraceContaining("451");

    Files.createDirectory(settings.mail());
    send("Found", "text", "li@unknown.example");
    assertThat(MailFolder.files(settings.mail())).hasSize(1);
  }

  private void send(String subject, String text, String... recipients) throws MessagingException {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(settings.port(Endpoint.SMTP)));
    MimeMessage message = new MimeMessage(Session.getInstance(properties));
    message.setFrom(new InternetAddress("heard@example.org"));
    for (String recipient : recipients) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
    }
    message.setSubject(subject, "UTF-8");
    message.setText(text, "UTF-8");
    Transport.send(message);
  }
}
