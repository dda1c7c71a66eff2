package io.heard.tickets.inbound;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;

/**
 * The words of one part of a mail, in the first charset in which all of its bytes are text: the one
 * it declares, the one its HTML declares in a {@code meta} element, UTF-8.
 *
 * @param text as far as it can be read
 * @param whole whether nothing of it is missing, replaced or guessed
 */
record MailText(String text, boolean whole) {

  /**
   * Reads it.
   *
   * @param cut whether there are more bytes than these, so that they may end within a letter
   * @param declared the {@code charset} of its Content-Type, null without one
   */
  static MailText of(byte[] bytes, boolean cut, String declared, boolean html) throws IOException {
    Optional<Charset> named = declared == null ? Optional.empty() : known(declared);
    Set<Charset> candidates = new LinkedHashSet<>();
    named.ifPresent(candidates::add);
    if (html) {
      ofMeta(bytes).ifPresent(candidates::add);
    }
    candidates.add(StandardCharsets.UTF_8);
    for (Charset charset : candidates) {
      Optional<String> text = strictly(bytes, cut, charset);
      if (text.isPresent()) {
        return new MailText(text.get(), !cut && (declared == null || named.isPresent()));
      }
    }
    Charset likeliest =
        declared == null ? candidates.iterator().next() : named.orElse(StandardCharsets.ISO_8859_1);
    return new MailText(new String(bytes, likeliest), false);
  }

  /**
   * What HTML says of itself. What can be read as ASCII to find it is no UTF-16, whatever it says
   * (HTML Standard, 13.2.3.2).
   */
  private static Optional<Charset> ofMeta(byte[] bytes) throws IOException {
    String name = Jsoup.parse(new ByteArrayInputStream(bytes), null, "").charset().name();
    return name.startsWith("UTF-16") || name.startsWith("UTF-32") ? Optional.empty() : known(name);
  }

  private static Optional<Charset> known(String name) {
    if (name.equalsIgnoreCase("us-ascii")) {
      // Latin-1 to Jakarta Mail, so that any byte would be a letter
      return Optional.of(StandardCharsets.US_ASCII);
    }
    try {
      return Optional.of(Charset.forName(MimeUtility.javaCharset(name)));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> strictly(byte[] bytes, boolean cut, Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    CharBuffer text =
        CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()) + 1);
    boolean refused = decoder.decode(ByteBuffer.wrap(bytes), text, !cut).isError();
    if (!refused && !cut) {
      refused = decoder.flush(text).isError();
    }
    return refused ? Optional.empty() : Optional.of(text.flip().toString());
  }
}
