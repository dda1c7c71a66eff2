package io.heard.tickets.view;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import io.heard.tickets.ticket.TicketLists;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
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

/** Saved views over HTTP. */
@Path("/v1/views")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
@Tag(name = "Views", description = "Lists of tickets to keep at hand, own and shared")
public class SavedViewResource {

  private static final String ORDER = "view";

  @Inject SavedViews views;
  @Inject TicketLists lists;

  @POST
  @Idempotent
  @Operation(
      summary = "Save a view",
      description = "409 name-taken when the caller has one so named.")
  @APIResponse(
      responseCode = "201",
      description = "The view",
      content = @Content(schema = @Schema(implementation = ViewApi.View.class)))
  public Response create(ViewApi.Settings settings) {
    ViewApi.View view = views.create(settings);
    return Response.created(URI.create("/v1/views/" + view.id()))
        .header(HttpHeaders.ETAG, ETags.of(view.version()))
        .entity(view)
        .build();
  }

  @GET
  @Operation(summary = "The caller's own views and the shared ones")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, ORDER, 1);
    UUID start = cursor == null ? new UUID(0, 0) : cursor.uuid(0);
    return Page.of(views.list(start, size.plusOne()), size, view -> Cursor.of(ORDER, view.id()))
        .answer(uri);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "A view")
  public Response get(@PathParam("id") UUID id) {
    return ok(views.get(id));
  }

  @GET
  @Path("{id}/tickets")
  @Operation(summary = "The tickets of a view", description = "As GET /v1/tickets with its query.")
  public Response tickets(
      @PathParam("id") UUID id,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    return lists.answer(views.query(id), limit, after, uri);
  }

  @PUT
  @Path("{id}")
  @Operation(summary = "Change a view", description = "403 not-yours: only its owner changes it.")
  public Response change(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      ViewApi.Settings settings) {
    return ok(views.change(id, ifMatch, settings));
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Remove a view", description = "403 not-yours: only its owner removes it.")
  public Response remove(@PathParam("id") UUID id) {
    views.remove(id);
    return Response.noContent().build();
  }

  private static Response ok(ViewApi.View view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
