package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotency;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.tickets.access.AccessApi.Action;
import io.heard.tickets.access.AccessLog;
import io.heard.tickets.ticket.TicketApi.View;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Demand tickets over HTTP. A {@code {ref}} is an id or a number such as D-2026-0000042. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Tickets",
    description = "Log what a customer asks for, and work it until the customer says it is done")
public class TicketResource {

  static final String ONE = "{ref}";
  private static final String IF_MATCH = HttpHeaders.IF_MATCH;

  @Inject Intake intake;
  @Inject TicketDesk desk;
  @Inject Merging merging;
  @Inject Idempotency idempotency;
  @Inject Callers callers;
  @Inject AccessLog accessLog;

  @POST
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
  @Operation(
      summary = "Log a demand",
      description =
          "Only subject or statedRequest is required. 201 means durable: ticket, first ledger entry, clocks and event are committed. "
              + "Works while every other part of Heard is down. Repeat with the same Idempotency-Key after a lost answer.")
  @APIResponse(
      responseCode = "201",
      description = "Logged",
      content = @Content(schema = @Schema(implementation = TicketApi.Logged.class)))
  @APIResponse(
      responseCode = "400",
      description = "problem+json naming every offending field; nothing was changed")
  @APIResponse(
      responseCode = "422",
      description = "The Idempotency-Key was used for another request")
  public Response log(TicketApi.NewTicket demand) {
    return intake.log(demand, callers.current(), idempotency.key());
  }

  @GET
  @Path(ONE)
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(
      summary = "A ticket",
      description =
          "By id or number. 304 with If-None-Match when it has not changed; 404 also for what the caller may not see.")
  @APIResponse(
      responseCode = "200",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response get(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    View view = desk.show(reference);
    if (ETags.notModified(ifNoneMatch, view.version())) {
      return Response.notModified().header(HttpHeaders.ETAG, ETags.of(view.version())).build();
    }
    accessLog.read(Action.READ, GivenTickets.of(view));
    return ok(view);
  }

  @GET
  @Path(ONE + "/duplicates")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
  @Operation(
      summary = "What it may be a repeat of",
      description =
          "Open demands of the same customer in similar words, logged since 30 days (configurable) before this one; at most 5, the likeliest "
              + "first. An offer: nothing follows from it by itself.")
  public TicketApi.PossibleDuplicates duplicates(@PathParam("ref") String reference) {
    TicketApi.PossibleDuplicates found = desk.duplicates(reference);
    accessLog.read(
        Action.FOUND,
        found.items().stream()
            .map(one -> new AccessLog.Given(one.id(), found.customer()))
            .toList());
    return found;
  }

  @PATCH
  @Path(ONE)
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Correct a ticket",
      description =
          "JSON Merge Patch (RFC 7396) of subject, impact, urgency, tags, customFields, product. A new priority moves the due times: "
              + "computed from the original start, with every pause kept.")
  public Response patch(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketPatch patch) {
    return ok(desk.patch(reference, ifMatch, patch));
  }

