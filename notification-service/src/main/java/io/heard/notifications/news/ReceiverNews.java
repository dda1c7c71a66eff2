package io.heard.notifications.news;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.notifications.deliveries.Deliveries;
import io.heard.notifications.deliveries.Delivery;
import io.heard.notifications.directory.Directory;
import io.heard.notifications.directory.StaffMember;
import io.heard.notifications.quiet.QuietHours;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.Tickets;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the first receiver of every change that matters to whoever owes the customer the answer,
 * unless it is their own doing; the first receivers of tickets that live on in it as well, whoever
 * is given it or something to do, and whoever has it bounced back at them. Gathered for a while,
 * and through their quiet hours, it leaves as one mail. Who cannot be reached by mail has the list
 * of what they owe.
 */
@ApplicationScoped
public class ReceiverNews {

  /** What changes what the customer can be told. */
  private static final Set<String> MATTERS =
      Set.of(
          "logged",
          "acknowledged",
          "started",
          "waiting",
          "resumed",
          "contacted",
          "resolved",
          "confirmed",
          "denied",
          "closed",
          "reopened",
          "declined",
          "merged",
          "handed-off",
          "handoff-accepted",
          "handoff-bounced",
          "ping-pong",
          "promised",
          "promise-kept",
          "promise-broken",
          "promise-renegotiated",
          "promise-released",
          "action-planned",
          "action-done",
          "action-cancelled",
          "duty-offered",
          "duty-offer-ended",
          "duty-handed-over",
          "requirement-shipped");

  /** These concern whoever is to do the action. */
  private static final Set<String> FOR_ASSIGNEE = Set.of("action-planned", "action-cancelled");

  /** These concern whoever has it now. */
  private static final Set<String> HANDOVERS = Set.of("handed-off", "handoff-bounced");

  @Inject Directory directory;
  @Inject Tickets tickets;
  @Inject Deliveries deliveries;
  @Inject QuietHours quietHours;
  @Inject NewsSettings settings;
  @Inject ObjectMapper json;
  @Inject MeterRegistry metrics;
  @Inject Clock clock;

  /**
   * Something happened to a ticket; within the transaction that takes its event in.
   *
   * @param sender who had handed it off last before, null when nobody had
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void happened(
      TicketCopy ticket, String happening, Instant at, String by, JsonNode data, String sender) {
    String what = what(happening, data);
    if (!MATTERS.contains(what) || at.isBefore(clock.instant().minus(settings.oldest()))) {
      return;
    }
    Set<String> concerned = concerned(ticket, what, data, sender);
    concerned.remove(by);
    News news =
        new News(ticket.id(), what, at, by, ticket.state(), NewsFacts.of(what, ticket, data));
    concerned.forEach(person -> tell(person, news));
  }

  /** What it is called here: some events may say one thing or its opposite. */
  private static String what(String happening, JsonNode data) {
    if (happening.equals("requirement-changed") && data.path("step").asText().equals("SHIPPED")) {
      // what the customer asked for is there: the receiver is to tell them
      return "requirement-shipped";
    }
    return happening.equals("confirmed") && !data.path("satisfied").asBoolean(true)
        ? "denied"
        : happening;
  }

  /**
   * @param sender who had handed it off last, before this
   */
  private Set<String> concerned(TicketCopy ticket, String happening, JsonNode data, String sender) {
    Set<String> concerned = new LinkedHashSet<>();
    if (happening.equals("logged")) {
      // the receiver has logged it, or finds it among what they owe
      if (ticket.ownerPerson() != null) {
        concerned.add(ticket.ownerPerson());
      }
      return concerned;
    }
    if (!happening.equals("action-planned")) {
      concerned.add(ticket.receiver());
      concerned.addAll(tickets.receiversOfMerged(ticket.id()));
    }
    if (HANDOVERS.contains(happening) && data.at("/to/person").isTextual()) {
      concerned.add(data.at("/to/person").textValue());
    }
    if (happening.equals("handoff-bounced") && sender != null) {
      concerned.add(sender);
    }
    if (FOR_ASSIGNEE.contains(happening) && data.at("/action/person").isTextual()) {
      concerned.add(data.at("/action/person").textValue());
    }
    for (String path : List.of("/transfer/from", "/transfer/to", "/from", "/to")) {
      JsonNode person = data.at(path);
      if (happening.startsWith("duty-") && person.isTextual()) {
        concerned.add(person.textValue());
      }
    }
    return concerned;
  }

  private void tell(String person, News news) {
    Optional<String> address =
        directory.person(person).map(StaffMember::email).filter(known -> !known.isBlank());
    if (address.isEmpty()) {
      metrics.counter("heard.news.without.address").increment();
      return;
    }
    Instant gathered = clock.instant().plus(settings.collect());
    Instant quietUntil = quietHours.until(address.get(), gathered);
    deliveries.news(
        address.get(),
        text(List.of(news)),
        quietUntil == null ? gathered : quietUntil,
        settings.most());
  }

  /** What a delivery of news is to say, oldest first. */
  public List<News> of(Delivery delivery) {
    try {
      return json.readValue(delivery.payload(), new TypeReference<List<News>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text(List<News> news) {
    try {
      return json.writeValueAsString(news);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
