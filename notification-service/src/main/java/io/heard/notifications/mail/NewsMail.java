package io.heard.notifications.mail;

import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.directory.Directory;
import io.heard.notifications.directory.StaffMember;
import io.heard.notifications.news.News;
import io.heard.notifications.news.ReceiverNews;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.Tickets;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the mail that tells people what others have done with their demands, in their language and
 * by their clock, as plain text and as HTML.
 */
@ApplicationScoped
class NewsMail {

  @Inject AlertMail mails;
  @Inject ReceiverNews news;
  @Inject Tickets tickets;
  @Inject Directory directory;

  @Inject
  @Location("news.txt")
  Template text;

  @Inject
  @Location("news.html")
  Template html;

  /** What the templates show of one piece of news. */
  record Line(String number, String subject, String said) {}

  MimeMessage of(Delivery delivery) throws MessagingException {
    NewsWords words = words(delivery.recipient());
    List<Line> lines =
        news.of(delivery).stream()
            .map(one -> line(one, tickets.find(one.ticket()), words))
            .toList();
    long demands = lines.stream().map(Line::number).distinct().count();
    String headline =
        demands == 1 ? words.of("one", lines.get(0).number()) : words.of("many", demands);
    MimeMessage mail = mails.blank(delivery, "[Heard] " + headline);
    mail.setHeader("Content-Language", words.language());
    Map<String, Object> content =
        Map.of(
            "lang", words.language(),
            "headline", headline,
            "why", words.of("why"),
            "list", words.of("list"),
            "lines", lines);
    mail.setContent(
        new MimeMultipart(
            "alternative",
            AlertMail.part(render(text, content), "plain"),
            AlertMail.part(render(html, content), "html")));
    return mail;
  }

  private NewsWords words(String address) {
    Optional<StaffMember> reader = directory.byAddress(address);
    return NewsWords.forReader(
        reader.map(StaffMember::language).orElse(null),
        reader.map(StaffMember::timeZone).orElse(null));
  }

  private static String render(Template template, Map<String, Object> content) {
    var instance = template.instance();
    content.forEach(instance::data);
    return instance.render();
  }

  private static Line line(News news, Optional<TicketCopy> ticket, NewsWords words) {
    return new Line(
        ticket.map(TicketCopy::number).orElse(news.ticket().toString()),
        ticket.map(TicketCopy::subject).orElse(""),
        words.said(news));
  }
}
