package io.heard.customers.customer;

import io.heard.customers.contact.Contact;
import io.heard.customers.contact.Contacts;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.Origins;
import io.heard.kit.time.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out whose a logged demand is: the customer who owns its phone, else the one who owns its
 * email, else somebody new. Either way one event about that customer names the ticket; it is what
 * the ticket waits for.
 */
@ApplicationScoped
public class Recognition {

  private static final int MAX_NAME = 200;

  /** Every round lost means that somebody else has won one; so many in a row are a fault. */
  private static final int MAX_ROUNDS = 20;

  @Inject Customers customers;
  @Inject Contacts contacts;
  @Inject DetailsForm form;
  @Inject Ledger ledger;
  @Inject Origins origins;
  @Inject Clock clock;

  /**
   * The customer of a demand that names a contact.
   *
   * @param name as the demand gives it, null when it gives none
   * @param reached its contacts, in the order in which they count; at least one
   * @param client the integration that logged it, null when a person did
   * @return id of the customer, registered now if need be
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public UUID recognise(UUID ticketId, String name, List<Contact> reached, String client) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Optional<Customer> known = owner(reached);
      if (known.isPresent()) {
        return match(known.get(), ticketId);
      }
      Customer fresh = fresh(ticketId, name, reached, client);
      if (contacts.claim(fresh.id(), fresh.contacts()).isEmpty()) {
        ledger.append(fresh, CustomerEvents.TOPIC, origins.system("matching"));
        customers.persist(fresh);
        return fresh.id();
      }
      contacts.release(fresh.id(), fresh.contacts());
    }
    throw new IllegalStateException("the contacts of ticket " + ticketId + " keep changing hands");
  }

  /**
   * Confirms a customer whom the demand named by id.
   *
   * @return the same id, which may be of a customer who was merged since; empty when there is none
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Optional<UUID> confirm(UUID ticketId, UUID customerId) {
    Optional<Customer> named = customers.locked(customers.survivor(customerId));
    while (named.isPresent() && named.get().isMerged()) {
      // merged while the lock was waited for
      named = customers.locked(customers.survivor(named.get().id()));
    }
    named.filter(customer -> !customer.isErased()).ifPresent(customer -> match(customer, ticketId));
    return named.map(customer -> customerId);
  }

  private Optional<Customer> owner(List<Contact> reached) {
    return reached.stream().map(customers::lockedOwner).flatMap(Optional::stream).findFirst();
  }

  private UUID match(Customer customer, UUID ticketId) {
    customer.match(ticketId, clock.instant());
    ledger.append(customer, CustomerEvents.TOPIC, origins.system("matching"));
    return customer.id();
  }

  private Customer fresh(UUID ticketId, String name, List<Contact> reached, String client) {
    String called = name == null || name.isBlank() ? reached.get(0).value() : name.strip();
    Instant now = clock.instant();
    CustomerApi.Details details =
        form.complete(
            new CustomerApi.Details(
                Kind.PERSON,
                called.length() <= MAX_NAME ? called : cut(called),
                Contact.values(reached, Contact.Kind.PHONE),
                Contact.values(reached, Contact.Kind.EMAIL),
                Scope.POTENTIAL,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null));
    return Customer.register(Uuid7.at(now), details, ticketId, client, now);
  }

  private static String cut(String name) {
    boolean splitsPair = Character.isHighSurrogate(name.charAt(MAX_NAME - 1));
    return name.substring(0, splitsPair ? MAX_NAME - 1 : MAX_NAME);
  }
}
