package io.heard.local.mail;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.heard.local.Endpoint;
import io.heard.local.Settings;
import jakarta.mail.MessagingException;
import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.angus.mail.util.MailStreamProvider;

/**
 * An SMTP server that takes mail for anybody and keeps it in {@link MailFolder}. The sender gets
 * its 250 only when the mail is in its file; if it cannot be stored, a 451 tells the sender to come
 * again.
 */
public final class MailReceiver implements AutoCloseable {
  private static final String KEEPER = "keeper";

  static {
    // Jakarta Mail asks for it with every mail, and would look through all jars each time
    System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
  }

  private final GreenMail server;
  private final MailFolder folder;
  private final GreenMailUser keeper;
  private MovingMessage stored;

  private MailReceiver(GreenMail server, MailFolder folder) throws UserException {
    this.server = server;
    this.folder = folder;
    UserManager users = server.getUserManager();
    this.keeper = users.createUser(KEEPER, KEEPER, KEEPER);
    users.setMessageDeliveryHandler((message, recipient) -> keep(message));
  }

  public static MailReceiver start(Settings settings, MailFolder folder) throws UserException {
    GreenMail server =
        new GreenMail(
            new ServerSetup(settings.port(Endpoint.SMTP), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    return new MailReceiver(server, folder);
  }

  /** Called for each recipient in turn; one mail is stored once. */
  private synchronized GreenMailUser keep(MovingMessage message) throws MessagingException {
    if (message != stored) {
      try {
        server.purgeEmailFromAllMailboxes();
        folder.store(message.getMessage(), message.getToAddresses());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (FolderException e) {
        throw new MessagingException("Cannot free the memory of earlier mails", e);
      }
      stored = message;
    }
    return keeper;
  }

  /** How many mails are held beside their files. */
  int inMemory() {
    return server.getReceivedMessages().length;
  }

  @Override
  public void close() {
    server.stop();
  }
}
