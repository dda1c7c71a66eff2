package io.heard.customers.customer;

/** What a customer is. */
public enum Kind {
  PERSON,
  ORGANISATION
}
