package io.heard.notifications.mail;

import io.heard.notifications.alerts.AlertQueries;
import io.heard.notifications.deliveries.Channel;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.deliveries.Digests;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.util.MailConnectException;

/**
 * Sends mail. Every attempt that may follow an arrival is the same message under the same {@code
 * Message-ID}, so that a mailbox can tell a message sent twice from two messages. A mailbox that
 * does not exist is not tried again; everything else is.
 */
@ApplicationScoped
class EmailChannel implements Channel {

  /** No such mailbox (RFC 5321 §4.2.3): no patience brings it into being. */
  private static final Set<Integer> NO_SUCH_MAILBOX = Set.of(550, 551, 553);

  private static final int WHOLE_MAIL = 3;

  @Inject AlertQueries alerts;
  @Inject AlertMail mails;
  @Inject Digests digests;
  @Inject DigestMail digestMails;
  @Inject NewsMail newsMails;
  @Inject Letters letters;
  @Inject SmtpServer server;
  @Inject MailSettings settings;

  private ExecutorService posts;

  @PostConstruct
  void open() {
    posts =
        Executors.newFixedThreadPool(
            settings.parallel(),
            task -> {
              Thread thread = new Thread(task, "mail");
              thread.setDaemon(true);
              return thread;
            });
  }

  void close(@Observes ShutdownEvent event) {
    posts.shutdown();
  }

  @Override
  public Kind kind() {
    return Kind.EMAIL;
  }

  @Override
  public int parallelPerTarget() {
    return settings.parallel();
  }

  @Override
  public CompletionStage<Outcome> send(Delivery delivery) {
    return switch (delivery.purpose()) {
      case DIGEST -> digest(delivery);
      case NEWS -> post(delivery, () -> Optional.of(newsMails.of(delivery)));
      case NOTICE, EVENT -> post(delivery, () -> notice(delivery));
    };
  }

  private Optional<MimeMessage> notice(Delivery delivery) throws MessagingException {
    Optional<AlertQueries.Facts> facts = alerts.facts(delivery.alertId());
    return facts.isEmpty() ? Optional.empty() : Optional.of(mails.about(facts.get(), delivery));
  }

  private CompletionStage<Outcome> digest(Delivery delivery) {
    List<Delivery> content = digests.content(delivery);
    return content.isEmpty()
        ? CompletableFuture.completedFuture(Outcome.obsolete("somebody has reacted to everything"))
        : post(delivery, () -> digest(delivery, content));
  }

  private Optional<MimeMessage> digest(Delivery delivery, List<Delivery> content)
      throws MessagingException {
    List<DigestMail.Item> items = new ArrayList<>();
    for (Delivery notice : content) {
      alerts
          .facts(notice.alertId())
          .ifPresent(facts -> items.add(new DigestMail.Item(facts, notice)));
    }
    return items.isEmpty() ? Optional.empty() : Optional.of(digestMails.of(items, delivery));
  }

  private CompletionStage<Outcome> post(Delivery delivery, Letters.Writer writer) {
    return CompletableFuture.supplyAsync(() -> attempt(delivery, writer), posts)
        .orTimeout(settings.timeout().toMillis() * WHOLE_MAIL, TimeUnit.MILLISECONDS);
  }

  private Outcome attempt(Delivery delivery, Letters.Writer writer) {
    Outcome outcome = hand(delivery, writer);
    return delivery.letter() == null ? outcome : outcome.afterAnother();
  }

  private Outcome hand(Delivery delivery, Letters.Writer writer) {
    try {
      Optional<String> letter = letters.of(delivery, writer);
      if (letter.isEmpty()) {
        return Outcome.obsolete("the alert does not exist");
      }
      server.send(letter.get());
      return Outcome.delivered(null);
    } catch (AddressException e) {
      return Outcome.rejected(null, "The address is none: " + e.getMessage());
    } catch (MessagingException e) {
      return refused(e);
    }
  }

  private static Outcome refused(MessagingException refusal) {
    if (refusal instanceof MailConnectException) {
      return Outcome.notSent(null, refusal.getMessage());
    }
    for (Exception e = refusal; e instanceof MessagingException next; e = next.getNextException()) {
      if (e instanceof SMTPAddressFailedException address) {
        String error = "The mail server answered " + address.getMessage().strip();
        return NO_SUCH_MAILBOX.contains(address.getReturnCode())
            ? Outcome.rejected(address.getReturnCode(), error)
            : Outcome.notSent(address.getReturnCode(), error);
      }
    }
    return Outcome.retry(null, refusal.getMessage(), null);
  }
}
