package io.heard.tickets.ticket;

import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.problem.Problem;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.customer.CustomerCopies;
import io.heard.tickets.customer.CustomerCopy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Everything this service holds about a customer, for the person who asks for it. */
@ApplicationScoped
class Export {

  private static final int PAGE = 500;

  @Inject EntityManager entities;
  @Inject CustomerCopies copies;
  @Inject Tickets tickets;
  @Inject TicketViews views;
  @Inject Ledger ledger;
  @Inject AccessLog accessLog;
  @Inject Instance<Holding> holdings;
  @Inject Clock clock;

  /** One of their tickets and all that was written down about it. */
  @Schema(name = "ExportedTicket")
  public record ExportedTicket(TicketApi.View ticket, List<LedgerEntry> timeline) {}

  /** Everything held about somebody here. */
  @Schema(
      name = "TicketExport",
      description = "Everything ticket-service holds about a customer, under every id they had")
  public record Everything(
      @Schema(description = "RFC 3339, UTC") Instant at,
      @Schema(description = "The customer who answers for the id") UUID customer,
      @Schema(description = "Every id they are known by") List<UUID> ids,
      List<ExportedTicket> tickets,
      @Schema(
              description =
                  "What is kept beside: attachments (contents under their address), inboundMessages, importRows that failed")
          Map<String, List<?>> beside,
      @Schema(description = "Which integration was given these tickets")
          List<AccessApi.Access> accesses) {}

  @Transactional
  Everything of(UUID id) {
    CustomerCopy customer = copies.byId(id).orElseThrow(() -> absent(id));
    List<UUID> ids = copies.sameAs(customer.id());
    Instant now = clock.instant();
    List<ExportedTicket> whole =
        theirs(ids).stream()
            .map(each -> new ExportedTicket(views.of(tickets.get(each), now), timeline(each)))
            .toList();
    Set<UUID> each = new HashSet<>();
    whole.forEach(one -> each.add(one.ticket().id()));
    Holding.Whose whose = new Holding.Whose(each, contacts(ids, "PHONE"), contacts(ids, "EMAIL"));
    Map<String, List<?>> beside = new TreeMap<>();
    holdings.forEach(holding -> beside.put(holding.name(), holding.of(whose)));
    accessLog.exported(
        whole.stream().map(one -> GivenTickets.of(one.ticket())).flatMap(List::stream).toList());
    return new Everything(now, customer.id(), ids, whole, beside, accessLog.of(each));
  }

  private Problem absent(UUID id) {
    List<?> erased =
        entities
            .createNativeQuery("SELECT 1 FROM customer_copy WHERE id = ?1 AND erased")
            .setParameter(1, id)
            .getResultList();
    return erased.isEmpty()
        ? Problem.notFound("The customer " + id)
        : new Problem(
            410, "customer-erased", "Gone", "The personal data of this customer were erased.");
  }

  private List<UUID> theirs(List<UUID> ids) {
    return entities
        .createQuery(
            "select t.id from Ticket t where t.customerId in :ids or t.cameUnder in :ids order by t.id",
            UUID.class)
        .setParameter("ids", ids)
        .getResultList();
  }

  private Set<String> contacts(List<UUID> ids, String kind) {
    List<?> values =
        entities
            .createNativeQuery(
                "SELECT value FROM customer_copy_contact WHERE kind = ?1 AND customer_id = ANY (?2)")
            .setParameter(1, kind)
            .setParameter(2, ids.toArray(UUID[]::new))
            .getResultList();
    return values.stream().map(String.class::cast).collect(Collectors.toSet());
  }

  private List<LedgerEntry> timeline(UUID ticket) {
    List<LedgerEntry> entries = new ArrayList<>();
    List<LedgerEntry> page = ledger.read(ticket, 0, PAGE);
    while (!page.isEmpty()) {
      entries.addAll(page);
      page = ledger.read(ticket, entries.get(entries.size() - 1).sequence(), PAGE);
    }
    return entries;
  }
}
