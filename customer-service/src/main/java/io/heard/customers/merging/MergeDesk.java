package io.heard.customers.merging;

import io.heard.customers.contact.Contact;
import io.heard.customers.contact.Contacts;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerApi;
import io.heard.customers.customer.CustomerDoor;
import io.heard.customers.customer.CustomerEvents;
import io.heard.customers.customer.Customers;
import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.Problem;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes one customer out of two, and two out of one again: each act one transaction that holds both
 * rows, locked in the order of their ids so that two mergers that cross come one after the other.
 *
 * <p>Only the contacts move, because one contact has one owner. What customers asked for and whom
 * they belong to stays noted under the id it came under and is read together with that of the
 * survivor; that is why undoing needs to move nothing of it back.
 */
@ApplicationScoped
class MergeDesk {

  @Inject Customers customers;
  @Inject CustomerDoor door;
  @Inject Contacts contacts;
  @Inject Mergers mergers;
  @Inject Ledger ledger;
  @Inject Clock clock;

  /**
   * Merges one customer into another.
   *
   * @param addressed that of the two whose version {@code ifMatch} means
   * @return the survivor
   */
  @Transactional
  CustomerApi.Customer merge(
      UUID mergedId,
      UUID survivorId,
      UUID addressed,
      String ifMatch,
      String reason,
      Origin origin) {
    lockInOrder(mergedId, survivorId);
    Customer merged = door.lockedMergedOrNot(mergedId);
    Customer survivor = door.lockedMergedOrNot(survivorId);
    ETags.requireMatch(ifMatch, (addressed.equals(mergedId) ? merged : survivor).version());
    door.requireUnmerged(merged);
    door.requireUnmerged(survivor);
    if (merged.kind() != survivor.kind()) {
      throw Problem.conflict(
          "different-kinds", "A person and an organisation cannot be one; correct the kind first.");
    }
    List<Contact> brought = merged.contacts();
    requireRoom(survivor.contacts(), brought);
    Instant now = clock.instant();
    contacts.move(mergedId, survivorId, brought);
    merged.becomePartOf(survivorId, reason, now);
    survivor.takeOver(mergedId, brought, reason, now);
    mergers.add(
        new MergeApi.Merger(
            Uuid7.at(now), mergedId, survivorId, reason, origin.actor(), now, null, null, null),
        brought);
    ledger.appendAll(List.of(merged, survivor), CustomerEvents.TOPIC, origin);
    return survivor.view();
  }

  private void lockInOrder(UUID one, UUID other) {
    Stream.of(one, other).sorted(Comparator.comparing(UUID::toString)).forEach(customers::locked);
  }

  private static void requireRoom(List<Contact> kept, List<Contact> brought) {
    for (Contact.Kind kind : Contact.Kind.values()) {
      int together = Contact.values(kept, kind).size() + Contact.values(brought, kind).size();
      if (together > CustomerApi.MOST_CONTACTS) {
        throw Problem.conflict(
            "too-many-contacts",
            "Together they would have %d contacts of kind %s, of which a customer has at most %d. Remove some first."
                .formatted(together, kind, CustomerApi.MOST_CONTACTS));
      }
    }
  }

  /**
   * Undoes the merger of a customer, wherever the one it was merged into has gone since.
   *
   * @return the customer, who is somebody of its own again
   */
  @Transactional
  CustomerApi.Customer unmerge(UUID id, String ifMatch, String reason, Origin origin) {
    UUID holderId = lockWithHolder(id);
    Customer merged = door.lockedMergedOrNot(id);
    ETags.requireMatch(ifMatch, merged.version());
    if (!merged.isMerged()) {
      throw Problem.conflict("not-merged", "This customer is not merged into another.");
    }
    Customer holder = customers.locked(holderId).orElseThrow();
    Mergers.InForce merger = mergers.inForce(id);
    Set<Contact> still = contacts.move(holderId, id, merger.contacts());
    List<Contact> back = merger.contacts().stream().filter(still::contains).toList();
    Instant now = clock.instant();
    merged.standAlone(back, reason, now);
    holder.giveBack(id, back, reason, now);
    mergers.undo(merger.id(), reason, origin.actor(), now);
    ledger.appendAll(List.of(merged, holder), CustomerEvents.TOPIC, origin);
    return merged.view();
  }

  /** Locks a customer and who answers for it, whom another merger may change until it has both. */
  private UUID lockWithHolder(UUID id) {
    UUID holder = customers.survivor(id);
    lockInOrder(id, holder);
    if (!customers.survivor(id).equals(holder)) {
      throw Problem.conflict("busy", "Somebody else is merging them right now; try again.")
          .header("Retry-After", "1");
    }
    return holder;
  }
}
