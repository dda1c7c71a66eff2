package io.heard.customers.customer;

import io.heard.customers.access.Access;
import io.heard.customers.contact.Contact;
import io.heard.kit.contact.ContactPoints;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds customers by what somebody at the phone knows of them. */
@ApplicationScoped
class CustomerSearch {

  private static final int LONGEST_FRAGMENT = 200;

  @Inject Customers customers;
  @Inject ContactPoints contactPoints;
  @Inject Access access;

  /**
   * One row more than the page, newest first; every filter that is given must hold. Without a
   * transaction: each of its few questions stands alone, and a commit is one more round trip.
   */
  List<Customer> find(String phone, String email, String fragment, UUID after, Limit limit) {
    List<Contact> reached = reached(phone, email, fragment);
    String client = access.onlyClient().orElse(null);
    if (!reached.isEmpty()) {
      return customers.owning(reached).stream()
          .filter(customer -> client == null || customers.cameThrough(customer.id(), client))
          .filter(customer -> after == null || before(customer.id(), after))
          .filter(customer -> fragment == null || customer.isNamed(fragment))
          .toList();
    }
    return fragment == null
        ? customers.page(client, after, limit.plusOne())
        : customers.named(fragment, client, after, limit.plusOne());
  }

  private List<Contact> reached(String phone, String email, String fragment) {
    List<FieldError> errors = new ArrayList<>();
    List<Contact> reached = new ArrayList<>();
    if (phone != null) {
      reached.add(Contact.phone(contactPoints.phone(phone, "/query/phone", errors)));
    }
    if (email != null) {
      reached.add(Contact.email(contactPoints.email(email, "/query/email", errors)));
    }
    if (fragment != null
        && (fragment.length() > LONGEST_FRAGMENT || NameText.fold(fragment).isEmpty())) {
      errors.add(FieldError.query("q", "wrong-length", "must have 1 to 200 characters"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return reached;
  }

  /** UUIDs in the order of PostgreSQL: byte by byte, unsigned. */
  private static boolean before(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high < 0
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits()) < 0;
  }
}
