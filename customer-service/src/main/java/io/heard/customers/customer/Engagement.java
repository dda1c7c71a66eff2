package io.heard.customers.customer;

/** Single deals, or a lasting relation. */
public enum Engagement {
  TRANSACTIONAL,
  RELATIONAL
}
