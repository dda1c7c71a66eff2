package io.heard.notifications.mail;

import io.heard.notifications.alerts.AlertQueries;
import io.heard.notifications.deliveries.Channel;
import io.heard.notifications.deliveries.Delivery;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends alerts by mail (SMTP, RFC 5321). Every attempt bears the same {@code Message-ID}, so that a
 * mailbox can tell the same message sent twice from two messages. A mailbox that does not exist is
 * not tried again; everything else is.
 */
@ApplicationScoped
class EmailChannel implements Channel {

  /** No such mailbox (RFC 5321 §4.2.3): no patience brings it into being. */
  private static final Set<Integer> NO_SUCH_MAILBOX = Set.of(550, 551, 553);

  @Inject ReactiveMailer mailer;
  @Inject AlertQueries alerts;
  @Inject AlertMail mails;
  @Inject MailSettings settings;

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
    Optional<AlertQueries.Facts> facts = alerts.facts(delivery.alertId());
    if (facts.isEmpty()) {
      return CompletableFuture.completedFuture(Outcome.obsolete("the alert does not exist"));
    }
    Mail mail = mails.about(facts.get(), delivery);
    return mailer
        .send(mail)
        .ifNoItem()
        .after(settings.timeout())
        .fail()
        .onItem()
        .transform(sent -> Outcome.delivered(null))
        .onFailure(SMTPException.class)
        .recoverWithItem(EmailChannel::refused)
        .subscribeAsCompletionStage();
  }

  private static Outcome refused(SMTPException e) {
    String error = e.getReplyCode() + " " + String.join(" ", e.getReplyMessages());
    return NO_SUCH_MAILBOX.contains(e.getReplyCode())
        ? Outcome.rejected(e.getReplyCode(), error)
        : Outcome.retry(e.getReplyCode(), error, null);
  }
}
