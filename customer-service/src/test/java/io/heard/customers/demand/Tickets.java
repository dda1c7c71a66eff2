package io.heard.customers.demand;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.inbox.Event;
import io.heard.testkit.EventContract;
import io.heard.testkit.Events;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A ticket as ticket-service tells of it: golden examples with another id and other facts. */
final class Tickets {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBERS = new AtomicInteger(1_000_000);

  private final UUID id = UUID.randomUUID();
  private final String number = "D-2026-" + NUMBERS.incrementAndGet();
  private final String name;
  private final String phone;
  private final String email;
  private UUID customer;
  private int sequence;
  private String state = "LOGGED";
  private Instant at = Instant.parse("2026-03-02T01:15:00Z");

  private Tickets(String name, String phone, String email) {
    this.name = name;
    this.phone = phone;
    this.email = email;
  }

  static Tickets of(String name, String phone, String email) {
    return new Tickets(name, phone, email);
  }

  Tickets linkedTo(UUID customerId) {
    customer = customerId;
    return this;
  }

  Tickets at(Instant time) {
    at = time;
    return this;
  }

  Tickets in(String newState) {
    state = newState;
    return this;
  }

  UUID id() {
    return id;
  }

  String number() {
    return number;
  }

  /** The next event of a type, with data from its golden example. */
  Event next(String type) {
    return next(type, JSON.createObjectNode());
  }

  Event next(String type, ObjectNode facts) {
    ObjectNode data = (ObjectNode) EventContract.example(type).get("data");
    data.setAll(facts);
    return after(type, data);
  }

  /** The next event of a type, told as by the version before, by this one and by one to come. */
  List<Event> acrossVersions(String type) {
    return EventContract.acrossVersions(type).stream()
        .map(example -> after(type, (ObjectNode) example.get("data")))
        .toList();
  }

  private Event after(String type, ObjectNode data) {
    sequence++;
    ObjectNode ticket = (ObjectNode) data.get("ticket");
    ticket.put("id", id.toString()).put("number", number).put("version", sequence);
    ticket.put("state", state).put("loggedAt", at.toString());
    ObjectNode who = ticket.putObject("customer");
    who.put("id", customer == null ? null : customer.toString()).put("name", name);
    who.putNull("tier").put("link", customer == null ? "PENDING" : "LINKED");
    if (data.has("contact")) {
      data.putObject("contact").put("phone", phone).put("email", email);
    }
    return new Event(type, id, sequence, at, "mei", data);
  }

  /** An event of a type that has no golden example yet, with the summary every type has. */
  Event like(String type, ObjectNode facts) {
    Event noted = next("heard.ticket.noted.v1", facts);
    return new Event(type, id, noted.sequence(), noted.time(), noted.actor(), noted.data());
  }

  static void send(Event event) {
    Events.send(
        TicketEvent.TOPIC,
        event.type(),
        event.aggregateId(),
        event.sequence(),
        event.time(),
        event.actor(),
        event.data().toString());
  }
}
