package io.heard.tickets.customer;

import java.util.UUID;

/**
 * What ticket-service keeps of a customer, fed by events: enough to name them and to choose the
 * policy.
 *
 * @param tier drives the SLA
 */
public record CustomerCopy(UUID id, String name, String tier) {

  /**
   * What is known of whoever asked at the time of logging.
   *
   * @param under the id that was named, null unless that customer has been merged
   */
  public record Match(
      UUID id,
      UUID under,
      String name,
      String phone,
      String email,
      String tier,
      CustomerLink link) {

    /** Somebody unknown, without any contact. */
    public static Match nobody(String name) {
      return new Match(null, null, name, null, null, null, CustomerLink.NONE);
    }
  }
}
