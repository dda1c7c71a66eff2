package io.heard.tickets.ticket;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.Problem;
import io.heard.tickets.clock.ClockEvent;
import io.heard.tickets.clock.Clocks;
import io.heard.tickets.clock.ClocksShown;
import io.heard.tickets.clock.TicketClock;
import io.heard.tickets.customer.CustomerCopy;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.SlaPolicies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.jpa.HibernateHints;
import org.hibernate.query.NativeQuery;

/**
 * The collection of all tickets. Native queries for ids name no result class: Hibernate would take
 * each execution for another query, keep a plan for it and compare it with all those before.
 */
@ApplicationScoped
public class Tickets {

  static final String TOPIC = "heard.tickets";
  private static final Pattern NUMBER = Pattern.compile("[Dd]-\\d{4}-\\d{7,18}");
  private static final Pattern ID =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  @Inject EntityManager entities;
  @Inject Ledger ledger;
  @Inject SlaPolicies policies;
  @Inject ClocksShown clocksShown;
  @Inject @Any Instance<TicketPart> parts;

  /** The id behind an id or a number; 404 when there is none. */
  UUID idOf(String reference) {
    if (ID.matcher(reference).matches()) {
      return UUID.fromString(reference);
    }
    if (NUMBER.matcher(reference).matches()) {
      List<UUID> found =
          entities
              .createQuery("select t.id from Ticket t where t.number = :number", UUID.class)
              .setParameter("number", reference.toUpperCase(Locale.ROOT))
              .getResultList();
      if (!found.isEmpty()) {
        return found.get(0);
      }
    }
    throw Problem.notFound("Ticket " + reference);
  }

  /** The id behind an id or a number of a ticket that is there; 404 when there is none. */
  UUID existing(String reference) {
    UUID id = idOf(reference);
    if (entities
        .createQuery("select t.id from Ticket t where t.id = :id", UUID.class)
        .setParameter("id", id)
        .getResultList()
        .isEmpty()) {
      throw Problem.notFound("Ticket " + reference);
    }
    return id;
  }

  /**
   * A ticket to look at; 404 when there is none. Read with its clocks in one statement, so that
   * they are of the same version, without a transaction.
   */
  Ticket get(UUID id) {
    List<Object[]> rows =
        entities
            .createQuery(
                "select t, c from Ticket t left join TicketClock c on c.ticketId = t.id and c.current where t.id = :id",
                Object[].class)
            .setParameter("id", id)
            .setHint(HibernateHints.HINT_READ_ONLY, true)
            .getResultList();
    if (rows.isEmpty()) {
      throw Problem.notFound("Ticket " + id);
    }
    Ticket ticket = (Ticket) rows.get(0)[0];
    List<TicketClock> clocks =
        rows.stream().map(row -> (TicketClock) row[1]).filter(Objects::nonNull).toList();
    ticket.attach(new Clocks(id, new ArrayList<>(clocks), policies));
    return ticket;
  }

  /** The first tickets of a list in its order, at most {@code limit}. */
  @SuppressWarnings("unchecked") // a native query with an entity class returns that entity
  List<Ticket> find(TicketFilter filter, TicketSort order, int limit) {
    Query query = entities.createNativeQuery(statement(filter, order, limit), Ticket.class);
    query.setHint(HibernateHints.HINT_READ_ONLY, true);
    int position = 1;
    for (Object parameter : filter.parameters()) {
      query.setParameter(position++, parameter);
    }
    List<Ticket> found = query.getResultList();
    showClocks(found);
    return found;
  }

  /**
   * Of words that many have, the newest texts are gone through by themselves: each ticket passed
   * over on the way would be read whole.
   */
  static String statement(TicketFilter filter, TicketSort order, int limit) {
    String end = " ORDER BY " + order.order() + " LIMIT " + limit;
    return filter.isSearchCommon() && filter.isOfWordsOnly() && order == TicketSort.NEWEST
        ? "SELECT ticket.* FROM ("
            + filter.search().newest("x.ticket_id AS id")
            + " LIMIT "
            + limit
            + ") found JOIN ticket USING (id)"
            + end
        : "SELECT * FROM ticket" + filter.where() + end;
  }

  /**
   * Tickets with how well each answers, in one statement.
   *
   * @param statement gives the columns of ticket and {@code rank}
   */
  <R> List<R> ranked(String statement, List<?> parameters, BiFunction<Ticket, Float, R> made) {
    NativeQuery<Object[]> query =
        entities
            .unwrap(Session.class)
            .createNativeQuery(statement, Object[].class)
            .addEntity("ticket", Ticket.class)
            .addScalar("rank", Float.class);
    query.setReadOnly(true);
    int position = 1;
    for (Object parameter : parameters) {
      query.setParameter(position++, parameter);
    }
    List<Object[]> rows = query.getResultList();
    showClocks(rows.stream().map(row -> (Ticket) row[0]).toList());
    return rows.stream().map(row -> made.apply((Ticket) row[0], (Float) row[1])).toList();
  }

