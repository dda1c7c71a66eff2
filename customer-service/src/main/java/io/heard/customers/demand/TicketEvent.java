package io.heard.customers.demand;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What this service reads of the events on {@code heard.tickets}; everything else in them is passed
 * over. Absent from an event is what its type does not have.
 *
 * @param ticket the ticket as it is after the event; in every event
 * @param contact how the customer of a logged demand is reached
 * @param statedRequest in the customer's words
 * @param client the integration that logged it, null when a person did
 * @param clocks those a logged demand starts with
 * @param clock the one an event about a clock is about
 * @param channel by which something was said
 * @param text what was said
 * @param satisfied whether the customer said that it is done
 * @param comment what the customer said to that
 * @param promise the one an event about a promise is about
 * @param late whether a promise was kept after its date
 * @param broken whether a promise the customer let go was broken before
 * @param forgotten promises whose words are erased though the ticket is not: they came from one
 *     that was merged into it
 * @param openQuestions what to ask the customer at the next contact, all there is on the ticket
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TicketEvent(
    Summary ticket,
    Reached contact,
    String statedRequest,
    String client,
    List<ClockState> clocks,
    ClockState clock,
    String channel,
    String text,
    Boolean satisfied,
    String comment,
    Promise promise,
    Boolean late,
    Boolean broken,
    List<UUID> forgotten,
    List<Question> openQuestions) {

  static final String TOPIC = "heard.tickets";
  static final String LOGGED = "heard.ticket.logged.v1";
  static final String CONTACTED = "heard.ticket.contacted.v1";
  static final String FED_BACK = "heard.ticket.fed-back.v1";
  static final String CONFIRMED = "heard.ticket.confirmed.v1";
  static final String PROMISED = "heard.ticket.promised.v1";
  static final String PROMISE_KEPT = "heard.ticket.promise-kept.v1";
  static final String PROMISE_BROKEN = "heard.ticket.promise-broken.v1";
  static final String PROMISE_RENEGOTIATED = "heard.ticket.promise-renegotiated.v1";
  static final String PROMISE_RELEASED = "heard.ticket.promise-released.v1";
  static final String PROMISE_MOVED = "heard.ticket.promise-moved.v1";
  static final String CHANGED = "heard.ticket.changed.v1";
  static final String CLARIFIED = "heard.ticket.clarified.v1";
  static final String ERASED = "heard.ticket.erased.v1";
  static final String CLOCK_SET = "heard.ticket.clock-set.v1";
  static final String CLOCK_WARNED = "heard.ticket.clock-warned.v1";
  static final String CLOCK_BREACHED = "heard.ticket.clock-breached.v1";
  static final String CLOCK_MET = "heard.ticket.clock-met.v1";
  static final String CLOCK_CANCELLED = "heard.ticket.clock-cancelled.v1";

  /** A ticket. States and the like are texts: new ones may come. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Summary(
      UUID id,
      String number,
      String state,
      String kind,
      String channel,
      String subject,
      String priority,
      Owner owner,
      String receiver,
      Who customer,
      Instant loggedAt) {

    /** Whether what the customer says now was asked for, so that saying it is no coming back. */
    boolean asksCustomer() {
      return "WAITING_FOR_CUSTOMER".equals(state);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Owner(String team, String person) {}

  /** The customer, as far as the ticket knows. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Who(UUID id, String name, String link) {

    /** The ticket waits to hear who it is. */
    boolean isPending() {
      return "PENDING".equals(link);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Reached(String phone, String email) {}

  /**
   * A clock.
   *
   * @param dueAt null while it is paused
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ClockState(String kind, int round, String state, Instant dueAt) {

    boolean isPaused() {
      return "PAUSED".equals(state);
    }
  }

  /** Something to ask the customer. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Question(UUID id, String text, Instant askedAt) {}

  /** Something the customer was promised, and by when. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Promise(UUID id, String what, Instant due) {}
}
