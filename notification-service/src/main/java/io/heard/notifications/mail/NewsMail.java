package io.heard.notifications.mail;

import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.news.News;
import io.heard.notifications.news.ReceiverNews;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.Tickets;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;

/** Writes the mail that tells a first receiver what others have done with their demands. */
@ApplicationScoped
class NewsMail {

  @Inject AlertMail mails;
  @Inject ReceiverNews news;
  @Inject Tickets tickets;

  @Inject
  @Location("news.txt")
  Template text;

  /** What the template shows of one piece of news. */
  record Line(
      String number, String subject, String happening, String by, String at, String state) {}

  MimeMessage of(Delivery delivery) throws MessagingException {
    List<Line> lines =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    news.of(delivery).stream()
                        .map(one -> line(one, tickets.find(one.ticket())))
                        .toList());
    long demands = lines.stream().map(Line::number).distinct().count();
    String headline =
        demands == 1 ? "News of " + lines.get(0).number() : "News of " + demands + " demands";
    MimeMessage mail = mails.blank(delivery, "[Heard] " + headline);
    mail.setText(text.data("headline", headline).data("lines", lines).render(), "UTF-8");
    return mail;
  }

  private static Line line(News news, Optional<TicketCopy> ticket) {
    return new Line(
        ticket.map(TicketCopy::number).orElse(news.ticket().toString()),
        ticket.map(TicketCopy::subject).orElse(""),
        news.happening().replace('-', ' '),
        news.by(),
        AlertMail.time(news.at()),
        news.state());
  }
}
