package io.heard.tickets.action;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Planned actions over HTTP. If-Match and ETag are those of the ticket. */
@Path("/v1/tickets/{ref}/actions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Actions", description = "Who does what about a demand, and by when")
public class ActionResource {

  private static final String IF_MATCH = HttpHeaders.IF_MATCH;

  @Inject ActionDesk desk;

  @POST
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Plan an action",
      description =
          "Starts an ACTION clock that is due at the date. The ticket cannot be resolved while the action is open. 409 on a demand that is not open.")
  @APIResponse(
      responseCode = "201",
      description = "Planned; the ETag is the ticket's",
      content = @Content(schema = @Schema(implementation = ActionApi.View.class)))
  public Response plan(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      ActionApi.NewAction action) {
    return answer(Response.Status.CREATED, desk.plan(reference, ifMatch, action));
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "The actions of a ticket",
      description = "In the order they were planned, also the ended ones.")
  public ActionApi.All list(@PathParam("ref") String reference) {
    return new ActionApi.All(desk.list(reference));
  }

  @POST
  @Path("{id}/done")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "It is done",
      description = "Meets its clock. 409 when it has ended already.")
  @APIResponse(
      responseCode = "200",
      description = "Done",
      content = @Content(schema = @Schema(implementation = ActionApi.View.class)))
  public Response done(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      ActionApi.Done done) {
    return answer(Response.Status.OK, desk.done(reference, id, ifMatch, done));
  }

  @POST
  @Path("{id}/cancel")
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "It is not to be done any more",
      description = "Needs a reason. 409 when it has ended already.")
  @APIResponse(
      responseCode = "200",
      description = "Cancelled",
      content = @Content(schema = @Schema(implementation = ActionApi.View.class)))
  public Response cancel(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      ActionApi.Cancellation cancellation) {
    return answer(Response.Status.OK, desk.cancel(reference, id, ifMatch, cancellation));
  }

  private static Response answer(Response.Status status, ActionDesk.Answer answer) {
    return Response.status(status)
        .header(HttpHeaders.ETAG, ETags.of(answer.version()))
        .entity(answer.action())
        .build();
  }
}
