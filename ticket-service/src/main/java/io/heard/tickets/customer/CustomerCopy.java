package io.heard.tickets.customer;

import java.util.UUID;

/**
 * What ticket-service keeps of a customer, fed by events: enough to name them and to choose the
 * policy.
 *
 * @param tier drives the SLA
 */
public record CustomerCopy(UUID id, String name, String tier) {

  /** What is known of whoever asked at the time of logging. */
  public record Match(
      UUID id, String name, String phone, String email, String tier, CustomerLink link) {

    /** Somebody unknown, without any contact. */
    public static Match nobody(String name) {
      return new Match(null, name, null, null, null, CustomerLink.NONE);
    }
  }
}
