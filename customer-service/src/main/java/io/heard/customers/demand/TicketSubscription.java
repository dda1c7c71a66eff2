package io.heard.customers.demand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.customers.contact.Contact;
import io.heard.customers.customer.Recognition;
import io.heard.kit.contact.ContactPoints;
import io.heard.kit.inbox.Event;
import io.heard.kit.inbox.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Listens to tickets: a demand whose customer is open is given one, and every event keeps the local
 * copy of what customers have asked for up to date.
 */
@ApplicationScoped
public class TicketSubscription implements Subscription {

  /** Types that change nothing here but the ticket's summary. */
  private static final Set<String> SUMMARY_ONLY =
      Set.of(
          "heard.ticket.acknowledged.v1",
          "heard.ticket.handed-off.v1",
          "heard.ticket.started.v1",
          "heard.ticket.resumed.v1",
          "heard.ticket.waiting.v1",
          "heard.ticket.noted.v1",
          "heard.ticket.attached.v1",
          "heard.ticket.worked.v1",
          "heard.ticket.overload-ended.v1",
          "heard.ticket.overloaded.v1",
          "heard.ticket.linked.v1",
          "heard.ticket.requirement-changed.v1",
          "heard.ticket.resolved.v1",
          "heard.ticket.closed.v1",
          "heard.ticket.reopened.v1",
          "heard.ticket.declined.v1",
          "heard.ticket.customer-linked.v1",
          "heard.ticket.merged.v1",
          "heard.ticket.action-planned.v1",
          "heard.ticket.action-done.v1",
          "heard.ticket.action-cancelled.v1",
          "heard.ticket.action-moved.v1",
          "heard.ticket.duty-offered.v1",
          "heard.ticket.duty-offer-ended.v1",
          "heard.ticket.duty-handed-over.v1",
          "heard.ticket.handoff-accepted.v1",
          "heard.ticket.handoff-bounced.v1",
          "heard.ticket.ping-pong.v1",
          "heard.ticket.attempted.v1");

  @Inject Recognition recognition;
  @Inject Demands demands;
  @Inject Questions questions;
  @Inject ContactPoints contactPoints;
  @Inject ObjectMapper json;

  @Override
  public String topic() {
    return TicketEvent.TOPIC;
  }

  @Override
  public Continuity continuity() {
    return Continuity.EVERY_EVENT;
  }

  @Override
  public Optional<String> copy() {
    return Optional.of("demand.ticket_id");
  }

