package io.heard.tickets.inbound;

import io.heard.tickets.inbound.InboundApi.Way;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Properties;
import org.jboss.logging.Logger;

/** What a stored form or mail says, as one text to be searched. */
final class MessageWords {

  private static final Logger LOG = Logger.getLogger(MessageWords.class);

  /** Beyond this nobody writes by hand. */
  private static final int MOST = 1024 * 1024;

  private MessageWords() {}

  static String of(Way way, InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(MOST);
    String raw = new String(bytes, StandardCharsets.UTF_8);
    return way == Way.FORM ? raw + "\n" + decoded(raw) : raw + "\n" + mail(bytes);
  }

  private static String decoded(String form) {
    try {
      return URLDecoder.decode(form, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return "";
    }
  }

  /** Headers and text, whatever way they were encoded; empty when it cannot be read. */
  private static String mail(byte[] bytes) {
    try {
      MimeMessage mail =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
      StringBuilder words = new StringBuilder();
      for (Header header : Collections.list(mail.getAllHeaders())) {
        words.append(MimeUtility.decodeText(MimeUtility.unfold(header.getValue()))).append('\n');
      }
      return words.append(IncomingMail.read(mail).text()).toString();
    } catch (MessagingException | IOException e) {
      LOG.debugf("A stored mail is searched as it came: %s", e.toString());
      return "";
    }
  }
}
