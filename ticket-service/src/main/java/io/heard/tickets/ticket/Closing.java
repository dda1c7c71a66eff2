package io.heard.tickets.ticket;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.ticket.TicketApi.ClosedBecause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What has to be there before a demand may end: a feedback given before, and the customer's word or
 * a dated lack of it. Nothing ends in silence.
 */
final class Closing {

  /** Who says that it is done, in the ledger: the customer by their link. */
  static final String CUSTOMER = "CUSTOMER";

  private Closing() {}

  /**
   * Why it may be closed; refuses when it may not.
   *
   * @param attempts to reach the customer, beside those that are recorded
   */
  static ClosedBecause reason(
      Ticket ticket, ClosedBecause because, List<Instant> attempts, Instant now) {
    ClosedBecause reason = because == null && ticket.confirmed ? ClosedBecause.CONFIRMED : because;
    requireEvidence(reason, attempts, !ticket.attempts.isEmpty(), now);
    boolean unheard = reason == ClosedBecause.NO_ANSWER && ticket.answerOwed();
    if (!ticket.answeredInCycle || unheard) {
      throw ticket.state.refuse(
          "feedback-owed",
          silence(unheard) + " yet. Record what they were told (POST …/feedbacks), then close.");
    }
    if (ticket.newsOwedSince != null) {
      throw ticket.state.refuse(
          "feedback-owed",
          "What the customer asked for is there since "
              + ticket.newsOwedSince
              + ", and they have not been told yet. Record what they were told (POST …/feedbacks), then close.");
    }
    requireOthersTold(ticket);
    return reason;
  }

  /**
   * The customer's word is awaited while it is resolved. Their own is heard as well after it was
   * closed for want of it.
   */
  static void requireAwaited(Ticket ticket, String by) {
    boolean late = CUSTOMER.equals(by) && closedUnheard(ticket);
    if (ticket.state != TicketState.RESOLVED && !late) {
      throw ticket.state.illegal(
          "A demand can be confirmed when it is resolved; this one is " + ticket.state + ".");
    }
  }

  /** Whether it was closed for want of an answer. */
  static boolean closedUnheard(Ticket ticket) {
    return ticket.state == TicketState.CLOSED && !ticket.confirmed;
  }

  /** Whether nobody is owed word of what became of it. */
  static boolean everybodyTold(Ticket ticket) {
    return ticket.newsOwedSince == null && ticket.merged().owed().isEmpty();
  }

  /** Whether nothing keeps it open any more: the customer said yes, and nobody is owed a word. */
  static boolean lastWordSaid(Ticket ticket) {
    return ticket.state == TicketState.RESOLVED
        && ticket.confirmed
        && everybodyTold(ticket)
        && !ticket.answerOwed();
  }

  /** Nothing is done for a customer who does not hear of it. */
  static void requireTold(Ticket ticket) {
    if (!ticket.answeredInCycle) {
      throw ticket.state.refuse(
          "feedback-owed",
          silence(false)
              + " yet. Say what they were told (feedback, or before that POST …/feedbacks), then resolve.");
    }
  }

  private static String silence(boolean cameBack) {
    return "The customer "
        + (cameBack ? "came back and has not been answered" : "has not been told anything");
  }

  /**
   * Whether it may end because the customer, who was asked, has not answered: nothing is owed to
   * them or to anybody else, not an answer and not a promise.
   */
  static boolean maySilently(Ticket ticket) {
    return !ticket.attempts.isEmpty()
        && ticket.answeredInCycle
        && everybodyTold(ticket)
        && !ticket.answerOwed()
        && !ticket.clocks().owes(ClockKind.PROMISE);
  }

  private static void requireEvidence(
      ClosedBecause reason, List<Instant> attempts, boolean recorded, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    if (reason == null) {
      errors.add(
          new FieldError(
              "/because",
              "required",
              "is required: CONFIRMED (the customer said it is done) or NO_ANSWER (with attempts)"));
    }
    if (reason == ClosedBecause.NO_ANSWER && attempts.isEmpty() && !recorded) {
      errors.add(
          new FieldError(
              "/attempts", "required", "must say when the customer was asked, at least once"));
    }
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i).isAfter(now)) {
        errors.add(new FieldError("/attempts/" + i, "in-future", "must not be in the future"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  /** The customers of tickets merged into this one are owed an answer as well. */
  static void requireOthersTold(Ticket ticket) {
    List<String> owed = ticket.merged().owed();
    if (!owed.isEmpty()) {
      throw ticket
          .state
          .refuse(
              "feedback-owed",
              "The customers of merged tickets have not been told anything yet: "
                  + String.join(", ", owed)
                  + ". Record what they were told (POST …/feedbacks with told), then end it.")
          .with("owed", owed);
    }
  }
}
