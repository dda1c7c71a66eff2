package io.heard.tickets.capacity;

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

/** Giving tickets to whoever is next over HTTP. */
@Path("/v1/tickets/{ref}/assign")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Capacity", description = "People are not a buffer: who has how much, and who is next")
public class CapacityResource {

  @Inject Assigning assigning;

  @POST
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Give a ticket to whoever of a team is next",
      description =
          "Among those of the team who are available, not absent, at work now (their calendar) and have all the skills: by load or in turn, and never more than "
              + "they can take. When all have as much as they can, the team's rule decides: ALLOW (the least loaded gets it), REFUSE (409 "
              + "overloaded) or REDIRECT (the team's queue). When nobody is there it goes to the team's queue; when it is in that queue already, 409 "
              + "nobody-available, with why it cannot be each of the members, or overloaded.")
  @APIResponse(
      responseCode = "200",
      description = "The ticket and its owner",
      content = @Content(schema = @Schema(implementation = TicketApi.View.class)))
  public Response assign(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      CapacityApi.Assign wanted) {
    TicketApi.View view = assigning.assign(reference, ifMatch, wanted);
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