  @POST
  @Path(ONE + "/acknowledge")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Accept the work",
      description =
          "From LOGGED. Meets the ACKNOWLEDGE clock; whoever acknowledges owns it if only a team did.")
  public Response acknowledge(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Remark remark) {
    return ok(desk.acknowledge(reference, ifMatch, remark));
  }

  @POST
  @Path(ONE + "/start")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(summary = "Begin the work", description = "From ACKNOWLEDGED.")
  public Response start(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Remark remark) {
    return ok(desk.start(reference, ifMatch, remark));
  }

  @POST
  @Path(ONE + "/wait")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Wait for the customer or for others",
      description =
          "From IN_PROGRESS. Waiting for the customer pauses RESOLUTION; CUSTOMER_WAIT makes sure that the waiting ends.")
  public Response waitFor(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Wait wait) {
    return ok(desk.waitFor(reference, ifMatch, wait));
  }

  @POST
  @Path(ONE + "/resume")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Go on with the work",
      description = "From a waiting state. RESOLUTION runs on with what was left.")
  public Response resume(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Remark remark) {
    return ok(desk.resume(reference, ifMatch, remark));
  }

  @POST
  @Path(ONE + "/resolve")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "The work is done",
      description =
          "From IN_PROGRESS or a waiting state. Needs an outcome, and that the customer was told: by feedback in this request, or by one since "
              + "logging or the last reopening (409 feedback-owed). 409 actions-open names actions that are not done. The customer still has to "
              + "confirm.")
  public Response resolve(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Resolution resolution) {
    return ok(desk.resolve(reference, ifMatch, resolution));
  }

  @POST
  @Path(ONE + "/decline")
  @Idempotent
  @RolesAllowed(Roles.LEAD)
  @Operation(
      summary = "It will not be done",
      description =
          "From an open state. The reason is what the customer was told, and counts as feedback.")
  public Response decline(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Decline decline) {
    return ok(desk.decline(reference, ifMatch, decline));
  }

  @POST
  @Path(ONE + "/reopen")
  @Idempotent
  @RolesAllowed(Roles.LEAD)
  @Operation(
      summary = "It is not done after all",
      description = "From RESOLVED, CLOSED or DECLINED. RESOLUTION resumes with what was left.")
  public Response reopen(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Reason reason) {
    return ok(desk.reopen(reference, ifMatch, reason));
  }

  @POST
  @Path(ONE + "/close")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "It is over",
      description =
          "From RESOLVED. Needs a feedback given before (409 `feedback-owed` otherwise), and the customer's confirmation or dated attempts to get one.")
  public Response close(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Close close) {
    return ok(desk.close(reference, ifMatch, close));
  }

  @POST
  @Path(ONE + "/merge")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Merge it into another ticket",
      description =
          "From an open state or RESOLVED, into an open ticket. The other one takes over the earliest deadline of each kind, and the answers"
              + " owed to every customer: a feedback there names whom it `told`. The merged one is MERGED, owes nothing any more and says"
              + " `mergedInto`; the other lists it in `merged`. 400 into itself or an unknown one, 409 `illegal-merge` into one that is"
              + " not open.")
  public Response merge(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Merge merge) {
    return ok(merging.merge(reference, ifMatch, merge));
  }

  @POST
  @Path(ONE + "/handoffs")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Hand the work over",
      description =
          "The first receiver keeps owing the feedback. Only the owner, the first receiver or a lead hands off what a person owns (403 otherwise).")
  @APIResponse(
      responseCode = "201",
      description = "The ticket with its new owner",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response handOff(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Handoff handoff) {
    return added(desk.handOff(reference, ifMatch, handoff));
  }

  @POST
  @Path(ONE + "/feedbacks")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "The customer was told something",
      description =
          "Meets FIRST_FEEDBACK and NEXT_FEEDBACK; while the ticket is open the next sign of life is owed from then on. A RESOLVED one whose customer "
              + "has said yes is closed by the feedback that tells the last who is owed word of it.")
  @APIResponse(
      responseCode = "201",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response feedBack(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Feedback feedback) {
    return added(desk.feedBack(reference, ifMatch, feedback));
  }

  @POST
  @Path(ONE + "/contacts")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
  @Operation(
      summary = "The customer came back on it",
      description =
          "Starts NEXT_FEEDBACK unless it runs; ends waiting for the customer. From the third contact on (logging counts, answers to what the "
              + "customer was asked do not; configurable) the customer is chasing: urgency goes up one level, once, and an alert CHASED is raised.")
  @APIResponse(
      responseCode = "201",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response contacted(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Contact contact) {
    View view = desk.contacted(reference, ifMatch, contact);
    accessLog.read(Action.CHANGED, GivenTickets.of(view));
    return added(view);
  }

  @POST
  @Path(ONE + "/attempts")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "The customer was tried to be reached",
      description =
          "While RESOLVED or WAITING_FOR_CUSTOMER. When the policy's time to answer passes, a resolved demand whose customer was asked closes by "
              + "itself, because NO_ANSWER, with these attempts; one that nobody asked about is raised, and asking then gives the customer that "
              + "time once more.")
  @APIResponse(
      responseCode = "201",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response tried(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Attempt attempt) {
    return added(desk.tried(reference, ifMatch, attempt));
  }

  @POST
  @Path(ONE + "/confirmation")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "What the customer said to us",
      description =
          "While RESOLVED, on the customer's behalf: true closes the demand (while news are owed, the feedback that tells them will), false reopens it. With satisfaction (CSAT) and effort (CES 2.0).")
  @APIResponse(
      responseCode = "200",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response confirmed(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Confirmation confirmation) {
    return ok(desk.confirmed(reference, ifMatch, confirmation));
  }

  @POST
  @Path(ONE + "/notes")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "An internal note",
      description = "For staff; the customer never sees it, and no clock is met by it.")
  @APIResponse(
      responseCode = "201",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response addNote(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      TicketApi.Note note) {
    return added(desk.addNote(reference, ifMatch, note));
  }

  /**
   * The answer to logging; it is kept with the idempotency key, so it must not depend on anything
   * but the ticket.
   */
  /** 201 with a body that has been written already. */
  static Response created(View view, String body) {
    return Response.created(URI.create("/v1/tickets/" + view.id()))
        .header(HttpHeaders.ETAG, ETags.of(view.version()))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(body)
        .build();
  }

  private static Response ok(View view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }

  private static Response added(View view) {
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.ETAG, ETags.of(view.version()))
        .entity(view)
        .build();
  }
}
