package io.heard.tickets.worth;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import io.heard.tickets.ticket.TicketRecords;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What tickets are worth and what was spent on them, over HTTP. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Value and cost",
    description = "What a demand is worth, what it costs, what to do next")
public class WorthResource {

  private static final String ESTIMATE = "{ref}/estimate";
  private static final String WORK = "{ref}/work";
  private static final String ORDER = "work";

  @Inject Worths worths;
  @Inject TicketRecords tickets;

  @PUT
  @Path(ESTIMATE)
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Say what a ticket is worth",
      description = "Value, cost of delay and effort; the work list goes by it within a second.")
  public WorthApi.View estimate(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      WorthApi.Settings settings) {
    return worths.estimate(reference, ifMatch, settings);
  }

  @GET
  @Path(ESTIMATE)
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "What a ticket is worth", description = "404 when nobody has said.")
  public WorthApi.View estimate(@PathParam("ref") String reference) {
    return worths.get(tickets.show(reference).id());
  }

  @POST
  @Path(WORK)
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(summary = "Log time spent", description = "By whoever calls; in every state.")
  @APIResponse(
      responseCode = "201",
      description = "The entry",
      content = @Content(schema = @Schema(implementation = WorthApi.Work.class)))
  public Response spend(@PathParam("ref") String reference, WorthApi.NewWork work) {
    return Response.created(URI.create("/v1/tickets/" + reference + "/work"))
        .entity(worths.spend(reference, work))
        .build();
  }

  @GET
  @Path(WORK)
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Time spent on a ticket", description = "In the order it was logged.")
  public Response work(
      @PathParam("ref") String reference,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, ORDER, 1);
    UUID start = cursor == null ? new UUID(0, 0) : cursor.uuid(0);
    return Page.of(
            worths.of(tickets.show(reference).id(), start, size.plusOne()),
            size,
            work -> Cursor.of(ORDER, work.id()))
        .answer(uri);
  }
}
