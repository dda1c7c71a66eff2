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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.util.MailConnectException;

/**
 * Sends alerts by mail. Every attempt bears the same {@code Message-ID}, so that a mailbox can tell
 * the same message sent twice from two messages. A mailbox that does not exist is not tried again;
 * everything else is.
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
      case NEWS -> post(() -> newsMails.of(delivery));
      case NOTICE, EVENT -> notice(delivery);
    };
  }

  private CompletionStage<Outcome> notice(Delivery delivery) {
    return alerts
        .facts(delivery.alertId())
        .map(facts -> post(() -> mails.about(facts, delivery)))
        .orElseGet(
            () -> CompletableFuture.completedFuture(Outcome.obsolete("the alert does not exist")));
  }

  private CompletionStage<Outcome> digest(Delivery delivery) {
    List<DigestMail.Item> items = new ArrayList<>();
    for (Delivery notice : digests.content(delivery)) {
      alerts
          .facts(notice.alertId())
          .ifPresent(facts -> items.add(new DigestMail.Item(facts, notice)));
    }
    return items.isEmpty()
        ? CompletableFuture.completedFuture(Outcome.obsolete("somebody has reacted to everything"))
        : post(() -> digestMails.of(items, delivery));
  }

  /** Writes a mail. */
  @FunctionalInterface
  private interface Letter {
    MimeMessage write() throws MessagingException;
  }

  private CompletionStage<Outcome> post(Letter letter) {
    return CompletableFuture.supplyAsync(() -> hand(letter), posts)
        .orTimeout(settings.timeout().toMillis() * WHOLE_MAIL, TimeUnit.MILLISECONDS);
  }

  private Outcome hand(Letter letter) {
    try {
      server.send(letter.write());
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
