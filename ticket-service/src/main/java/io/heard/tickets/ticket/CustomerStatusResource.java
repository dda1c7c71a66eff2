package io.heard.tickets.ticket;

import io.heard.kit.http.RequestId;
import io.heard.kit.ledger.Origin;
import io.heard.kit.problem.Problem;
import io.heard.tickets.clock.TicketClock;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.status.RequestRate;
import io.heard.tickets.status.StatusTokens;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What the customer sees and says, without a login. Names no desk and no person: to the customer it
 * is one company.
 */
@Path("/v1/status/{token}")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@Tag(
    name = "Customer status",
    description = "For the customer: where it stands, and whether it is done. The link is the key.")
public class CustomerStatusResource {

  @Inject StatusTokens tokens;
  @Inject RequestRate rate;
  @Inject Tickets tickets;
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
  public record Status(
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

  /** The customer's own word. */
  @Schema(name = "Confirmation")
  public record Confirmation(
      @NotNull(message = "is required: true when it is done, false when it is not")
          Boolean satisfied,
      @Size(max = 5_000, message = "must have at most 5000 characters") String comment) {}

  @GET
  @SecurityRequirement(name = "")
  @Operation(
      summary = "Where it stands",
      description =
          "404 for a link that is not one of ours, 429 with Retry-After for too many requests.")
  public Status status(@PathParam("token") String token, HttpServerRequest request) {
    rate.require(address(request));
    return view(tickets.get(tokens.ticketId(token).orElseThrow(CustomerStatusResource::unknown)));
  }

  @POST
  @Path("confirmation")
  @Transactional
  @SecurityRequirement(name = "")
  @Operation(
      summary = "Say whether it is done",
      description =
          "While resolved: true closes the demand, false reopens it. Saying true again on a closed one changes nothing. 409 in other states.")
  public Status confirm(
      @PathParam("token") String token, Confirmation confirmation, HttpServerRequest request) {
    rate.require(address(request));
    Ticket ticket =
        tickets.lock(tokens.ticketId(token).orElseThrow(CustomerStatusResource::unknown));
    boolean repeated =
        confirmation.satisfied()
            && ticket.confirmed
            && (ticket.state == TicketState.CLOSED || ticket.state == TicketState.RESOLVED);
    if (!repeated) {
      Instant now = clock.instant();
      ticket.confirm(
          confirmation.satisfied(),
          confirmation.comment(),
          "CUSTOMER",
          now,
          policies.match(ticket.facts()));
      tickets.save(ticket, new Origin("customer", RequestId.current(), null));
    }
    return view(ticket);
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress();
  }

  private static Problem unknown() {
    return Problem.notFound("A demand with this link");
  }

  private Status view(Ticket ticket) {
    Ticket survivor = ticket;
    while (survivor.mergedInto != null) {
      survivor = tickets.get(survivor.mergedInto);
    }
    return survivor == ticket ? own(ticket) : merged(ticket, survivor);
  }

  /** It goes on elsewhere; the customer sees their own demand and how that one stands. */
  private static Status merged(Ticket ticket, Ticket survivor) {
    Progress there = progress(survivor.state);
    Instant owed =
        survivor.merged().others().stream()
            .filter(one -> one.id().equals(ticket.id()))
            .map(MergedTicket::feedbackDue)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new Status(
        ticket.number,
        ticket.subject,
        there == Progress.DONE_PLEASE_CONFIRM || there == Progress.WAITING_FOR_YOU
            ? Progress.IN_PROGRESS
            : there,
        ticket.loggedAt,
        ticket.lastFeedbackAt,
        owed);
  }

  private static Status own(Ticket ticket) {
    Instant nextFeedback =
        Stream.of(ClockKind.FIRST_FEEDBACK, ClockKind.NEXT_FEEDBACK)
            .flatMap(kind -> ticket.clocks().current(kind).stream())
            .filter(TicketClock::live)
            .map(TicketClock::dueAt)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new Status(
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
