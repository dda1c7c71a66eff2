package io.heard.tickets.promise;

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

/** Promises over HTTP. If-Match and ETag are those of the ticket. */
@Path("/v1/tickets/{ref}/promises")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Promises", description = "What customers were promised, and by when")
public class PromiseResource {

  private static final String IF_MATCH = HttpHeaders.IF_MATCH;

  @Inject PromiseDesk desk;

  @POST
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Promise something to the customer",
      description =
          "Starts a PROMISE clock that is due at the date and reminds after three quarters of the time. 409 on a demand that is over.")
  @APIResponse(
      responseCode = "201",
      description = "Promised; the ETag is the ticket's",
      content = @Content(schema = @Schema(implementation = PromiseApi.View.class)))
  public Response make(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      PromiseApi.NewPromise promise) {
    return answer(Response.Status.CREATED, desk.make(reference, ifMatch, promise));
  }

  @GET
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(summary = "The promises of a ticket", description = "Oldest first, also the settled.")
  public PromiseApi.All list(@PathParam("ref") String reference) {
    return new PromiseApi.All(desk.list(reference));
  }

  @POST
  @Path("{id}/keep")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "The promise is fulfilled",
      description =
          "KEPT until its date, and at it. After it the promise stays BROKEN, but nothing is owed any more and its alert ends. 409 when it is settled.")
  @APIResponse(
      responseCode = "200",
      description = "Settled",
      content = @Content(schema = @Schema(implementation = PromiseApi.View.class)))
  public Response keep(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      PromiseApi.Keeping keeping) {
    return answer(Response.Status.OK, desk.keep(reference, id, ifMatch, keeping));
  }

  @POST
  @Path("{id}/renegotiate")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Agree on another date with the customer",
      description =
          "Only with the customer, and only before the date: 409 afterwards, the promise is broken then. Moves the clock.")
  @APIResponse(
      responseCode = "200",
      description = "Agreed",
      content = @Content(schema = @Schema(implementation = PromiseApi.View.class)))
  public Response renegotiate(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      PromiseApi.Renegotiation renegotiation) {
    return answer(Response.Status.OK, desk.renegotiate(reference, id, ifMatch, renegotiation));
  }

  @POST
  @Path("{id}/release")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "The customer does not want it any more",
      description =
          "Before the date it is RELEASED and counts neither as kept nor as broken; after it, it stays BROKEN, but nothing is owed any more.")
  @APIResponse(
      responseCode = "200",
      description = "Released",
      content = @Content(schema = @Schema(implementation = PromiseApi.View.class)))
  public Response release(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      PromiseApi.Release release) {
    return answer(Response.Status.OK, desk.release(reference, id, ifMatch, release));
  }

  private static Response answer(Response.Status status, PromiseDesk.Answer answer) {
    return Response.status(status)
        .header(HttpHeaders.ETAG, ETags.of(answer.version()))
        .entity(answer.promise())
        .build();
  }
}
