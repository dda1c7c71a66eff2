package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Origins;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.policy.SlaPolicies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The door for features that live beside the ticket, in tables of their own: they look at it, lock
 * it and write into its history through here, within their own transaction.
 */
@ApplicationScoped
public class TicketRecords {

  @Inject Tickets tickets;
  @Inject TicketViews views;
  @Inject Directory directory;
  @Inject SlaPolicies policies;
  @Inject Callers callers;
  @Inject AccessLog accessLog;
  @Inject Origins origins;
  @Inject Clock clock;

  /**
   * What others may know of a ticket.
   *
   * @param version sequence of its last ledger entry
   * @param mergedInto where it lives on, null unless merged
   * @param erased whether its personal data were taken out
   */
  public record Known(
      UUID id,
      String number,
      int version,
      TicketState state,
      UUID customerId,
      UUID mergedInto,
      boolean erased) {

    static Known of(Ticket ticket) {
      return new Known(
          ticket.id(),
          ticket.number,
          ticket.version(),
          ticket.state,
          ticket.customerId,
          ticket.mergedInto,
          ticket.erased);
    }
  }

  /** The id behind an id or number of a ticket that is there, whoever may see it; 404 otherwise. */
  public UUID idOf(String reference) {
    return tickets.existing(reference);
  }

  /**
   * A ticket of which the caller is about to be given something that lives beside it; 404 when they
   * may not see it. Written down when it is an integration. Only to look: not in a transaction that
   * goes on to change it.
   */
  public Known show(String reference) {
    Ticket ticket = tickets.get(tickets.idOf(reference));
    Access.requireVisible(ticket, reference, callers.current());
    accessLog.read(AccessApi.Action.READ, GivenTickets.of(ticket));
    return Known.of(ticket);
  }

  /**
   * A ticket and those that live on in it, as far as the caller may see them; 404 when they may not
   * see the ticket itself. What they are given of them is for the feature to write down.
   */
  public List<Known> family(String reference) {
    Caller caller = callers.current();
    Ticket ticket = tickets.get(tickets.idOf(reference));
    Access.requireVisible(ticket, reference, caller);
    return tickets.getAll(ticket.family()).stream()
        .filter(one -> Access.isVisible(one, caller))
        .map(Known::of)
        .toList();
  }

  /** Some tickets as clients see them, in the order of these ids. */
  public List<TicketApi.View> views(List<UUID> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    Map<UUID, TicketApi.View> found = new LinkedHashMap<>();
    Caller caller = callers.current();
    tickets.getAll(ids).forEach(ticket -> found.put(ticket.id(), views.of(ticket, now, caller)));
    accessLog.read(
        AccessApi.Action.FOUND,
        found.values().stream().map(GivenTickets::of).flatMap(List::stream).toList());
    return ids.stream().map(found::get).toList();
  }

  /**
   * A ticket the caller may see, locked until the transaction ends.
   *
   * @param ifMatch header of the request, null when it has none
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Known lock(String reference, String ifMatch) {
    Caller caller = callers.current();
    Ticket ticket = tickets.lock(tickets.idOf(reference));
    Access.requireVisible(ticket, reference, caller);
    ETags.requireMatch(ifMatch, ticket.version());
    directory.seen(caller);
    return Known.of(ticket);
  }

  /** A ticket, locked until the transaction ends, whoever may see it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Known lock(UUID id) {
    return Known.of(tickets.lock(id));
  }

  /** Writes into a ticket's history what the caller did beside it; its version afterwards. */
  @Transactional(Transactional.TxType.MANDATORY)
  public int record(UUID id, String what, Map<String, Object> data) {
    return record(id, what, data, origins.caller());
  }

  /**
   * Writes into a ticket's history what happened beside it.
   *
   * @param what the event, {@code heard.ticket.<what>.v1}
   * @param data beside the ticket's summary
   * @return the ticket's version afterwards
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public int record(UUID id, String what, Map<String, Object> data, Origin origin) {
    Ticket ticket = tickets.lock(id);
    Instant now = clock.instant();
    ticket.enter(what, now, data, clocks -> {}, now);
    tickets.save(ticket, origin);
    return ticket.version();
  }

  /**
   * What became of tickets whose customers are to be told something.
   *
   * @param owed they owe it now
   * @param nobody whose personal data were erased: nobody is left to be told
   */
  public record Owing(List<UUID> owed, List<UUID> nobody) {}

  /**
   * Something customers asked for has come true: they are owed word of it, in whatever state their
   * tickets are. A merged ticket is followed to where it lives on. Tickets that somebody else is
   * changing right now are left out.
   *
   * @param what the event that tells why, {@code heard.ticket.<what>.v1}
   * @param data of the event beside the ticket's summary, given the ticket that asked
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Owing oweNews(
      List<UUID> ids, String what, Function<Known, Map<String, Object>> data, Origin origin) {
    Map<UUID, Ticket> held = new LinkedHashMap<>();
    List<Ticket> free = tickets.lockUnlessBusy(ids);
    free.forEach(ticket -> held.put(ticket.id(), ticket));
    List<UUID> owed = new ArrayList<>();
    List<UUID> nobody = new ArrayList<>();
    for (Ticket asked : free) {
      if (asked.erased) {
        nobody.add(asked.id());
        continue;
      }
      Ticket ticket = asked;
      while (ticket.mergedInto != null) {
        ticket = held.computeIfAbsent(ticket.mergedInto, tickets::lock);
      }
      ticket.oweNews(
          asked.id(),
          what,
          data.apply(Known.of(asked)),
          policies.match(ticket.facts()),
          clock.instant());
      owed.add(asked.id());
    }
    tickets.saveAll(held.values().stream().filter(Ticket::changed).toList(), origin);
    return new Owing(owed, nobody);
  }
}
