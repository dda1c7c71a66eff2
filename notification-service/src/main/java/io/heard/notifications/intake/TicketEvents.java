package io.heard.notifications.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.inbox.Event;
import io.heard.kit.inbox.Subscription;
import io.heard.notifications.alerts.Alert.Measure;
import io.heard.notifications.alerts.AlertDesk;
import io.heard.notifications.deliveries.Deliveries.EventKey;
import io.heard.notifications.news.ReceiverNews;
import io.heard.notifications.tickets.Actions;
import io.heard.notifications.tickets.Replays;
import io.heard.notifications.tickets.TicketCopy;
import io.heard.notifications.tickets.TicketData;
import io.heard.notifications.tickets.TicketData.ClockData;
import io.heard.notifications.tickets.Tickets;
import io.heard.notifications.webhooks.SubscriptionDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What follows here from what happens to tickets. */
@ApplicationScoped
public class TicketEvents implements Subscription {

  static final String TOPIC = "heard.tickets";
  private static final String PREFIX = "heard.ticket.";
  private static final String SUFFIX = ".v1";

  /** Events that change nothing but what is known of the ticket. */
  private static final Set<String> SUMMARY_ONLY =
      Set.of(
          "logged",
          "acknowledged",
          "handed-off",
          "started",
          "resumed",
          "waiting",
          "contacted",
          "fed-back",
          "noted",
          "attached",
          "worked",
          "overloaded",
          "overload-ended",
          "linked",
          "requirement-changed",
          "clarified",
          "changed",
          "resolved",
          "confirmed",
          "closed",
          "reopened",
          "declined",
          "customer-linked",
          "merged",
          "promised",
          "promise-kept",
          "promise-broken",
          "promise-renegotiated",
          "promise-released",
          "promise-moved",
          "action-planned",
          "action-done",
          "action-cancelled",
          "action-moved",
          "duty-offered",
          "duty-offer-ended",
          "duty-handed-over",
          "handoff-accepted",
          "handoff-bounced",
          "ping-pong",
          "attempted",
          "erased");

  /**
   * Events that end a ticket. Not its state: a customer who comes back on a closed ticket is owed
   * an answer, and that clock's alert must live.
   */
  private static final Set<String> ENDINGS = Set.of("closed", "declined", "merged");

  /** What ends ping-pong: somebody does something about the demand. */
  private static final Set<String> WORK =
      Set.of("fed-back", "started", "action-done", "promise-kept", "resolved");

  private static final Set<String> CLOCKS =
      Set.of("clock-set", "clock-warned", "clock-breached", "clock-met", "clock-cancelled");

  private static final Set<String> HANDOVERS = Set.of("handed-off", "handoff-bounced");

  private static final Set<String> CLOCK_ENDS = Set.of("clock-met", "clock-cancelled");

  @Inject ObjectMapper json;
  @Inject Tickets tickets;
  @Inject Actions actions;
  @Inject Replays replays;
  @Inject AlertDesk alerts;
  @Inject TicketErasure erasure;
  @Inject SubscriptionDesk subscriptions;
  @Inject ReceiverNews news;

  @Override
  public String topic() {
    return TOPIC;
  }

  @Override
  public Continuity continuity() {
    return Continuity.EVERY_EVENT;
  }

  @Override
  public Optional<String> copy() {
    return Optional.of("ticket_copy.id");
  }

  @Override
  public boolean apply(Event event) {
    String what = what(event.type());
    if (!SUMMARY_ONLY.contains(what) && !CLOCKS.contains(what)) {
      return false;
    }
    TicketData data = read(event);
    if (CLOCKS.contains(what)) {
      Objects.requireNonNull(data.clock(), "the event carries no clock");
    }
    Tickets.Kept kept = tickets.keep(data.ticket());
    String sender = kept.copy().handedOffBy();
    keepWhatBelongsToIt(what, kept.copy(), data.clock(), event);
    if (what.equals("erased")) {
      erasure.forget(event.aggregateId(), data.ticket().loggedAt());
    }
    if (event.data().has("forgotten")) {
      erasure.forgetParts(event.aggregateId(), texts(event.data().get("forgotten")));
    }
    if (!replays.takenBefore(event.aggregateId(), event.sequence())) {
      takeEffect(what, kept, data.clock(), event, sender);
    }
    return true;
  }

