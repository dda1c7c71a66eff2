package io.heard.tickets.bulk;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.security.Roles;
import io.heard.tickets.ticket.TicketApi;
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

/** Many commands in one request over HTTP: one to many tickets, or many to one. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bulk and macros", description = "One command to many tickets, many steps on one")
public class BulkResource {

  private static final int MULTI_STATUS = 207;

  @Inject BulkDesk desk;
  @Inject Macros macros;

  @POST
  @Path("bulk")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "One command to up to 500 tickets",
      description =
          "Each item is a transaction of its own: one that is refused holds up no other. Every command needs the role it needs by itself. After "
              + "a lost answer send it again with the same Idempotency-Key: what was done is answered again, the rest is done now.")
  @APIResponse(
      responseCode = "207",
      description = "One result for each item",
      content = @Content(schema = @Schema(implementation = BulkApi.Result.class)))
  public Response bulk(BulkApi.Bulk bulk) {
    return Response.status(MULTI_STATUS).entity(desk.give(bulk)).build();
  }

  @POST
  @Path("{ref}/macros/{macro}")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Take the steps of a macro",
      description =
          "All of them in one transaction, or, when one is refused, none: the refusal then names step and command. Every step needs the role "
              + "it needs by itself. The macro by id or name.")
  @APIResponse(
      responseCode = "200",
      description = "The ticket after all steps",
      content = @Content(schema = @Schema(implementation = TicketApi.View.class)))
  public Response run(
      @PathParam("ref") String reference,
      @PathParam("macro") String nameOrId,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    TicketApi.View view = macros.run(reference, ifMatch, nameOrId);
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
