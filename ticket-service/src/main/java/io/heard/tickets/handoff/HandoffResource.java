package io.heard.tickets.handoff;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.tickets.directory.Directory;
import io.heard.tickets.handoff.Moves.Move;
import io.heard.tickets.policy.SlaPolicies;
import io.heard.tickets.ticket.Ticket;
import io.heard.tickets.ticket.TicketApi;
import io.heard.tickets.ticket.TicketDesk;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the receiving side says to a handoff. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Handoffs", description = "Accepted, or bounced back with a reason")
public class HandoffResource {

  private static final String IF_MATCH = HttpHeaders.IF_MATCH;

  @Inject TicketDesk desk;
  @Inject Moves moves;
  @Inject SlaPolicies policies;
  @Inject Directory directory;
  @Inject Callers callers;

  @POST
  @Path("{ref}/handoffs/accept")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Accept a handoff",
      description =
          "By the person it was handed to, a member of the team, or a lead (403 otherwise). Whoever accepts owns it; a LOGGED demand is "
              + "acknowledged by it. To acknowledge or to work on it accepts it as well. 409 when no handoff waits for an answer.")
  @APIResponse(
      responseCode = "200",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = TicketApi.View.class)))
  public Response accept(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      HandoffApi.Acceptance acceptance) {
    Caller caller = callers.current();
    return ok(
        desk.change(
            reference,
            ifMatch,
            (ticket, now) ->
                ticket.acceptHandoff(
                    pending(ticket, caller).from(), caller.name(), acceptance.note(), now)));
  }

  @POST
  @Path("{ref}/handoffs/bounce")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Bounce a handoff",
      description =
          "Back to whoever handed it off, with a reason; by those who may accept it, as long as they have not begun to work on it (409).")
  @APIResponse(
      responseCode = "200",
      description = "The ticket",
      content = @Content(schema = @Schema(implementation = TicketApi.View.class)))
  public Response bounce(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      HandoffApi.Bounce bounce) {
    Caller caller = callers.current();
    return ok(
        desk.change(
            reference,
            ifMatch,
            (ticket, now) ->
                ticket.bounceTo(
                    pending(ticket, caller).from(), bounce.reason(), now, policies::match)));
  }

  /** The handoff that waits for the caller's side. */
  private Move pending(Ticket ticket, Caller caller) {
    Move handoff =
        Moves.pending(moves.of(ticket.id()))
            .orElseThrow(
                () ->
                    Problem.conflict(
                            "no-handoff", "No handoff waits for an answer of the receiving side.")
                        .with("owner", ticket.owner()));
    TicketApi.Owner to = handoff.to();
    boolean theirs =
        to.person() == null
            ? directory.actsFor(caller.name(), to.team())
            : to.person().equals(caller.name());
    if (!theirs && !caller.has(Roles.LEAD)) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "It was handed to "
              + (to.person() == null ? "team " + to.team() : to.person())
              + "; only they or a lead can answer.");
    }
    return handoff;
  }

  private static Response ok(TicketApi.View view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