  /** What is known of a ticket besides its summary. */
  private void keepWhatBelongsToIt(String what, TicketCopy ticket, ClockData clock, Event event) {
    if (what.equals("clock-set")) {
      tickets.clockRuns(ticket.id(), clock.kind(), clock.round());
    }
    if (CLOCK_ENDS.contains(what)) {
      tickets.clockEnded(ticket.id(), clock.kind(), clock.round());
    }
    if (event.data().path("action").isObject()) {
      actions.keep(event.aggregateId(), what, event.data().get("action"));
    }
    if (HANDOVERS.contains(what)) {
      tickets.passedOn(ticket, event.data().path("from"), actor(event));
    }
    if (WORK.contains(what)) {
      tickets.workedOn(ticket);
    }
    if (event.data().at("/into/id").isTextual()) {
      tickets.mergedInto(ticket, UUID.fromString(event.data().at("/into/id").textValue()));
    }
  }

  /**
   * What an event brings about when it comes first: alerts, news and webhooks.
   *
   * @param sender who had handed it off last, before the event
   */
  private void takeEffect(
      String what, Tickets.Kept kept, ClockData clock, Event event, String sender) {
    TicketCopy ticket = kept.copy();
    if (kept.handedOver()) {
      alerts.ownerChanged(ticket);
    }
    if (CLOCKS.contains(what)) {
      clock(what, ticket, clock, event);
    }
    if (event.data().path("chasing").asBoolean()) {
      alerts.chased(ticket);
    }
    if (what.startsWith("overload")) {
      overload(what, ticket, event);
    }
    if (what.equals("fed-back")) {
      alerts.answered(ticket, actor(event));
    }
    if (what.equals("ping-pong")) {
      alerts.movesOnly(
          ticket,
          event.data().path("pattern").asText(),
          new Measure(number(event.data().path("count")), null));
    }
    if (WORK.contains(what)) {
      alerts.worked(ticket, actor(event));
    }
    if (ENDINGS.contains(what)) {
      alerts.ticketEnded(ticket, actor(event));
    }
    news.happened(ticket, what, event.time(), actor(event), event.data(), sender);
    subscriptions.offer(
        new EventKey(TOPIC, event.aggregateId(), event.sequence()),
        event.type(),
        event.time(),
        event.data(),
        false);
  }

  private void clock(String what, TicketCopy ticket, ClockData clock, Event event) {
    String by = actor(event);
    switch (what) {
      case "clock-set" -> alerts.clockSet(ticket, clock, event.time(), by);
      case "clock-warned" -> alerts.warned(ticket, clock);
      case "clock-breached" -> alerts.breached(ticket, clock);
      case "clock-met" -> alerts.clockEnded(ticket, clock, by, "the deed is done");
      default -> alerts.clockEnded(ticket, clock, by, "the clock was called off");
    }
  }

  private void overload(String what, TicketCopy ticket, Event event) {
    JsonNode overload = event.data().path("overload");
    boolean person = overload.path("kind").asText().equals("PERSON");
    String about = (person ? "person " : "team ") + overload.path("name").asText();
    if (what.equals("overloaded")) {
      alerts.overloaded(
          ticket,
          about,
          new Measure(number(overload.path("open")), number(overload.path("capacity"))));
    } else {
      alerts.overloadEnded(ticket, about, actor(event));
    }
  }

  private static Integer number(JsonNode number) {
    return number.isInt() ? number.intValue() : null;
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new HashSet<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String actor(Event event) {
    return Objects.requireNonNullElse(event.actor(), "system:unknown");
  }

  private static String what(String type) {
    return type.startsWith(PREFIX) && type.endsWith(SUFFIX)
        ? type.substring(PREFIX.length(), type.length() - SUFFIX.length())
        : "";
  }

  private TicketData read(Event event) {
    try {
      TicketData data = json.treeToValue(event.data(), TicketData.class);
      if (!data.ticket().id().equals(event.aggregateId())) {
        throw new IllegalArgumentException("the event is about another ticket than its subject");
      }
      return data;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