  @Override
  public boolean apply(Event event) {
    TicketEvent ticketEvent = parse(event.data());
    TicketEvent.Summary ticket = ticketEvent.ticket();
    switch (event.type()) {
      case TicketEvent.LOGGED -> {
        demands.save(ticket, customer(ticketEvent));
        if (ticketEvent.client() != null) {
          demands.loggedBy(ticket.id(), ticketEvent.client());
        }
        ticketEvent.clocks().forEach(clock -> demands.run(ticket.id(), clock));
        String words =
            ticketEvent.statedRequest() == null ? ticket.subject() : ticketEvent.statedRequest();
        demands.heard(event, ticket.channel(), words);
        return true;
      }
      case TicketEvent.CONTACTED -> {
        demands.save(ticket, ticket.customer().id());
        if (ticket.asksCustomer()) {
          demands.heard(event, ticketEvent.channel(), ticketEvent.text());
        } else {
          demands.heardAgain(event, ticketEvent.channel(), ticketEvent.text());
        }
        return true;
      }
      case TicketEvent.FED_BACK -> {
        demands.save(ticket, ticket.customer().id());
        demands.told(event, ticketEvent.channel(), ticketEvent.text());
        return true;
      }
      case TicketEvent.CONFIRMED -> {
        demands.save(ticket, ticket.customer().id());
        demands.confirmed(event, ticketEvent.satisfied(), ticketEvent.comment());
        return true;
      }
      case TicketEvent.PROMISED, TicketEvent.PROMISE_RENEGOTIATED -> {
        demands.save(ticket, ticket.customer().id());
        demands.promised(ticket.id(), ticketEvent.promise(), "OPEN");
        return true;
      }
      case TicketEvent.PROMISE_KEPT -> {
        demands.save(ticket, ticket.customer().id());
        demands.kept(ticket.id(), ticketEvent.promise(), Boolean.TRUE.equals(ticketEvent.late()));
        return true;
      }
      case TicketEvent.PROMISE_BROKEN -> {
        demands.save(ticket, ticket.customer().id());
        demands.promised(ticket.id(), ticketEvent.promise(), "BROKEN");
        return true;
      }
      case TicketEvent.PROMISE_RELEASED -> {
        demands.save(ticket, ticket.customer().id());
        if (Boolean.TRUE.equals(ticketEvent.broken())) {
          demands.kept(ticket.id(), ticketEvent.promise(), true);
        } else {
          demands.notPromised(ticket.id(), ticketEvent.promise());
        }
        return true;
      }
      case TicketEvent.PROMISE_MOVED -> {
        demands.save(ticket, ticket.customer().id());
        demands.notPromised(ticket.id(), ticketEvent.promise());
        return true;
      }
      case TicketEvent.CHANGED -> {
        demands.save(ticket, ticket.customer().id());
        if (ticketEvent.forgotten() != null) {
          demands.forgetPromises(ticket.id(), ticketEvent.forgotten());
        }
        return true;
      }
      case TicketEvent.CLARIFIED -> {
        demands.save(ticket, ticket.customer().id());
        questions.keep(ticket.id(), ticketEvent.openQuestions());
        return true;
      }
      case TicketEvent.ERASED -> {
        demands.save(ticket, ticket.customer().id());
        demands.forget(ticket.id());
        questions.forget(ticket.id());
        return true;
      }
      case TicketEvent.CLOCK_SET, TicketEvent.CLOCK_WARNED, TicketEvent.CLOCK_BREACHED -> {
        demands.save(ticket, ticket.customer().id());
        demands.run(ticket.id(), ticketEvent.clock());
        return true;
      }
      case TicketEvent.CLOCK_MET, TicketEvent.CLOCK_CANCELLED -> {
        demands.save(ticket, ticket.customer().id());
        demands.end(ticket.id(), ticketEvent.clock());
        return true;
      }
      default -> {
        // a type of tomorrow carries the summary too; saying that it is unknown keeps it in view
        demands.save(ticket, ticket.customer().id());
        return SUMMARY_ONLY.contains(event.type());
      }
    }
  }

  private TicketEvent parse(JsonNode data) {
    try {
      TicketEvent event = json.treeToValue(data, TicketEvent.class);
      if (event == null || event.ticket() == null || event.ticket().customer() == null) {
        throw new IllegalArgumentException("the event does not say about which ticket it is");
      }
      return event;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Whose a logged demand is, null when nobody can say. */
  private UUID customer(TicketEvent event) {
    TicketEvent.Summary ticket = event.ticket();
    UUID named = ticket.customer().id();
    if (!ticket.customer().isPending()) {
      return named;
    }
    if (named != null) {
      return recognition
          .confirm(ticket.id(), named)
          .orElseThrow(() -> new IllegalArgumentException("there is no customer " + named));
    }
    List<Contact> reached = reached(event.contact());
    return reached.isEmpty()
        ? null
        : recognition.recognise(ticket.id(), ticket.customer().name(), reached, event.client());
  }

  /** The phone counts before the email: it is where the customer was heard. */
  private List<Contact> reached(TicketEvent.Reached contact) {
    List<Contact> reached = new ArrayList<>();
    if (contact != null && contact.phone() != null) {
      reached.add(Contact.phone(usable(contactPoints.phone(contact.phone()), "phone")));
    }
    if (contact != null && contact.email() != null) {
      reached.add(Contact.email(usable(contactPoints.email(contact.email()), "email")));
    }
    return reached;
  }

  /** ticket-service has checked it; parked, it is seen, and can be tried again after an update. */
  private static String usable(Optional<String> contact, String which) {
    return contact.orElseThrow(
        () ->
            new IllegalArgumentException("the " + which + " of the demand is not acceptable here"));
  }
}
