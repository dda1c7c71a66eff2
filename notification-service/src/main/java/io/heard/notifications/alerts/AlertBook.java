package io.heard.notifications.alerts;

import io.heard.kit.ledger.Aggregate;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/**
 * All alerts of one ticket; its id is the ticket's. It is the aggregate whose changes are the
 * events of topic {@code heard.alerts}, so that a reader sees the alerts of a ticket in one order.
 */
@Entity
@Table(name = "alert_book")
public class AlertBook extends Aggregate {

  /** The book of alerts that are about the system itself and no ticket. */
  public static final UUID SYSTEM = UUID.fromString("01990000-0000-7000-8000-00000000a1e7");

  /** What can happen to an alert. */
  enum Happening {
    RAISED("raised"),
    ESCALATED("escalated"),
    ACKNOWLEDGED("acknowledged"),
    SNOOZED("snoozed"),
    RESOLVED("resolved"),
    DELIVERED("delivered"),
    DELIVERY_FAILED("delivery-failed");

    private final String type;

    Happening(String what) {
      this.type = "heard.alert." + what + ".v1";
    }

    /** Type of the event. */
    String type() {
      return type;
    }
  }

  protected AlertBook() {}

  /** Notes what happened to one of its alerts; the sequence of the entry. */
  int note(Happening happening, Instant at, Object data) {
    record(happening.type(), at, data);
    return version();
  }
}