  /**
   * A ticket to change: locked until the transaction ends, so that a deed and a breach never race.
   * 404 when there is none.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Ticket lock(UUID id) {
    Ticket ticket = entities.find(Ticket.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (ticket == null) {
      throw Problem.notFound("Ticket " + id);
    }
    ticket.attach(new Clocks(id, currentClocks(id), policies));
    return ticket;
  }

  /**
   * Locks tickets with a clock that has come up, the most overdue first, passing over those that
   * somebody else is changing right now: so that several replicas share them.
   *
   * @param without tickets to leave alone
   */
  @Transactional(Transactional.TxType.MANDATORY)
  List<Ticket> lockWithClockUp(Instant now, int limit, Set<UUID> without) {
    return load(clocksUp(now, limit, without, " FOR UPDATE OF t SKIP LOCKED"));
  }

  /** Tickets with a clock that has come up, as in {@link #lockWithClockUp} but without a lock. */
  List<UUID> withClockUp(Instant now, int limit, Set<UUID> without) {
    return clocksUp(now, limit, without, "").stream().distinct().toList();
  }

  /** A locked ticket, or none while somebody else is changing it. */
  @Transactional(Transactional.TxType.MANDATORY)
  List<Ticket> lockUnlessBusy(UUID id) {
    return lockUnlessBusy(List.of(id));
  }

  /** Those of some tickets that nobody else is changing, locked. */
  @Transactional(Transactional.TxType.MANDATORY)
  @SuppressWarnings("unchecked") // the column is a uuid
  List<Ticket> lockUnlessBusy(List<UUID> ids) {
    return load(
        entities
            .createNativeQuery(
                "SELECT id FROM ticket WHERE id = ANY (?1) ORDER BY id FOR UPDATE SKIP LOCKED")
            .setParameter(1, ids.toArray(UUID[]::new))
            .getResultList());
  }

  @SuppressWarnings("unchecked") // the column is a uuid
  private List<UUID> clocksUp(Instant now, int limit, Set<UUID> without, String lock) {
    return entities
        .createNativeQuery(
            "SELECT t.id FROM ticket_clock c JOIN ticket t ON t.id = c.ticket_id WHERE c.next_at <= ?1 AND c.is_current"
                + " AND t.id <> ALL (?2) ORDER BY c.next_at LIMIT ?3"
                + lock)
        .setParameter(1, now)
        .setParameter(2, without.toArray(UUID[]::new))
        .setParameter(3, limit)
        .getResultList();
  }

  private List<Ticket> load(List<UUID> ids) {
    return ids.isEmpty() ? List.of() : getAll(ids);
  }

  /** Ids of tickets on which something is owed, in their order, after one of them. */
  @SuppressWarnings("unchecked") // the column is a uuid
  List<UUID> owedAfter(UUID after, int limit) {
    return entities
        .createNativeQuery(
            "SELECT id FROM ticket WHERE due_at IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2")
        .setParameter(1, after)
        .setParameter(2, limit)
        .getResultList();
  }

  /** How many tickets {@link #owedAfter} leads through. */
  long owed() {
    return ((Number)
            entities
                .createNativeQuery("SELECT count(*) FROM ticket WHERE due_at IS NOT NULL")
                .getSingleResult())
        .longValue();
  }

  /** Several tickets to look at, in the order of their ids. */
  List<Ticket> getAll(List<UUID> ids) {
    Map<Ticket, List<TicketClock>> found = new LinkedHashMap<>();
    entities
        .createQuery(
            "select t, c from Ticket t left join TicketClock c on c.ticketId = t.id and c.current where t.id in :ids order by t.id",
            Object[].class)
        .setParameter("ids", ids)
        .getResultStream()
        .forEach(
            row -> {
              List<TicketClock> clocks =
                  found.computeIfAbsent((Ticket) row[0], ticket -> new ArrayList<>());
              if (row[1] != null) {
                clocks.add((TicketClock) row[1]);
              }
            });
    found.forEach((ticket, clocks) -> ticket.attach(new Clocks(ticket.id(), clocks, policies)));
    return List.copyOf(found.keySet());
  }

  /** Gives tickets that are only looked at their present clocks, all in one query. */
  private void showClocks(List<Ticket> tickets) {
    if (tickets.isEmpty()) {
      return;
    }
    Map<UUID, List<TicketClock>> clocks = clocksShown.of(tickets.stream().map(Ticket::id).toList());
    for (Ticket ticket : tickets) {
      ticket.attach(new Clocks(ticket.id(), clocks.getOrDefault(ticket.id(), List.of()), policies));
    }
  }

  private List<TicketClock> currentClocks(UUID ticketId) {
    return new ArrayList<>(
        entities
            .createQuery(
                "from TicketClock c where c.ticketId = :ticket and c.current", TicketClock.class)
            .setParameter("ticket", ticketId)
            .getResultList());
  }

