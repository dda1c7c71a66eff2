package io.heard.tickets.ticket;

import io.heard.kit.http.RequestId;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.Problem;
import io.heard.tickets.clock.TicketClock;
import io.heard.tickets.customer.CustomerCopies;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.status.StatusSettings;
import io.heard.tickets.status.StatusTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the customer sees of a demand and says about it, by the link alone. Names no desk and no
 * person: to the customer it is one company, however often the work changes hands.
 */
@ApplicationScoped
public class CustomerStatus {

  @Inject StatusTokens tokens;
  @Inject StatusSettings settings;
  @Inject Tickets tickets;
  @Inject CustomerCopies customers;
  @Inject SlaPolicies policies;
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

  /** The customer's word; the same yes again changes nothing. */
  @Transactional
  View confirm(String token, TicketApi.Confirmation said) {
    Ticket ticket = tickets.lock(tokens.ticketId(token).orElseThrow(CustomerStatus::unknown));
    boolean repeated =
        said.satisfied()
            && ticket.confirmed
            && (ticket.state == TicketState.CLOSED || ticket.state == TicketState.RESOLVED);
    if (!repeated) {
      requireAlive(ticket);
      ticket.confirm(said, "CUSTOMER", clock.instant(), policies.match(ticket.facts()));
      tickets.save(ticket, new Origin("customer", RequestId.current(), null));
    }
    return view(ticket);
  }

  private static Problem unknown() {
    return Problem.notFound("A demand with this link");
  }

  private View view(Ticket ticket) {
    Ticket survivor = ticket;
    while (survivor.mergedInto != null) {
      survivor = tickets.get(survivor.mergedInto);
    }
    requireAlive(survivor);
    return survivor == ticket ? own(ticket) : merged(ticket, survivor);
  }

  /** A link does not open for ever what has ended long ago, nor what was erased. */
  private void requireAlive(Ticket ticket) {
    boolean over = ticket.state == TicketState.CLOSED || ticket.state == TicketState.DECLINED;
    boolean expired =
        over && ticket.updatedAt.plus(settings.expiresAfter()).isBefore(clock.instant());
    if (expired || ticket.isErased()) {
      throw new Problem(410, "link-expired", "Gone", "This link has expired.");
    }
  }

  /** It goes on elsewhere; the customer sees their own demand and how that one stands. */
  private static View merged(Ticket ticket, Ticket survivor) {
    Progress there = progress(survivor.state);
    Instant owed =
        survivor.merged().others().stream()
            .filter(one -> one.id().equals(ticket.id()))
            .map(MergedTicket::feedbackDue)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new View(
        ticket.number,
        ticket.subject,
        there == Progress.DONE_PLEASE_CONFIRM || there == Progress.WAITING_FOR_YOU
            ? Progress.IN_PROGRESS
            : there,
        ticket.loggedAt,
        ticket.lastFeedbackAt,
        owed);
  }

  private static View own(Ticket ticket) {
    Instant nextFeedback =
        Stream.of(ClockKind.FIRST_FEEDBACK, ClockKind.NEXT_FEEDBACK)
            .flatMap(kind -> ticket.clocks().current(kind).stream())
            .filter(TicketClock::live)
            .map(TicketClock::dueAt)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new View(
        ticket.number,
        ticket.subject,
        progress(ticket.state),
        ticket.loggedAt,
        ticket.lastFeedbackAt,
        nextFeedback);
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
