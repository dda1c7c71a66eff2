package io.heard.tickets.inbound;

import io.heard.kit.contact.ContactPoints;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.Passing;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import io.heard.tickets.attachment.Attachments;
import io.heard.tickets.attachment.Blobs;
import io.heard.tickets.inbound.InboundApi.Way;
import io.heard.tickets.inbound.InboundMessages.Arrival;
import io.heard.tickets.inbound.InboundMessages.Known;
import io.heard.tickets.inbound.MailboxSettings.Mailbox;
import io.heard.tickets.intake.Digests;
import io.heard.tickets.ticket.Intake;
import io.heard.tickets.ticket.TicketApi;
import io.heard.tickets.ticket.TicketApi.Channel;
import io.heard.tickets.ticket.TicketApi.Contact;
import io.heard.tickets.ticket.TicketApi.CustomerRef;
import io.heard.tickets.ticket.TicketApi.NewTicket;
import io.heard.tickets.ticket.TicketDesk;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedFileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes of a mail a ticket, a contact on the ticket it answers, or something a person has to look
 * at; the mark against repeats is in the same transaction. Only when this has returned may the mail
 * be marked as seen.
 */
@ApplicationScoped
public class MailDesk {

  private static final Logger LOG = Logger.getLogger(MailDesk.class);
  private static final String ALL_MAILBOXES = "mail";
  private static final String RFC822 = "message/rfc822";
  private static final int MAX_SUBJECT = 300;
  private static final int MAX_TEXT = 20_000;
  private static final int MAX_NAME = 200;
  private static final Session SESSION = Session.getInstance(lenient());

  @Inject InboundMessages messages;
  @Inject MailboxSettings settings;
  @Inject Intake intake;
  @Inject TicketDesk tickets;
  @Inject Attachments attachments;
  @Inject Blobs blobs;
  @Inject ContactPoints contacts;
  @Inject Origins origins;

  private static Properties lenient() {
    Properties properties = new Properties();
    properties.setProperty("mail.mime.address.strict", "false");
    properties.setProperty("mail.mime.decodetext.strict", "false");
    // headers in UTF-8 (RFC 6532), also of senders who do not say so
    properties.setProperty("mail.mime.allowutf8", "true");
    return properties;
  }

  /** What became of a mail. */
  enum Outcome {
    TICKET,
    CONTACT,
    PARKED,
    KNOWN_ALREADY
  }

  /** Why a mail is not taken by itself. */
  private record Doubt(String reason, String error) {}

  /** Takes a mail in that lies in a file; returns when what became of it is committed. */
  Outcome take(String mailbox, Path file) {
    Arrival arrival = null;
    try (SharedFileInputStream raw = new SharedFileInputStream(file.toFile())) {
      MimeMessage mail = new MimeMessage(SESSION, raw);
      IncomingMail read = IncomingMail.read(mail);
      arrival = arrival(mailbox, read);
      Arrival known = arrival;
      Doubt doubt = doubt(read, Files.size(file));
      return doubt == null
          ? QuarkusTransaction.requiringNew().call(() -> log(known, read, file))
          : park(known, file, doubt);
    } catch (MessagingException | IOException e) {
      return park(
          arrival == null ? unreadable(mailbox, file) : arrival,
          file,
          new Doubt("UNREADABLE", "is no mail that can be read: " + e.getMessage()));
    } catch (RuntimeException e) {
      if (Passing.isContention(e) || Passing.isOutage(e)) {
        throw e;
      }
      LOG.errorf(e, "A mail in mailbox %s is parked", mailbox);
      Doubt failed =
          e instanceof Problem problem
              ? new Doubt("REFUSED", FormDesk.describe(problem))
              : new Doubt("FAILED", "failed on our side: " + e);
      return park(arrival == null ? unreadable(mailbox, file) : arrival, file, failed);
    }
  }

  private Arrival arrival(String mailbox, IncomingMail mail)
      throws MessagingException, IOException {
    InternetAddress sender = mail.sender();
    return new Arrival(
        Way.MAIL,
        ALL_MAILBOXES,
        mail.key(),
        mailbox,
        sender == null ? null : contacts.email(sender.getAddress()).orElse(sender.getAddress()),
        mail.subject(),
        mail.messageId(),
        RFC822);
  }

  /** Known by the fingerprint of the whole. */
  private static Arrival unreadable(String mailbox, Path file) {
    try (InputStream raw = Files.newInputStream(file)) {
      String key = "raw/" + Digests.sha256(raw);
      return new Arrival(Way.MAIL, ALL_MAILBOXES, key, mailbox, null, null, null, RFC822);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Doubt doubt(IncomingMail mail, long size) throws MessagingException {
    if (size > settings.maxSize().asLongValue()) {
      return new Doubt(
          "TOO_LARGE", "has " + size + " bytes; taken are " + settings.maxSize().asLongValue());
    }
    String machine = mail.machine(ownAddresses());
    if (machine != null) {
      return new Doubt(machine, "was sent by a machine: nobody seems to wait for an answer");
    }
    return mail.sender() == null ? new Doubt("NO_SENDER", "does not say whom to answer") : null;
  }

  private Set<String> ownAddresses() {
    Set<String> own =
        settings.ownAddresses().orElse(Set.of()).stream()
            .map(address -> address.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    settings.mailboxes().values().stream()
        .map(mailbox -> mailbox.username().toLowerCase(Locale.ROOT))
        .filter(name -> name.contains("@"))
        .forEach(own::add);
    return own;
  }

  private Outcome park(Arrival arrival, Path file, Doubt doubt) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              Optional<UUID> mark = messages.mark(arrival, "PARKED");
              if (mark.isEmpty()) {
                return Outcome.KNOWN_ALREADY;
              }
              try (InputStream raw = Files.newInputStream(file)) {
                messages.parked(mark.get(), doubt.reason(), doubt.error(), blobs.putNear(raw).id());
              }
              return Outcome.PARKED;
            });
  }

