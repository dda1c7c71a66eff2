package io.heard.notifications.mail;

import io.heard.notifications.alerts.Alert;
import io.heard.notifications.alerts.AlertApi;
import io.heard.notifications.alerts.AlertQueries;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.tickets.TicketCopy;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Writes the mail about an alert, as plain text and as HTML. */
@ApplicationScoped
class AlertMail {

  private static final int LONGEST_SUBJECT = 200;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final String UTF_8 = "UTF-8";

  @Inject SmtpServer server;
  @Inject MailSettings settings;
  @Inject Clock clock;

  @Inject
  @Location("alert.txt")
  Template text;

  @Inject
  @Location("alert.html")
  Template html;

  @ConfigProperty(name = "heard.public-url")
  String publicUrl;

  /** What the templates show; null where there is nothing to show. */
  record Content(
      String headline,
      String subject,
      String number,
      String priority,
      String customer,
      String owner,
      String receiver,
      String dueAt,
      String raisedAt,
      String explanation,
      String acknowledgedBy,
      int step,
      int repetition,
      String meantFor,
      String why,
      String board) {}

  MimeMessage about(AlertQueries.Facts facts, Delivery delivery) throws MessagingException {
    Content content = content(facts, delivery);
    MimeMessage mail = blank(delivery, subject(facts));
    mail.setHeader("X-Heard-Alert", facts.alert().id().toString());
    mail.setContent(
        new MimeMultipart(
            "alternative",
            part(render(text, content), "plain"),
            part(render(html, content), "html")));
    return mail;
  }

  /** A mail of Heard that has yet to be filled. */
  MimeMessage blank(Delivery delivery, String subject) throws MessagingException {
    MimeMessage mail = server.newMail("<" + delivery.id() + "@heard>");
    mail.setFrom(new InternetAddress(settings.from()));
    mail.setRecipient(RecipientType.TO, new InternetAddress(delivery.recipient(), true));
    mail.setSubject(subject, UTF_8);
    mail.setSentDate(Date.from(clock.instant()));
    // RFC 3834: keeps holiday replies away
    mail.setHeader("Auto-Submitted", "auto-generated");
    return mail;
  }

  static MimeBodyPart part(String content, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(content, UTF_8, subtype);
    return part;
  }

  private static String render(Template template, Content content) {
    return template.data("alert", content).render();
  }

  /** {@code [P1] Breached: first feedback on D-2026-0000042 – Filter change}. */
  private static String subject(AlertQueries.Facts facts) {
    AlertApi.Ticket ticket = facts.alert().ticket();
    String line =
        ticket == null
            ? "[Heard] " + headline(facts)
            : "[" + ticket.priority() + "] " + headline(facts) + " – " + ticket.subject();
    String clean = line.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    return clean.codePointCount(0, clean.length()) <= LONGEST_SUBJECT
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, LONGEST_SUBJECT - 1)) + "…";
  }

  static String headline(AlertQueries.Facts facts) {
    AlertApi.View alert = facts.alert();
    String clock =
        alert.clock() == null ? null : alert.clock().toLowerCase(Locale.ROOT).replace('_', ' ');
    String what =
        switch (alert.cause()) {
          case CLOCK_WARNED -> "Due soon: " + clock;
          case CLOCK_BREACHED -> "Breached: " + clock;
          case DELIVERY_FAILED -> "Cannot be reached: " + alert.about();
          case WATCHDOG -> "Watchdog: " + alert.about();
          case INVARIANT -> "Not as it must be: " + alert.about();
          default -> words(alert.cause());
        };
    return alert.ticket() == null ? what : what + " on " + alert.ticket().number();
  }

  private static String words(Cause cause) {
    String words = cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private Content content(AlertQueries.Facts facts, Delivery delivery) {
    AlertApi.View alert = facts.alert();
    TicketCopy ticket = facts.ticket();
    return new Content(
        headline(facts),
        ticket == null ? null : ticket.subject(),
        ticket == null ? null : ticket.number(),
        ticket == null ? null : ticket.priority(),
        ticket == null ? null : ticket.customerName(),
        ticket == null ? null : owner(ticket),
        ticket == null ? null : ticket.receiver(),
        time(alert.dueAt()),
        time(alert.raisedAt()),
        explanation(facts),
        alert.acknowledgedBy(),
        delivery.step(),
        delivery.repetition(),
        delivery.meantFor(),
        delivery.why(),
        publicUrl);
  }

  /** What an alert means and what is known of it; null when ticket and clock say it. */
  private static String explanation(AlertQueries.Facts facts) {
    AlertApi.View alert = facts.alert();
    return switch (alert.cause()) {
      case PING_PONG ->
          moves(
              Objects.requireNonNullElse(alert.about(), ""),
              facts.measure().count(),
              facts.ticket());
      case OVERLOAD -> overload(alert.about(), facts.measure());
      case CHASED -> "The customer has had to come back and waits to be told something.";
      case DELIVERY_FAILED ->
          "Messages were given up: "
              + alert.about()
              + ". They are parked and can be sent again on the board.";
      case WATCHDOG ->
          "Heard watches itself, and this is wrong: "
              + alert.about()
              + ". Until it is mended, demands may be announced late or not at all. The operations guide says what to look at under"
              + " \"Watchdog\".";
      default -> alert.about() == null ? null : alert.about() + ".";
    };
  }

  private static String moves(String pattern, Integer count, TicketCopy ticket) {
    String often = count == null ? "too often" : count == 1 ? "once" : count + " times";
    String what =
        switch (pattern) {
          case "RETURNED" ->
              "It is back with somebody who had handed it off; it was handed off "
                  + often
                  + " and nobody worked on it in between.";
          case "HOPS" -> "It was handed off " + often + " and nobody worked on it in between.";
          case "TOGGLING" ->
              "It was put on hold "
                  + often
                  + ", with neither work nor a word from the customer in between.";
          default -> "It only moves about.";
        };
    return ticket == null || ticket.hands().isEmpty()
        ? what
        : what + " Its way: " + way(ticket) + ".";
  }

  /** Through whose hands it went, oldest first, and who has it now. */
  static String way(TicketCopy ticket) {
    String now =
        ticket.ownerPerson() != null
            ? ticket.ownerPerson()
            : Objects.requireNonNullElse(ticket.ownerTeam(), "?");
    return String.join(" → ", ticket.hands()) + " → " + now;
  }

  private static String overload(String about, Alert.Measure measure) {
    String who = Character.toUpperCase(about.charAt(0)) + about.substring(1);
    return measure.count() == null || measure.bound() == null
        ? who + " has more than there is room for."
        : who
            + " has "
            + measure.count()
            + " open demands and room for "
            + measure.bound()
            + ". This is the most pressing of them.";
  }

  static String owner(TicketCopy ticket) {
    if (ticket.ownerPerson() == null) {
      return ticket.ownerTeam() == null ? null : "team " + ticket.ownerTeam();
    }
    return ticket.ownerTeam() == null
        ? ticket.ownerPerson()
        : ticket.ownerPerson() + ", team " + ticket.ownerTeam();
  }

  static String time(Instant instant) {
    return instant == null ? null : TIME.format(instant);
  }
}
