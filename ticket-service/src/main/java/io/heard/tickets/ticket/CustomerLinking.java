package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.inbox.Event;
import io.heard.kit.inbox.Subscription;
import io.heard.kit.ledger.Origins;
import io.heard.tickets.customer.CustomerCopies;
import io.heard.tickets.customer.CustomerCopy;
import io.heard.tickets.customer.CustomerState;
import io.heard.tickets.policy.SlaPolicies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the copy of the customers up to date as customer-service makes them known, and links
 * tickets to them: those that wait under one of the customer's contacts, and, when the tier changed
 * or the customer was merged, the open ones that are linked already.
 */
@ApplicationScoped
public class CustomerLinking implements Subscription {

  @Inject ObjectMapper json;
  @Inject Tickets tickets;
  @Inject CustomerCopies copies;
  @Inject SlaPolicies policies;
  @Inject Origins origins;
  @Inject Erasures erasures;
  @Inject Clock clock;

  @Override
  public String topic() {
    return "heard.customers";
  }

  @Override
  public Continuity continuity() {
    return Continuity.LATEST_STATE;
  }

  @Override
  public Optional<String> copy() {
    return Optional.of("customer_copy.id");
  }

  @Override
  public boolean apply(Event event) {
    if (!event.type().startsWith("heard.customer.")) {
      return false;
    }
    CustomerState state = read(event);
    if (state.erased()) {
      erasures.add(state.id(), isByRule(event));
    }
    copies.put(state);
    Optional<CustomerCopy> customer = copies.byId(state.id());
    if (customer.isPresent()) {
      link(state, matchedTicket(event), customer.get());
    }
    return true;
  }

  /** The ticket this customer was found for; its contact may be another one's by now. */
  private static Optional<UUID> matchedTicket(Event event) {
    return Optional.ofNullable(event.data().path("ticketId").textValue()).map(UUID::fromString);
  }

  private static boolean isByRule(Event event) {
    return event.data().path("erasure").path("ground").asText().equals("RETENTION");
  }

  private void link(CustomerState state, Optional<UUID> matched, CustomerCopy customer) {
    List<UUID> affected = tickets.waitingFor(state.phones(), state.emails());
    matched.filter(tickets::isWaiting).ifPresent(affected::add);
    List<UUID> ids = copies.sameAs(customer.id());
    affected.addAll(tickets.openOf(customer, ids));
    // also the closed ones: a merger that is undone gives everything back
    affected.addAll(tickets.cameUnder(ids, customer.id()));
    for (UUID id : affected.stream().distinct().sorted().toList()) {
      Ticket ticket = tickets.lock(id);
      ticket.link(customer, clock.instant(), policies::match);
      tickets.save(ticket, origins.system("customer-linking"));
    }
  }

  private CustomerState read(Event event) {
    try {
      return json.treeToValue(event.data().required("customer"), CustomerState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
