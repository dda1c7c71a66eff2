package io.heard.tickets.requirement;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import io.heard.tickets.ticket.TicketRecords;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The requirements a ticket is behind over HTTP. */
@Path("/v1/tickets/{ref}/requirements")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Requirements")
public class TicketRequirementResource {

  @Inject RequirementTickets links;
  @Inject TicketRecords tickets;

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "The requirements a ticket is behind",
      description = "With what its customer is owed.")
  public Response behind(
      @PathParam("ref") String reference,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    return Page.of(
            links.behind(
                tickets.show(reference).id(), RequirementLinkResource.start(after), size.plusOne()),
            size,
            one -> Cursor.of(RequirementLinkResource.BY_ID, one.id()))
        .answer(uri);
  }
}
