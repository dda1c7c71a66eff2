package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.security.Roles;
import io.heard.tickets.access.AccessApi.Action;
import io.heard.tickets.access.AccessLog;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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

/** The clerk says yes to what was offered as a possible duplicate. */
@Path("/v1/tickets/{ref}/repeat-of")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Tickets")
public class RepeatResource {

  @Inject Repeats repeats;
  @Inject AccessLog accessLog;

  @POST
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
  @Operation(
      summary = "It is a repeat of that one",
      description =
          "What was just logged becomes a contact on the earlier ticket, in the customer's words and at the time it was logged, and is MERGED into it:"
              + " the earlier one keeps its number, counts one contact more (from the third on the customer is chasing) and takes over the"
              + " earliest deadlines. By whoever logged it while nobody has taken it on, or by those who work tickets. Saying it again changes nothing.")
  @APIResponse(
      responseCode = "200",
      description = "The earlier ticket",
      content = @Content(schema = @Schema(implementation = TicketApi.View.class)))
  @APIResponse(responseCode = "400", description = "No such ticket, or itself")
  @APIResponse(responseCode = "403", description = "`not-yours`")
  @APIResponse(
      responseCode = "409",
      description =
          "`other-customer`; `illegal-merge` when the earlier one is not open; `illegal-transition` when this one is over")
  @APIResponse(responseCode = "412", description = "Changed since the version of If-Match")
  public Response repeatOf(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      TicketApi.RepeatOf repeat) {
    TicketApi.View earlier = repeats.repeat(reference, ifMatch, repeat.ticket());
    accessLog.read(Action.CHANGED, GivenTickets.of(earlier));
    return Response.ok(earlier).header(HttpHeaders.ETAG, ETags.of(earlier.version())).build();
  }
}
