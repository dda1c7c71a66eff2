package io.heard.notifications.mail;

import io.heard.notifications.alerts.AlertApi;
import io.heard.notifications.alerts.AlertQueries;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.tickets.TicketCopy;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Writes one mail about many alerts: what cannot wait first, then what was due the longest ago. */
@ApplicationScoped
class DigestMail {

  private static final Comparator<Item> ORDER =
      Comparator.comparing((Item item) -> !item.notice().urgent())
          .thenComparing(DigestMail::since)
          .thenComparing(item -> item.facts().alert().id());

  @Inject AlertMail mails;

  @Inject
  @Location("digest.txt")
  Template text;

  @Inject
  @Location("digest.html")
  Template html;

  @ConfigProperty(name = "heard.public-url")
  String publicUrl;

  /** A notice and what it is about. */
  record Item(AlertQueries.Facts facts, Delivery notice) {}

  /** What the templates show of one alert; null where there is nothing to show. */
  record Line(
      String headline,
      String subject,
      String priority,
      String customer,
      String owner,
      String dueAt,
      String raisedAt,
      String meantFor,
      String why,
      boolean urgent) {}

  MimeMessage of(List<Item> items, Delivery digest) throws MessagingException {
    List<Line> lines = items.stream().sorted(ORDER).map(DigestMail::line).toList();
    String headline = lines.size() == 1 ? "1 alert" : lines.size() + " alerts";
    MimeMessage mail = mails.blank(digest, "[Heard] " + headline + " that need you");
    mail.setHeader("X-Heard-Digest", digest.id().toString());
    mail.setContent(
        new MimeMultipart(
            "alternative",
            AlertMail.part(render(text, headline, lines), "plain"),
            AlertMail.part(render(html, headline, lines), "html")));
    return mail;
  }

  private String render(Template template, String headline, List<Line> lines) {
    return template
        .data("headline", headline)
        .data("lines", lines)
        .data("board", publicUrl)
        .render();
  }

  private static Instant since(Item item) {
    AlertApi.View alert = item.facts().alert();
    return alert.dueAt() == null ? alert.raisedAt() : alert.dueAt();
  }

  private static Line line(Item item) {
    AlertApi.View alert = item.facts().alert();
    TicketCopy ticket = item.facts().ticket();
    return new Line(
        AlertMail.headline(item.facts()),
        ticket == null ? null : ticket.subject(),
        ticket == null ? null : ticket.priority(),
        ticket == null ? null : ticket.customerName(),
        ticket == null ? null : AlertMail.owner(ticket),
        AlertMail.time(alert.dueAt()),
        AlertMail.time(alert.raisedAt()),
        item.notice().meantFor(),
        item.notice().why(),
        item.notice().urgent());
  }
}