  /**
   * Writes what has happened to a locked ticket: its state, its clocks, its ledger and with it its
   * events.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void save(Ticket ticket, Origin origin) {
    saveAll(List.of(ticket), origin);
  }

  /** Like {@link #save}, with one round trip to the ledger for all of them. */
  @Transactional(Transactional.TxType.MANDATORY)
  void saveAll(List<Ticket> tickets, Origin origin) {
    for (Ticket ticket : tickets) {
      tellParts(ticket);
      ticket.clocks().started().forEach(entities::persist);
    }
    ledger.appendAll(tickets, TOPIC, origin);
  }

  /**
   * Announces the clocks of a locked ticket that have come up, so that what is decided next does
   * not overtake them.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void announce(Ticket ticket, Instant now) {
    ticket.sweep(now);
    tellParts(ticket);
  }

  private void tellParts(Ticket ticket) {
    List<ClockEvent.Snapshot> ranOut = ticket.takeRanOut();
    boolean ended = ticket.takeEnded();
    if (ranOut.isEmpty() && !ended) {
      return;
    }
    for (TicketPart part : parts) {
      ranOut.forEach(clock -> part.ranOut(ticket, clock));
      if (ended) {
        part.ended(ticket);
      }
    }
  }

  /** A round that no clock of this kind has had on this ticket, as far as the database knows. */
  public int unusedRound(UUID ticketId, ClockKind kind) {
    return ((Number)
            entities
                .createNativeQuery(
                    "SELECT coalesce(max(round), 0) + 1 FROM ticket_clock WHERE ticket_id = ?1 AND kind = ?2")
                .setParameter(1, ticketId)
                .setParameter(2, kind.name())
                .getSingleResult())
        .intValue();
  }

  /** Tickets that wait for the customer with one of these contacts. */
  List<UUID> waitingFor(List<String> phones, List<String> emails) {
    List<UUID> waiting = new ArrayList<>();
    if (!phones.isEmpty()) {
      waiting.addAll(
          entities
              .createQuery(
                  "select t.id from Ticket t where t.customerLink = PENDING and t.customerPhone in :phones",
                  UUID.class)
              .setParameter("phones", phones)
              .getResultList());
    }
    if (!emails.isEmpty()) {
      waiting.addAll(
          entities
              .createQuery(
                  "select t.id from Ticket t where t.customerLink = PENDING and t.customerEmail in :emails",
                  UUID.class)
              .setParameter("emails", emails)
              .getResultList());
    }
    return waiting;
  }

  /** The ticket of this number when this is an address of its customer. */
  Optional<UUID> ofCustomer(String number, String email) {
    List<?> found =
        entities
            .createNativeQuery(
                "SELECT t.id FROM ticket t WHERE t.number = ?1 AND (t.customer_email = ?2 OR t.customer_id IN"
                    + " (SELECT c.customer_id FROM customer_copy_contact c WHERE c.kind = 'EMAIL' AND c.value = ?2))")
            .setParameter(1, number)
            .setParameter(2, email)
            .getResultList();
    return found.stream().map(UUID.class::cast).findFirst();
  }

  /** Whether a ticket is here and waits for its customer to be found. */
  boolean isWaiting(UUID id) {
    return !entities
        .createQuery(
            "select t.id from Ticket t where t.id = :id and t.customerLink = PENDING", UUID.class)
        .setParameter("id", id)
        .getResultList()
        .isEmpty();
  }

  /**
   * The tickets of a customer, under whatever id, on which work is still owed and that do not know
   * the customer as it is now.
   */
  List<UUID> openOf(CustomerCopy customer, List<UUID> customerIds) {
    return entities
        .createQuery(
            "select t.id from Ticket t where t.customerId in :customers and t.state not in (CLOSED, DECLINED, MERGED)"
                + " and (t.customerId <> :id or t.customerTier is distinct from :tier)",
            UUID.class)
        .setParameter("customers", customerIds)
        .setParameter("id", customer.id())
        .setParameter("tier", customer.tier())
        .getResultList();
  }

  /** The tickets, open or not, that came in under one of these ids and are another's now. */
  List<UUID> cameUnder(List<UUID> customerIds, UUID customer) {
    return entities
        .createQuery(
            "select t.id from Ticket t where t.cameUnder in :customers and t.customerId <> :id",
            UUID.class)
        .setParameter("customers", customerIds)
        .setParameter("id", customer)
        .getResultList();
  }

  /** The clocks of a kind in all their rounds, oldest first. */
  List<TicketClock> rounds(UUID ticketId, ClockKind kind) {
    return entities
        .createQuery(
            "from TicketClock c where c.ticketId = :ticket and c.kind = :kind order by c.round",
            TicketClock.class)
        .setParameter("ticket", ticketId)
        .setParameter("kind", kind)
        .getResultList();
  }
}
