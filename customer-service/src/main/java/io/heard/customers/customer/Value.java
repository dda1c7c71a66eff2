package io.heard.customers.customer;

/** In which way a customer is worth something to the house. */
public enum Value {
  /** Pays. */
  COMMERCIAL,
  /** Lends a good name. */
  BRAND,
  /** Is heard by many. */
  REACH
}
