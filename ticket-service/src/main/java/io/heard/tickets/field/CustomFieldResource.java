package io.heard.tickets.field;

import io.heard.kit.http.ETags;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Definitions of custom fields over HTTP. */
@Path("/v1/custom-fields")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Custom fields", description = "What may stand in customFields of tickets")
public class CustomFieldResource {

  private static final String BY_NAME = "field";

  @Inject CustomFields fields;

  @PUT
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Define a custom field",
      description =
          "From the first definition on tickets take no other fields and no other values. It holds for what is set from now on: tickets that are "
              + "there stay as they are and can be read. In force at once here, within a second on other replicas.")
  public Response define(
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      FieldApi.Settings settings) {
    return answer(fields.define(name, ifMatch, settings));
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
  @Operation(summary = "Custom fields by name")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_NAME, 1);
    return Page.of(
            fields.list(cursor == null ? "" : cursor.text(0), size.plusOne()),
            size,
            field -> Cursor.of(BY_NAME, field.name()))
        .answer(uri);
  }

  @GET
  @Path("{name}")
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.OPS,
    Roles.ADMIN,
    Roles.INTEGRATION
  })
  @Operation(summary = "A custom field")
  public Response get(@PathParam("name") String name) {
    return answer(fields.get(name));
  }

  private static Response answer(FieldApi.View field) {
    return Response.ok(field).header(HttpHeaders.ETAG, ETags.of(field.version())).build();
  }
}
