package io.heard.tickets.customer;

/** Whether the customer behind a ticket is known to customer-service. */
public enum CustomerLink {
  /** Contact data were given; customer-service will find or register the customer. */
  PENDING,
  LINKED,
  /** Nobody to link to: no contact data. */
  NONE
}
