package io.heard.tickets.requirement;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import io.heard.tickets.requirement.RequirementApi.StandardView;
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

/** Standards over HTTP. */
@Path("/v1/standards")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Standards", description = "How products are made and services given")
public class StandardResource {

  private static final String BY_NAME = "standard";

  @Inject Standards standards;

  @POST
  @Idempotent
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "Set up a standard", description = "409 name-taken when there is one.")
  @APIResponse(
      responseCode = "201",
      description = "The standard",
      content = @Content(schema = @Schema(implementation = StandardView.class)))
  public Response create(RequirementApi.StandardSettings settings) {
    StandardView view = standards.create(settings);
    return Response.created(URI.create("/v1/standards/" + view.id()))
        .header(HttpHeaders.ETAG, ETags.of(view.version()))
        .entity(view)
        .build();
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Standards by name")
  public Response standards(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_NAME, 1);
    return Page.of(
            standards.list(cursor == null ? "" : cursor.text(0), size.plusOne()),
            size,
            one -> Cursor.of(BY_NAME, one.name()))
        .answer(uri);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "A standard",
      description = "The requirements it answers: GET /v1/requirements?standard=<id>.")
  public Response standard(@PathParam("id") UUID id) {
    return ok(standards.get(id));
  }

  @PUT
  @Path("{id}")
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "Change a standard", description = "What is absent is removed.")
  public Response change(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      RequirementApi.StandardSettings settings) {
    return ok(standards.change(id, ifMatch, settings));
  }

  private static Response ok(StandardView view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
