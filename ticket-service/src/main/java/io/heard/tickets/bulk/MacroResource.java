package io.heard.tickets.bulk;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
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

/** Macros over HTTP. */
@Path("/v1/macros")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bulk and macros")
public class MacroResource {

  private static final String BY_NAME = "macro";

  @Inject Macros macros;

  @POST
  @Idempotent
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(
      summary = "Set up a macro",
      description = "409 name-taken when there is one of this name. Steps are checked as if taken.")
  @APIResponse(
      responseCode = "201",
      description = "The macro",
      content = @Content(schema = @Schema(implementation = BulkApi.Macro.class)))
  public Response create(BulkApi.MacroSettings settings) {
    BulkApi.Macro macro = macros.create(settings);
    return Response.created(URI.create("/v1/macros/" + macro.id()))
        .header(HttpHeaders.ETAG, ETags.of(macro.version()))
        .entity(macro)
        .build();
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Macros by name")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_NAME, 1);
    return Page.of(
            macros.list(cursor == null ? "" : cursor.text(0), size.plusOne()),
            size,
            macro -> Cursor.of(BY_NAME, macro.name()))
        .answer(uri);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "A macro", description = "By id or name.")
  public Response get(@PathParam("id") String nameOrId) {
    BulkApi.Macro macro = macros.get(nameOrId);
    return Response.ok(macro).header(HttpHeaders.ETAG, ETags.of(macro.version())).build();
  }

  @PUT
  @Path("{id}")
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "Change a macro", description = "active=false takes it out of use.")
  public Response change(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      BulkApi.MacroSettings settings) {
    BulkApi.Macro macro = macros.change(id, ifMatch, settings);
    return Response.ok(macro).header(HttpHeaders.ETAG, ETags.of(macro.version())).build();
  }
}
