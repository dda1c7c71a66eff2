package io.heard.customers.customer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.customers.access.Access;
import io.heard.customers.access.AccessApi;
import io.heard.customers.access.AccessLog;
import io.heard.customers.contact.Contact;
import io.heard.customers.contact.Contacts;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Where people enter and change customers: each act one transaction. */
@ApplicationScoped
public class CustomerDesk {

  /**
   * A contact that is another's.
   *
   * @param pointer JSON Pointer to it in the request
   * @param customer whose it is, null when the caller may not know
   */
  record Conflict(String pointer, UUID customer) {}

  @Inject Customers customers;
  @Inject Contacts contacts;
  @Inject DetailsForm form;
  @Inject DetailsPatch detailsPatch;
  @Inject CustomerDoor door;
  @Inject Organisations organisations;
  @Inject Access access;
  @Inject AccessLog accessLog;
  @Inject Ledger ledger;
  @Inject Clock clock;

  @Transactional
  public CustomerApi.Customer register(CustomerApi.Details given, Origin origin) {
    CustomerApi.Details details = form.complete(given);
    organisations.check(details);
    Instant now = clock.instant();
    Customer customer =
        Customer.register(Uuid7.at(now), details, null, access.clientOfNewcomers(), now);
    claim(customer.id(), customer.contacts(), details);
    ledger.append(customer, CustomerEvents.TOPIC, origin);
    customers.persist(customer);
    return customer.view();
  }

  @Transactional
  CustomerApi.Customer change(UUID id, String ifMatch, ObjectNode patch, Origin origin) {
    Customer customer = door.locked(id);
    ETags.requireMatch(ifMatch, customer.version());
    List<Contact> before = customer.contacts();
    CustomerApi.Details known = customer.details();
    CustomerApi.Details details = form.complete(detailsPatch.apply(known, patch));
    if (details.kind() != known.kind() || !details.organisations().equals(known.organisations())) {
      organisations.check(details);
    }
    if (known.kind() == Kind.ORGANISATION && details.kind() != Kind.ORGANISATION) {
      organisations.requireNoPeople(id);
    }
    customer.change(details, clock.instant());
    contacts.release(id, without(before, customer.contacts()));
    claim(id, without(customer.contacts(), before), details);
    ledger.append(customer, CustomerEvents.TOPIC, origin);
    accessLog.read(AccessApi.Action.CHANGED, List.of(id));
    return customer.view();
  }

  private void claim(UUID id, List<Contact> wanted, CustomerApi.Details details) {
    Set<Contact> missed = contacts.claim(id, wanted);
    if (!missed.isEmpty()) {
      throw taken(missed, details);
    }
  }

  private Problem taken(Set<Contact> missed, CustomerApi.Details details) {
    Map<Contact, UUID> owners = contacts.owners(missed);
    List<Conflict> conflicts = new ArrayList<>();
    for (Contact contact : Customer.contacts(details)) {
      if (missed.contains(contact)) {
        conflicts.add(new Conflict(pointer(contact, details), visible(owners.get(contact))));
      }
    }
    Problem taken =
        Problem.conflict(
            "contact-taken",
            "A contact belongs to another customer. Use that one, or have them merged; nothing was changed.");
    UUID first = conflicts.get(0).customer();
    return (first == null ? taken : taken.with("customer", first)).with("conflicts", conflicts);
  }

  /** An integration is not told who has what it may not see. */
  private UUID visible(UUID owner) {
    return access.onlyClient().filter(client -> !customers.cameThrough(owner, client)).isEmpty()
        ? owner
        : null;
  }

  private static String pointer(Contact contact, CustomerApi.Details details) {
    return switch (contact.kind()) {
      case PHONE -> "/phones/" + details.phones().indexOf(contact.value());
      case EMAIL -> "/emails/" + details.emails().indexOf(contact.value());
    };
  }

  private static List<Contact> without(List<Contact> all, List<Contact> some) {
    return all.stream().filter(contact -> !some.contains(contact)).toList();
  }
}
