package io.heard.tickets.inbound;

import io.heard.tickets.intake.Digests;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * A mail (RFC 5322, MIME) read for what it says, who says it and what it answers. Reading is
 * forgiving: a header that is no header is left out, and letters that cannot be read are replaced.
 */
final class IncomingMail {

  private static final Pattern ID = Pattern.compile("<[^<>\\s]{1,500}>");
  private static final Pattern NUMBER = Pattern.compile("D-\\d{4}-\\d{7,18}");
  private static final int MOST_REFERENCES = 50;
  private static final int MOST_TEXT = 200_000;
  private static final int MAX_DEPTH = 20;
  private static final char REPLACED = '\uFFFD';

  private final MimeMessage mail;
  private final StringBuilder plain = new StringBuilder();
  private final StringBuilder html = new StringBuilder();
  private final List<Attached> attached = new ArrayList<>();
  private boolean whole = true;

  /** A part that is a file. */
  record Attached(String name, String type, Part part) {}

  private IncomingMail(MimeMessage mail) {
    this.mail = mail;
  }

  /** Reads all of it; an exception says that it is no mail one could read. */
  static IncomingMail read(MimeMessage mail) throws MessagingException, IOException {
    IncomingMail read = new IncomingMail(mail);
    read.collect(mail, 0);
    return read;
  }

  /**
   * The same for every copy of one mail, whatever way it came; another one for anything that says
   * something else, also under the same Message-ID.
   */
  String key() throws MessagingException, IOException {
    MessageDigest digest = Digests.sha256();
    for (String name : List.of("Message-ID", "From", "Date", "Subject")) {
      String[] values = mail.getHeader(name);
      digest.update(
          (name + ":" + (values == null ? "" : String.join("\n", values)) + "\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream content = mail.getRawInputStream()) {
      Digests.feed(digest, content);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  String messageId() throws MessagingException {
    List<String> ids = ids("Message-ID");
    return ids.isEmpty() ? null : ids.get(0);
  }

  /** The mails it answers, by Message-ID. */
  List<String> answers() throws MessagingException {
    List<String> ids = ids("In-Reply-To");
    List<String> references = ids("References");
    ids.addAll(
        references.subList(Math.max(0, references.size() - MOST_REFERENCES), references.size()));
    return ids;
  }

  private List<String> ids(String header) throws MessagingException {
    List<String> ids = new ArrayList<>();
    Matcher id = ID.matcher(first(header));
    while (id.find()) {
      ids.add(id.group());
    }
    return ids;
  }

  private String first(String header) throws MessagingException {
    String[] values = mail.getHeader(header);
    return values == null ? "" : String.join(" ", values);
  }

  /** Without line breaks and control characters; empty when there is none. */
  String subject() throws MessagingException {
    String subject = mail.getSubject();
    return subject == null ? "" : subject.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  /** The ticket number the subject names, null when it names none. */
  String number() throws MessagingException {
    Matcher number = NUMBER.matcher(subject());
    return number.find() ? number.group() : null;
  }

  /** Whom to answer: Reply-To, otherwise From; null when there is nobody. */
  InternetAddress sender() {
    try {
      for (Address[] addresses : new Address[][] {mail.getReplyTo(), mail.getFrom()}) {
        if (addresses != null
            && addresses.length > 0
            && addresses[0] instanceof InternetAddress one) {
          return one.getAddress() == null || one.getAddress().isBlank() ? null : one;
        }
      }
      return null;
    } catch (MessagingException e) {
      return null;
    }
  }

  /** Why nobody waits for an answer to it (RFC 3834, RFC 3464); null when somebody does. */
  String machine(Set<String> ownAddresses) throws MessagingException {
    String submitted = first("Auto-Submitted").strip().toLowerCase(Locale.ROOT);
    if (mail.isMimeType("multipart/report") || first("Return-Path").strip().equals("<>")) {
      return "BOUNCE";
    }
    if (!first("X-Heard-Alert").isEmpty() || isOwn(ownAddresses)) {
      return "OWN_MAIL";
    }
    boolean reply =
        first("Precedence").strip().equalsIgnoreCase("auto_reply")
            || !first("X-Autoreply").isEmpty()
            || !first("X-Autorespond").isEmpty();
    boolean byItself = !submitted.isEmpty() && !submitted.startsWith("no");
    return reply || byItself ? "AUTOMATIC" : null;
  }

  private boolean isOwn(Set<String> ownAddresses) throws MessagingException {
    Address[] from = mail.getFrom();
    return from != null
        && from.length > 0
        && from[0] instanceof InternetAddress one
        && one.getAddress() != null
        && ownAddresses.contains(one.getAddress().toLowerCase(Locale.ROOT));
  }

  /** What it says: the plain text, or the HTML as text. */
  String text() {
    String text = plain.toString().isBlank() ? htmlAsText() : plain.toString();
    return text.replace("\0", "").replace("\r\n", "\n").strip();
  }

  private String htmlAsText() {
    Document document = Jsoup.parse(html.toString());
    document.select("script, style, head").remove();
    for (Element broken : document.select("br, p, div, li, tr, h1, h2, h3, h4, blockquote")) {
      broken.prependText("\n");
    }
    return document.wholeText().replaceAll("[ \\t\\u00A0]+", " ").replaceAll("\\s*\\n\\s*", "\n");
  }

  /** Whether {@link #text} and {@link #subject} say all that was written, in its own letters. */
  boolean isWhole() throws MessagingException {
    return whole && subject().indexOf(REPLACED) < 0;
  }

  List<Attached> attached() {
    return attached;
  }

  private void collect(Part part, int depth) throws MessagingException, IOException {
    if (depth > MAX_DEPTH) {
      throw new ParseException("nested too deeply");
    }
    boolean file =
        Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || fileName(part) != null;
    if (!file && part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        collect(inner, depth + 1);
      }
    } else if (!file && part.isMimeType("text/plain")) {
      append(plain, part);
    } else if (!file && part.isMimeType("text/html")) {
      append(html, part);
    } else {
      attached.add(new Attached(fileName(part), type(part), part));
    }
  }

  private void append(StringBuilder text, Part part) throws MessagingException, IOException {
    try (InputStream content = part.getInputStream()) {
      // what is longer is cut when a ticket is made; the mail itself stays with the ticket
      byte[] bytes = content.readNBytes(MOST_TEXT);
      boolean cut = content.read() >= 0;
      if (!text.isEmpty()) {
        text.append('\n');
      }
      MailText read = MailText.of(bytes, cut, charset(part), part.isMimeType("text/html"));
      text.append(read.text());
      whole &= read.whole();
    }
  }

  /** What the part says its charset is; null when it does not say, empty when it cannot be read. */
  private static String charset(Part part) throws MessagingException {
    try {
      return new ContentType(part.getContentType()).getParameter("charset");
    } catch (ParseException e) {
      return "";
    }
  }

  private static String fileName(Part part) throws MessagingException {
    try {
      String name = part.getFileName();
      return name == null ? null : MimeUtility.decodeText(name);
    } catch (ParseException | UnsupportedEncodingException e) {
      return "attachment";
    }
  }

  private static String type(Part part) throws MessagingException {
    try {
      return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (ParseException e) {
      return "application/octet-stream";
    }
  }
}
