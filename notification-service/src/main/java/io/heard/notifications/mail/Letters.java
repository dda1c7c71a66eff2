package io.heard.notifications.mail;

import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.deliveries.DeliveryRows;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The text of a mail, written once: what may have arrived is sent again as it was, to the letter
 * (RFC 5322 §3.6.4: one Message-ID is one message). It is put down before the first byte leaves, so
 * that no crash can lose it, and dropped as soon as it is delivered or certain that nothing left.
 */
@ApplicationScoped
class Letters {

  @Inject DeliveryRows rows;

  /** Writes a mail about things as they are now; empty when there is nothing to tell any more. */
  @FunctionalInterface
  interface Writer {
    Optional<MimeMessage> write() throws MessagingException;
  }

  /**
   * What an attempt is to send. The delivery's row is locked while it is written: an erasure comes
   * before it and is heeded, or after it and drops the letter.
   */
  Optional<String> of(Delivery delivery, Writer writer) throws MessagingException {
    if (delivery.letter() != null) {
      return Optional.of(delivery.letter());
    }
    try {
      return QuarkusTransaction.requiringNew().call(() -> write(delivery, writer));
    } catch (RuntimeException e) {
      if (e.getCause() instanceof MessagingException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Optional<String> write(Delivery delivery, Writer writer)
      throws MessagingException, SQLException {
    if (!rows.hold(delivery)) {
      throw new IllegalStateException("The lease has run out");
    }
    Optional<String> letter = writer.write().map(Letters::text);
    letter.ifPresent(text -> rows.keepLetter(delivery, text));
    return letter;
  }

  private static String text(MimeMessage mail) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      mail.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
