package io.heard.customers.customer;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
class CustomerDesk {

  /**
   * A contact that is another's.
   *
   * @param pointer JSON Pointer to it in the request
   * @param customer whose it is
   */
  record Conflict(String pointer, UUID customer) {}

  @Inject Customers customers;
  @Inject Contacts contacts;
  @Inject DetailsForm form;
  @Inject MergePatch mergePatch;
  @Inject Ledger ledger;
  @Inject Clock clock;

  @Transactional
  CustomerApi.Customer register(CustomerApi.Details given, Origin origin) {
    CustomerApi.Details details = form.complete(given);
    Instant now = clock.instant();
    Customer customer = Customer.register(Uuid7.at(now), details, null, now);
    claim(customer.id(), customer.contacts(), details);
    ledger.append(customer, CustomerEvents.TOPIC, origin);
    customers.persist(customer);
    return customer.view();
  }

  @Transactional
  CustomerApi.Customer change(UUID id, String ifMatch, ObjectNode patch, Origin origin) {
    Customer customer =
        customers.locked(id).orElseThrow(() -> Problem.notFound("The customer " + id));
    ETags.requireMatch(ifMatch, customer.version());
    if (customer.isMerged()) {
      throw Problem.conflict(
              "customer-merged", "This customer was merged; change the one that took it over.")
          .with("mergedInto", customer.mergedInto());
    }
    List<Contact> before = customer.contacts();
    CustomerApi.Details details = form.complete(mergePatch.apply(customer.details(), patch));
    customer.change(details, clock.instant());
    contacts.release(id, without(before, customer.contacts()));
    claim(id, without(customer.contacts(), before), details);
    ledger.append(customer, CustomerEvents.TOPIC, origin);
    return customer.view();
  }

  private void claim(UUID id, List<Contact> wanted, CustomerApi.Details details) {
    Set<Contact> missed = contacts.claim(id, wanted);
    if (missed.isEmpty()) {
      return;
    }
    Map<Contact, UUID> owners = contacts.owners(missed);
    List<Conflict> conflicts = new ArrayList<>();
    for (Contact contact : Customer.contacts(details)) {
      if (missed.contains(contact)) {
        conflicts.add(new Conflict(pointer(contact, details), owners.get(contact)));
      }
    }
    throw Problem.conflict(
            "contact-taken",
            "A contact belongs to another customer. Use that one, or have them merged; nothing was changed.")
        .with("customer", conflicts.get(0).customer())
        .with("conflicts", conflicts);
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
