package io.heard.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.heard.kit.ledger.Redaction;
import java.util.Map;
import java.util.UUID;

/** What goes out on {@code heard.customers}, and into the history. */
public final class CustomerEvents {

  public static final String TOPIC = "heard.customers";
  static final String REGISTERED = "heard.customer.registered.v1";
  static final String CHANGED = "heard.customer.changed.v1";
  static final String MATCHED = "heard.customer.matched.v1";

  static final String MERGED = "heard.customer.merged.v1";
  static final String UNMERGED = "heard.customer.unmerged.v1";

  static final String ERASED = "heard.customer.erased.v1";

  /** Fields of these events that say who somebody is, and free texts that might. */
  public static final Redaction REDACTION =
      Redaction.ofFields(
          "name", "phones", "emails", "language", "timeZone", "organisations", "reason");

  private CustomerEvents() {}

  /**
   * Data of every event: the whole state, so that the last one is enough (compacted topic).
   *
   * @param change what changed, by field; null when nothing but the version did
   * @param ticketId the ticket that named the customer, null when none did
   * @param merger only in events about a merger
   * @param erasure only in events about an erasure
   */
  record Data(
      CustomerApi.Customer customer,
      Map<String, Change> change,
      UUID ticketId,
      @JsonInclude(JsonInclude.Include.NON_NULL) Merger merger,
      @JsonInclude(JsonInclude.Include.NON_NULL) Erasure erasure) {

    Data(CustomerApi.Customer customer, Map<String, Change> change, UUID ticketId, Merger merger) {
      this(customer, change, ticketId, merger, null);
    }
  }

  /** Why personal data are erased. */
  public enum Ground {
    /** Somebody asked for it. */
    REQUEST,
    /** Nobody was heard of them for as long as a retention rule says. */
    RETENTION
  }

  /** That personal data were erased. */
  record Erasure(Ground ground) {}

  /**
   * A merger made or undone.
   *
   * @param counterpart the other one of the two
   * @param reason as it was given
   */
  record Merger(UUID counterpart, String reason) {}

  /** A field before and after. */
  record Change(Object from, Object to) {}
}
