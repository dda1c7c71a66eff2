package io.heard.tickets.inbound;

import io.heard.tickets.inbound.MailboxLeases.Position;
import io.heard.tickets.inbound.MailboxSettings.Mailbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.ReceivedDateTerm;
import jakarta.mail.search.SearchTerm;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Reads one mailbox by IMAP (RFC 9051). What is looked at is what is unseen, and whatever came in
 * since the last time, seen or not: a person who opens a mail does not hide it. A mail is marked as
 * seen only after what became of it is committed.
 */
@ApplicationScoped
class MailboxReader {

  private static final Logger LOG = Logger.getLogger(MailboxReader.class);

  private static final int PIECE = 1024 * 1024;

  /** How far back to look when nothing but the time says what has been read. */
  private static final Duration NUMBERS_GIVEN_ANEW = Duration.ofDays(2);

  @Inject MailboxSettings settings;
  @Inject InboundMessages messages;
  @Inject MailboxLeases leases;
  @Inject MailDesk desk;

  /**
   * Takes in what is there.
   *
   * @return how many mails were taken in; -1 when another replica has the mailbox
   */
  int read(String name, UUID holder) throws MessagingException, IOException {
    Optional<Position> position = leases.take(name, holder, settings.lease());
    if (position.isEmpty()) {
      return -1;
    }
    Mailbox mailbox = settings.mailboxes().get(name);
    try (Store store = session(mailbox).getStore()) {
      store.connect(mailbox.host(), mailbox.port(), mailbox.username(), mailbox.password());
      try (Folder folder = store.getFolder(mailbox.folder())) {
        folder.open(Folder.READ_WRITE);
        return take(name, holder, folder, position.get());
      }
    }
  }

  private int take(String name, UUID holder, Folder folder, Position position)
      throws MessagingException, IOException {
    UIDFolder uids = (UIDFolder) folder;
    long validity = uids.getUIDValidity();
    // a mailbox that was never read is read by what is unseen
    boolean known = position.uidValidity() != null && position.uidValidity() == validity;
    long last = known ? position.lastUid() : Math.max(0, uids.getUIDNext() - 1);
    Map<Long, Message> found =
        new TreeMap<>(matching(folder, uids, new FlagTerm(new Flags(Flags.Flag.SEEN), false)));
    if (!known && position.uidValidity() != null) {
      // numbers were given anew: where we were is known by time only; what was taken is known by
      // its mark
      Optional<Instant> latest = messages.latest(name);
      if (latest.isPresent()) {
        Date since = Date.from(latest.get().minus(NUMBERS_GIVEN_ANEW));
        found.putAll(matching(folder, uids, new ReceivedDateTerm(ComparisonTerm.GE, since)));
      }
      LOG.warnf(
          "Mailbox %s has given its mails new numbers (UIDVALIDITY %d); %d mails are looked at",
          name, validity, found.size());
    }
    if (known) {
      for (Message message : uids.getMessagesByUID(last + 1, UIDFolder.LASTUID)) {
        if (message != null && uids.getUID(message) > last) {
          found.putIfAbsent(uids.getUID(message), message);
        }
      }
    }
    int taken = 0;
    Exception broken = null;
    for (Map.Entry<Long, Message> mail : found.entrySet()) {
      try {
        takeOne(name, mail.getValue());
        taken++;
      } catch (MessagingException | IOException e) {
        if (!folder.isOpen()) {
          throw e;
        }
        // one that the server cannot hand over holds up no other, and is asked for again
        broken = e;
      }
      last = broken == null ? Math.max(last, mail.getKey()) : last;
      leases.read(name, holder, new Position(validity, last));
      if (leases.take(name, holder, settings.lease()).isEmpty()) {
        return taken;
      }
    }
    if (broken != null) {
      throw new MessagingException("a mail cannot be fetched", broken);
    }
    leases.read(name, holder, new Position(validity, last));
    return taken;
  }

  private static Map<Long, Message> matching(Folder folder, UIDFolder uids, SearchTerm term)
      throws MessagingException {
    Message[] messages = folder.search(term);
    FetchProfile numbers = new FetchProfile();
    numbers.add(UIDFolder.FetchProfileItem.UID);
    folder.fetch(messages, numbers);
    Map<Long, Message> found = new LinkedHashMap<>();
    for (Message message : messages) {
      found.put(uids.getUID(message), message);
    }
    return found;
  }

  private void takeOne(String name, Message message) throws MessagingException, IOException {
    Path file = Files.createTempFile("heard-mail-", ".eml");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        message.writeTo(out);
      }
      MailDesk.Outcome outcome = desk.take(name, file);
      message.setFlag(Flags.Flag.SEEN, true);
      LOG.debugf("A mail in mailbox %s: %s", name, outcome);
    } catch (MessageRemovedException e) {
      LOG.warnf("A mail in mailbox %s was removed by somebody while it was read", name);
    } finally {
      MailDesk.delete(file);
    }
  }

  private Session session(Mailbox mailbox) {
    String protocol = mailbox.tls() == MailboxSettings.Tls.IMPLICIT ? "imaps" : "imap";
    String prefix = "mail." + protocol + ".";
    String millis = Long.toString(settings.timeout().toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.store.protocol", protocol);
    properties.setProperty(prefix + "connectiontimeout", millis);
    properties.setProperty(prefix + "timeout", millis);
    properties.setProperty(prefix + "writetimeout", millis);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    boolean startTls = mailbox.tls() == MailboxSettings.Tls.REQUIRED;
    properties.setProperty(prefix + "starttls.enable", Boolean.toString(startTls));
    properties.setProperty(prefix + "starttls.required", Boolean.toString(startTls));
    // a large mail in pieces of 16 KiB, as delivered, takes minutes and holds up all that are
    // behind it
    properties.setProperty(prefix + "fetchsize", Integer.toString(PIECE));
    // reading alone must not mark it as seen
    properties.setProperty(prefix + "peek", "true");
    return Session.getInstance(properties);
  }
}
