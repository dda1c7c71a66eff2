package io.heard.customers.customer;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Checks who may belong to whom. */
@ApplicationScoped
class Organisations {

  @Inject Customers customers;

  /** 400 naming every membership that cannot be. */
  void check(CustomerApi.Details details) {
    List<CustomerApi.Membership> memberships = details.organisations();
    if (memberships.isEmpty()) {
      return;
    }
    List<FieldError> errors = new ArrayList<>();
    if (details.kind() != Kind.PERSON) {
      errors.add(
          new FieldError("/organisations", "not-a-person", "must be empty: only persons belong"));
    }
    Map<UUID, Customer> named = new HashMap<>();
    customers
        .withIds(memberships.stream().map(CustomerApi.Membership::organisation).toList())
        .forEach(customer -> named.put(customer.id(), customer));
    Set<UUID> before = new HashSet<>();
    for (int i = 0; i < memberships.size(); i++) {
      UUID organisation = memberships.get(i).organisation();
      String pointer = "/organisations/" + i + "/organisation";
      Customer customer = named.get(organisation);
      if (customer == null || customer.isErased() || customer.kind() != Kind.ORGANISATION) {
        errors.add(
            new FieldError(
                pointer, "unknown-organisation", "is not a customer of kind ORGANISATION"));
      } else if (!before.add(organisation)) {
        errors.add(new FieldError(pointer, "duplicate", "is named before"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  /** 409 when an organisation that still has people is to become something else. */
  void requireNoPeople(UUID id) {
    if (!customers.peopleOf(id, null, null, 1).isEmpty()) {
      throw Problem.conflict(
          "has-people",
          "People belong to this organisation; it can only be a person without them.");
    }
  }
}
