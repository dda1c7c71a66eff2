package io.heard.customers.customer;

import java.util.Map;
import java.util.UUID;

/** What goes out on {@code heard.customers}, and into the history. */
final class CustomerEvents {

  static final String TOPIC = "heard.customers";
  static final String REGISTERED = "heard.customer.registered.v1";
  static final String CHANGED = "heard.customer.changed.v1";
  static final String MATCHED = "heard.customer.matched.v1";

  private CustomerEvents() {}

  /**
   * Data of every event: the whole state, so that the last one is enough (compacted topic).
   *
   * @param change what changed, by field; null when nothing but the version did
   * @param ticketId the ticket that named the customer, null when none did
   */
  record Data(CustomerApi.Customer customer, Map<String, Change> change, UUID ticketId) {}

  /** A field before and after. */
  record Change(Object from, Object to) {}
}
