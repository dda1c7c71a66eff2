package io.heard.notifications.tickets;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** What this service reads of an event of {@code heard.tickets}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TicketData(Summary ticket, ClockData clock) {

  public TicketData {
    Objects.requireNonNull(ticket, "the event carries no ticket");
  }

  /** The ticket after the event. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Summary(
      UUID id,
      String number,
      String state,
      String subject,
      String priority,
      Owner owner,
      String receiver,
      Customer customer,
      Instant loggedAt) {

    public Summary {
      Objects.requireNonNull(id, "a ticket without id");
      Objects.requireNonNull(number, "a ticket without number");
      Objects.requireNonNull(state, "a ticket without state");
      Objects.requireNonNull(subject, "a ticket without subject");
      Objects.requireNonNull(priority, "a ticket without priority");
      Objects.requireNonNull(receiver, "a ticket without receiver");
      owner = owner == null ? new Owner(null, null) : owner;
      customer = customer == null ? new Customer(null, null) : customer;
      loggedAt = loggedAt == null ? Instant.EPOCH : loggedAt;
    }
  }

  /** Who works on it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Owner(String team, String person) {

    /** Whoever is named: the person, or else the team. */
    String name() {
      return person != null ? person : team != null ? team : "?";
    }
  }

  /** Who asked. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Customer(String name, String tier) {}

  /**
   * The clock an event of a clock is about.
   *
   * @param dueAt null while it is paused: it is not known before the clock runs again
   * @param warnAt null without a warning
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ClockData(String kind, int round, String state, Instant dueAt, Instant warnAt) {

    public ClockData {
      Objects.requireNonNull(kind, "a clock without kind");
      Objects.requireNonNull(state, "a clock without state");
    }

    public boolean paused() {
      return state.equals("PAUSED");
    }
  }
}