  private Outcome log(Arrival arrival, IncomingMail mail, Path file)
      throws MessagingException, IOException {
    Optional<UUID> mark = messages.mark(arrival, "TAKEN");
    if (mark.isEmpty()) {
      return Outcome.KNOWN_ALREADY;
    }
    Optional<UUID> answered = answered(mail);
    TicketApi.View ticket = record(arrival.source(), mail, answered, file);
    messages.taken(mark.get(), ticket.id(), answered.isPresent());
    return answered.isPresent() ? Outcome.CONTACT : Outcome.TICKET;
  }

  /**
   * The ticket a mail is about. A number in the subject can be guessed, a Message-ID cannot: with a
   * number alone the mail must come from the ticket's customer.
   */
  private Optional<UUID> answered(IncomingMail mail) throws MessagingException {
    Optional<UUID> thread = messages.ticketOf(mail.answers());
    if (thread.isPresent() || mail.number() == null) {
      return thread;
    }
    Optional<String> email = contacts.email(mail.sender().getAddress());
    return email.flatMap(from -> numbered(mail, from));
  }

  private Optional<UUID> numbered(IncomingMail mail, String from) {
    try {
      return tickets.ofCustomer(mail.number(), from);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private TicketApi.View record(
      String mailboxName, IncomingMail mail, Optional<UUID> answered, Path file)
      throws MessagingException, IOException {
    Origin origin = origins.system("mail-" + mailboxName);
    String text = mail.text();
    TicketApi.View ticket =
        answered.isPresent()
            ? tickets.contactedWithin(
                answered.get(),
                new Contact(
                    Channel.EMAIL, cut(text.isEmpty() ? subjectOf(mail) : text, MAX_TEXT), null),
                origin)
            : intake.logWithin(
                demand(mail, text, mailbox(mailboxName)), receiver(mailboxName), origin);
    for (IncomingMail.Attached attached : mail.attached()) {
      try (InputStream content = attached.part().getInputStream()) {
        attachments.add(ticket.id(), attached.name(), attached.type(), content, origin);
      }
    }
    if (text.length() > MAX_TEXT || !mail.isWhole()) {
      try (InputStream whole = Files.newInputStream(file)) {
        attachments.add(ticket.id(), "mail.eml", RFC822, whole, origin);
      }
    }
    return ticket;
  }

  private Mailbox mailbox(String name) {
    Mailbox mailbox = settings.mailboxes().get(name);
    if (mailbox == null) {
      throw Problem.conflict("no-mailbox", "Mailbox " + name + " is not configured any more.");
    }
    return mailbox;
  }

  private Caller receiver(String mailboxName) {
    return new Caller(mailbox(mailboxName).receiver(), null, null, Set.of(Roles.FRONTLINE));
  }

  private NewTicket demand(IncomingMail mail, String text, Mailbox mailbox)
      throws MessagingException {
    InternetAddress sender = mail.sender();
    Optional<String> email = contacts.email(sender.getAddress());
    String name = sender.getPersonal() == null ? null : storable(sender.getPersonal());
    // an address no other part of Heard can take is still whom to answer
    CustomerRef customer =
        email.isPresent()
            ? new CustomerRef(null, name == null ? null : cut(name, MAX_NAME), null, email.get())
            : new CustomerRef(null, cut(storable(sender.toUnicodeString()), MAX_NAME), null, null);
    return new NewTicket(
        customer,
        Channel.EMAIL,
        mailbox.kind(),
        null,
        cut(subjectOf(mail), MAX_SUBJECT),
        text.isEmpty() ? null : cut(text, MAX_TEXT),
        null,
        null,
        null,
        mailbox.team(),
        List.of(),
        Map.of(),
        null);
  }

  private static String subjectOf(IncomingMail mail) throws MessagingException {
    return mail.subject().isEmpty() ? "(no subject)" : storable(mail.subject());
  }

  private static String storable(String text) {
    return text.replaceAll("[\\p{Cntrl}]+", " ").strip();
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  /**
   * Takes a parked mail whatever it was parked for; within a transaction. Empty when it cannot be
   * read.
   */
  Optional<TicketApi.View> retry(Known parked, InputStream raw) {
    Path file = copied(raw);
    try (SharedFileInputStream content = new SharedFileInputStream(file.toFile())) {
      IncomingMail mail = IncomingMail.read(new MimeMessage(SESSION, content));
      return mail.sender() == null
          ? Optional.empty()
          : Optional.of(record(parked.source(), mail, answered(mail), file));
    } catch (MessagingException | IOException e) {
      // what is encoded in a way nobody can undo is an IOException to Jakarta Mail
      LOG.infof("Parked mail %s still cannot be read: %s", parked.id(), e.getMessage());
      return Optional.empty();
    } finally {
      delete(file);
    }
  }

  private static Path copied(InputStream raw) {
    Path file = null;
    try {
      file = Files.createTempFile("heard-mail-", ".eml");
      Files.copy(raw, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      delete(file);
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warnf("A temporary file cannot be deleted: %s", e.toString());
    }
  }
}
