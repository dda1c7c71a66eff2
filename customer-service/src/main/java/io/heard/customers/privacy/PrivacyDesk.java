package io.heard.customers.privacy;

import io.heard.customers.access.AccessLog;
import io.heard.customers.contact.Contact;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerDoor;
import io.heard.customers.customer.CustomerEvents;
import io.heard.customers.customer.Customers;
import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Tells a person what is held about them, and forgets them: all that says who they are goes in one
 * transaction, here and, by the event, in the other services. What remains is that somebody asked
 * for something, and what became of it.
 */
@ApplicationScoped
class PrivacyDesk {

  private static final int PAGE = 500;

  /** What parked ticket events hold of somebody. */
  private static final Redaction PARKED_TICKET =
      Redaction.ofFields(
          "subject",
          "statedRequest",
          "name",
          "phone",
          "email",
          "customFields",
          "externalRef",
          "text",
          "note",
          "comment",
          "reason",
          "outcome",
          "what",
          "changes");

  @Inject Customers customers;
  @Inject CustomerDoor door;
  @Inject Holdings holdings;
  @Inject AccessLog accessLog;
  @Inject Ledger ledger;
  @Inject Eraser eraser;
  @Inject Clock clock;

  @Transactional
  PrivacyApi.Export export(UUID id) {
    door.present(id, "/export");
    List<UUID> ids = List.of(customers.family(id));
    Map<UUID, List<LedgerEntry>> history = new LinkedHashMap<>();
    ids.forEach(each -> history.put(each, history(each)));
    PrivacyApi.Export export =
        new PrivacyApi.Export(
            clock.instant(),
            customers.withIds(ids).stream().map(Customer::view).toList(),
            holdings.mergers(ids),
            holdings.demands(ids),
            holdings.exchanges(ids),
            holdings.promises(ids),
            accessLog.of(ids),
            history);
    accessLog.exported(id);
    return export;
  }

  private List<LedgerEntry> history(UUID id) {
    List<LedgerEntry> entries = new ArrayList<>();
    List<LedgerEntry> page = ledger.read(id, 0, PAGE);
    while (!page.isEmpty()) {
      entries.addAll(page);
      page = ledger.read(id, entries.get(entries.size() - 1).sequence(), PAGE);
    }
    return entries;
  }

  /** Erases a customer under every id it had; one that was erased before stays as it is. */
  @Transactional
  PrivacyApi.Erasure erase(UUID id, String ifMatch, String reason, Origin origin) {
    Customer customer = door.lockedEvenErased(id);
    ETags.requireMatch(ifMatch, customer.version());
    door.requireUnmerged(customer);
    List<UUID> ids = List.of(customers.family(id));
    if (customer.isErased()) {
      return holdings.erasure(id, ids);
    }
    Instant now = clock.instant();
    List<Customer> family = locked(ids);
    List<String> mentions = new ArrayList<>(ids.stream().map(UUID::toString).toList());
    customer.contacts().stream().map(Contact::value).forEach(mentions::add);
    eraseFromCounterparts(ids, mentions);
    family.forEach(member -> member.erase(now));
    ledger.appendAll(family, CustomerEvents.TOPIC, origin);
    ids.forEach(each -> eraser.history(each, CustomerEvents.REDACTION));
    eraser.answers(
        mentions,
        family.stream().map(Customer::createdAt).min(Comparator.naturalOrder()).orElse(now));
    eraser.parked(mentions, PARKED_TICKET);
    holdings.erase(ids);
    ids.forEach(each -> holdings.note(each, reason, origin.actor(), now));
    return new PrivacyApi.Erasure(id, ids, reason, origin.actor(), now);
  }

  /**
   * Those who were one with the customer for a time had its contacts, and their history has them.
   */
  private void eraseFromCounterparts(List<UUID> ids, List<String> mentions) {
    Map<UUID, Set<String>> counterparts = holdings.formerCounterparts(ids);
    for (Customer counterpart : customers.withIds(counterparts.keySet())) {
      Set<String> brought = counterparts.get(counterpart.id());
      counterpart.contacts().stream().map(Contact::value).forEach(brought::remove);
      eraser.history(counterpart.id(), Redaction.ofValues(brought));
      mentions.addAll(brought);
    }
  }

  private List<Customer> locked(List<UUID> ids) {
    return ids.stream()
        .sorted(Comparator.comparing(UUID::toString))
        .map(each -> customers.locked(each).orElseThrow())
        .toList();
  }
}
