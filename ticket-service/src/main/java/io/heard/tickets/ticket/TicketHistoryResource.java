package io.heard.tickets.ticket;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.contact.Mask;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.ledger.LedgerVerdict;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.tickets.access.AccessApi;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.access.CallerRights;
import io.heard.tickets.calendar.Segment;
import io.heard.tickets.calendar.WorkingTime;
import io.heard.tickets.clock.ClockView;
import io.heard.tickets.clock.TicketClock;
import io.heard.tickets.policy.ClockKind;
import io.heard.tickets.policy.ClockTerms;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happened to a ticket, what it owes by when, and why. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN, Roles.INTEGRATION})
@Tag(
    name = "History and clocks",
    description = "The ledger of a ticket, and the reasons for its due times")
public class TicketHistoryResource {

  private static final String TIMELINE = "timeline";
  private static final int MAX_SEGMENTS = 1_000;

  @Inject Tickets tickets;
  @Inject Ledger ledger;
  @Inject Callers callers;
  @Inject AccessLog accessLog;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  /** Outcome of verifying a ticket's ledger. */
  @Schema(name = "Verification")
  public record Verification(boolean intact, int entries, List<String> findings) {}

  /** The clocks of a ticket. */
  @Schema(name = "Clocks")
  public record ClockList(List<ClockView> items) {}

  /** Why a clock is due when it is due. */
  @Schema(name = "ClockExplanation")
  public record Explanation(
      ClockView clock,
      @Schema(description = "Null when it is due at a date somebody named") Duration target,
      Instant dueAt,
      @Schema(
              description =
                  "Stretches from the start to the due time; the counted ones add up to the target")
          List<Segment> segments,
      @Schema(description = "Whether there would be more segments than are shown (1000)")
          boolean truncated,
      @Schema(
              description =
                  "The policy and calendar in force, with their versions; null when it is due at a date")
          Terms terms) {

    /** Policy and calendar versions a clock was computed with. */
    @Schema(name = "ClockTerms")
    public record Terms(
        UUID policyId,
        int policyVersion,
        String policyName,
        String calendarName,
        int calendarVersion) {}
  }

  @GET
  @Path("{ref}/timeline")
  @Operation(
      summary = "The ledger of a ticket",
      description =
          "Everything that happened, oldest first; append-only and hash-chained: hash = SHA-256(previousHash \\n ticket id \\n sequence \\n type \\n at \\n "
              + "recordedAt \\n actor \\n SHA-256(salt \\n data)), lower-case hexadecimal, UTF-8; the first previousHash is 64 zeros. "
              + "An entry from which personal data were erased says `erased` and has `digest`, SHA-256 of what was there, instead of a salt. "
              + "Those with only the roles ops and admin see contacts masked and no salt; …/verification computes on what is stored.")
  public Response timeline(
      @PathParam("ref") String reference,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, TIMELINE, 1);
    Ticket ticket = visible(reference);
    int from = cursor == null ? 0 : (int) cursor.number(0);
    List<LedgerEntry> entries = ledger.read(ticket.id(), from, size.plusOne());
    accessLog.read(AccessApi.Action.HISTORY, GivenTickets.of(ticket));
    boolean whole = CallerRights.seesContacts(callers.current());
    return Page.of(entries, size, entry -> Cursor.of(TIMELINE, entry.sequence()))
        .map(entry -> whole ? entry : Mask.entry(entry, json))
        .answer(uri);
  }

  @GET
  @Path("{ref}/timeline/verification")
  @Operation(
      summary = "Verify the hash chain",
      description = "Recomputes the whole chain of the ticket and says what does not fit.")
  public Verification verify(@PathParam("ref") String reference) {
    Ticket ticket = visible(reference);
    LedgerVerdict verdict = ledger.verify(ticket.id(), ticket.headHash());
    return new Verification(verdict.intact(), verdict.entries(), verdict.findings());
  }

  @GET
  @Path("{ref}/clocks")
  @Operation(summary = "The clocks of a ticket", description = "The present round of each kind.")
  public ClockList clocks(@PathParam("ref") String reference) {
    return new ClockList(visible(reference).clocks().views(clock.instant()));
  }

  @GET
  @Path("{ref}/clocks/{kind}/explain")
  @Operation(
      summary = "Why a clock is due when it is due",
      description = "404 when the ticket has no clock of this kind; 400 for an unknown kind.")
  public Explanation explain(@PathParam("ref") String reference, @PathParam("kind") String kind) {
    Ticket ticket = visible(reference);
    TicketClock found =
        ticket
            .clocks()
            .current(kind(kind))
            .orElseThrow(() -> Problem.notFound("A clock " + kind + " of ticket " + ticket.number));
    ClockTerms terms = ticket.clocks().termsOf(found);
    ClockView view =
        ticket.clocks().views(clock.instant()).stream()
            .filter(candidate -> candidate.kind() == found.kind())
            .findFirst()
            .orElseThrow();
    if (terms == null) {
      Segment whole = new Segment(found.startedAt(), found.dueAt(), true, "due at a date");
      return new Explanation(view, null, found.dueAt(), List.of(whole), false, null);
    }
    WorkingTime.Explanation why = terms.explain(found.startedAt(), found.pauses(), MAX_SEGMENTS);
    return new Explanation(
        view,
        found.target(),
        found.dueAt(),
        why.segments(),
        why.truncated(),
        new Explanation.Terms(
            terms.policyId(),
            terms.policyVersion(),
            terms.policyName(),
            terms.calendarName(),
            terms.calendarVersion()));
  }

  private static ClockKind kind(String name) {
    return Arrays.stream(ClockKind.values())
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                    new FieldError(
                        "/path/kind",
                        "not-one-of",
                        "must be one of " + Arrays.toString(ClockKind.values()))));
  }

  private Ticket visible(String reference) {
    Ticket ticket = tickets.get(tickets.idOf(reference));
    Access.requireVisible(ticket, reference, callers.current());
    return ticket;
  }
}
