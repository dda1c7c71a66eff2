package io.heard.customers.privacy;

import io.heard.customers.contact.Contact;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerEvents;
import io.heard.customers.customer.CustomerEvents.Ground;
import io.heard.customers.customer.Customers;
import io.heard.kit.ledger.Eraser;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origin;
import io.heard.kit.ledger.Redaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Forgets somebody: all that says who they are goes in one transaction, here and, by the event, in
 * the other services. What remains is that somebody asked for something, and what became of it.
 */
@ApplicationScoped
public class CustomerErasure {

  /** What parked ticket events hold of somebody. */
  static final Redaction PARKED_TICKET =
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
          "responsibleFor",
          "need",
          "answer",
          "why",
          "title",
          "description",
          "changes");

  @Inject Customers customers;
  @Inject Holdings holdings;
  @Inject Ledger ledger;
  @Inject Eraser eraser;
  @Inject Clock clock;

  /**
   * Erases a customer under every id it had; one that was erased before stays as it is.
   *
   * @param customer locked, and merged into nobody
   * @param reason is kept, so it must not say who it was
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public PrivacyApi.Erasure erase(Customer customer, Ground ground, String reason, Origin origin) {
    List<UUID> ids = List.of(customers.family(customer.id()));
    if (customer.isErased()) {
      return holdings.erasure(customer.id(), ids);
    }
    Instant now = clock.instant();
    List<Customer> family = locked(ids);
    List<String> mentions = new ArrayList<>(ids.stream().map(UUID::toString).toList());
    customer.contacts().stream().map(Contact::value).forEach(mentions::add);
    eraseFromCounterparts(ids, mentions);
    family.forEach(member -> member.erase(ground, now));
    ledger.appendAll(family, CustomerEvents.TOPIC, origin);
    ids.forEach(each -> eraser.history(each, CustomerEvents.REDACTION));
    eraser.answers(
        mentions,
        family.stream().map(Customer::createdAt).min(Comparator.naturalOrder()).orElse(now));
    eraser.parked(mentions, PARKED_TICKET);
    holdings.erase(ids);
    ids.forEach(each -> holdings.note(each, ground, reason, origin.actor(), now));
    return new PrivacyApi.Erasure(customer.id(), ids, reason, origin.actor(), now);
  }

  /**
   * Those who were one with the customer for a time had its contacts, and their history has them,
   * and why it was thought that they were one.
   */
  private void eraseFromCounterparts(List<UUID> ids, List<String> mentions) {
    Map<UUID, Set<String>> counterparts = holdings.formerCounterparts(ids);
    for (Customer counterpart : customers.withIds(counterparts.keySet())) {
      Set<String> brought = counterparts.get(counterpart.id());
      counterpart.contacts().stream().map(Contact::value).forEach(brought::remove);
      eraser.history(
          counterpart.id(), new Redaction(Set.of("merger/reason"), Set.of(), Set.copyOf(brought)));
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
