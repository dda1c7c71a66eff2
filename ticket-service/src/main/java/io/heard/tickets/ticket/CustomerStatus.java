package io.heard.tickets.ticket;

import io.heard.kit.problem.Problem;
import io.heard.tickets.customer.CustomerCopies;
import io.heard.tickets.status.StatusSettings;
import io.heard.tickets.status.StatusTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the customer sees of a demand, by the link alone. Names no desk and no person: to the
 * customer it is one company, however often the work changes hands.
 */
@ApplicationScoped
public class CustomerStatus {

  @Inject StatusTokens tokens;
  @Inject StatusSettings settings;
  @Inject Tickets tickets;
  @Inject CustomerCopies customers;
  @Inject CustomerWords words;
  @Inject Clock clock;

  /** Where a demand stands, in words for the customer. */
  public enum Progress {
    RECEIVED,
    IN_PROGRESS,
    WAITING_FOR_YOU,
    DONE_PLEASE_CONFIRM,
    CLOSED,
    DECLINED
  }

  /** What the customer sees. */
  @Schema(name = "CustomerStatus")
  public record View(
      String number,
      String subject,
      Progress progress,
      Instant loggedAt,
      @Schema(description = "Last time you were told something; null if never")
          Instant lastFeedbackAt,
      @Schema(
              description =
                  "When you will hear from us at the latest; null when nothing is outstanding")
          Instant nextFeedbackDueAt) {}

  /** What the customer sees, and how they want to read it. */
  record Page(View view, CustomerCopies.Preferences preferences) {}

  Page page(String token) {
    Ticket ticket = tickets.get(tokens.ticketId(token).orElseThrow(CustomerStatus::unknown));
    return new Page(view(ticket), customers.preferences(ticket.customerId));
  }

  View view(String token) {
    return view(tickets.get(tokens.ticketId(token).orElseThrow(CustomerStatus::unknown)));
  }

  static Problem unknown() {
    return Problem.notFound("A demand with this link");
  }

  private View view(Ticket ticket) {
    Ticket home = ticket;
    while (home.mergedInto != null) {
      home = tickets.get(home.mergedInto);
    }
    requireAlive(ticket, home);
    return view(ticket, home);
  }

  /**
   * What the customer sees.
   *
   * @param home where it lives on; itself unless it was merged
   */
  View view(Ticket ticket, Ticket home) {
    if (home == ticket) {
      return view(ticket, progress(home), ticket.lastFeedbackAt, nextFeedback(home));
    }
    Instant told =
        latest(ticket.lastFeedbackAt, words.toldElsewhere(ticket.id(), ticket.number).orElse(null));
    return home.isOfSameCustomer(ticket)
        ? view(ticket, progress(home), latest(told, home.lastFeedbackAt), nextFeedback(home))
        : view(
            ticket,
            progressForOthers(home.state),
            told,
            home.merged().other(ticket.id()).map(MergedTicket::feedbackDue).orElse(null));
  }

  private static View view(Ticket ticket, Progress progress, Instant told, Instant next) {
    return new View(ticket.number, ticket.subject, progress, ticket.loggedAt, told, next);
  }

  /** A link does not open for ever what has ended long ago, nor what was erased. */
  void requireAlive(Ticket ticket, Ticket home) {
    boolean over = home.state == TicketState.CLOSED || home.state == TicketState.DECLINED;
    boolean expired =
        over && home.updatedAt.plus(settings.expiresAfter()).isBefore(clock.instant());
    if (expired || home.isErased() || ticket.isErased()) {
      throw new Problem(410, "link-expired", "Gone", "This link has expired.");
    }
  }

  private static Instant latest(Instant one, Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  /** When the ticket's own customer hears of us next, at the latest. */
  private static Instant nextFeedback(Ticket ticket) {
    MergedTickets merged = ticket.merged();
    return merged.owed().isEmpty()
        ? ticket.clocks().feedbackDue()
        : merged.own().map(MergedTicket::feedbackDue).orElse(null);
  }

  private static Progress progress(Ticket ticket) {
    return ticket.state == TicketState.RESOLVED && ticket.confirmed
        ? Progress.CLOSED
        : progress(ticket.state);
  }

  /** Whoever is not its customer is asked nothing. */
  private static Progress progressForOthers(TicketState state) {
    return state == TicketState.RESOLVED || state == TicketState.WAITING_FOR_CUSTOMER
        ? Progress.IN_PROGRESS
        : progress(state);
  }

  private static Progress progress(TicketState state) {
    return switch (state) {
      case LOGGED, ACKNOWLEDGED -> Progress.RECEIVED;
      case IN_PROGRESS, WAITING_FOR_OTHERS, MERGED -> Progress.IN_PROGRESS;
      case WAITING_FOR_CUSTOMER -> Progress.WAITING_FOR_YOU;
      case RESOLVED -> Progress.DONE_PLEASE_CONFIRM;
      case CLOSED -> Progress.CLOSED;
      case DECLINED -> Progress.DECLINED;
    };
  }
}
