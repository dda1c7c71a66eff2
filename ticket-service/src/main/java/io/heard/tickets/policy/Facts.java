package io.heard.tickets.policy;

import java.util.Objects;
import java.util.Set;

/**
 * What an SLA policy looks at to decide whether it applies to a ticket.
 *
 * @param tier the customer's tier, null while the customer is unknown
 * @param kind kind of demand, such as {@code COMPLAINT}
 * @param channel where it was heard, such as {@code PHONE}
 * @param priority {@code P1} to {@code P4}; never null, so that a built-in policy always matches
 * @param product null when none was named
 * @param team the owning team, null when there is none
 * @param tags of the ticket, possibly none
 */
public record Facts(
    String tier,
    String kind,
    String channel,
    String priority,
    String product,
    String team,
    Set<String> tags) {
  public Facts {
    Objects.requireNonNull(priority, "priority");
    tags = tags == null ? Set.of() : tags;
  }
}
