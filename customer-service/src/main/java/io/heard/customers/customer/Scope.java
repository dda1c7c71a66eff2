package io.heard.customers.customer;

/** How near somebody is to buying: a demand may come from anybody. */
public enum Scope {
  /** Bought something. */
  REGISTERED,
  /** Is courted. */
  TARGET,
  /** Could buy. */
  POTENTIAL,
  /** Never thought of it. */
  LATENT
}
