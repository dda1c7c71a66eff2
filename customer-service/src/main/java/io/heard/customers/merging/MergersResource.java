package io.heard.customers.merging;

import io.heard.customers.customer.CustomerDoor;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who turned out to be whom, and who said so. */
@Path("/v1/customers/{id}/mergers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
public class MergersResource {

  private static final String NEWEST_FIRST = "mergers";

  @Inject CustomerDoor door;
  @Inject Mergers mergers;

  @GET
  @Transactional
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN, Roles.OPS})
  @Operation(
      summary = "Mergers a customer had part in, newest first",
      description =
          "In force and undone, in either part, under exactly this id; also of one that is merged.")
  @APIResponse(
      responseCode = "200",
      description = "A page; `Link: rel=next` when there is more",
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      properties = {
                        @SchemaProperty(
                            name = "items",
                            type = SchemaType.ARRAY,
                            implementation = MergeApi.Merger.class),
                        @SchemaProperty(
                            name = "next",
                            type = SchemaType.STRING,
                            nullable = true,
                            description = "Cursor of the page that follows, null on the last")
                      })))
  @APIResponse(responseCode = "400", description = "A limit or cursor that is none")
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  @APIResponse(responseCode = "410", description = "Its personal data were erased")
  public Response list(
      @PathParam("id") UUID id,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
      @Parameter(description = "`next` of the page before") @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, NEWEST_FIRST, 1);
    door.any(id);
    List<MergeApi.Merger> rows =
        mergers.of(id, cursor == null ? null : cursor.uuid(0), size.plusOne());
    return Page.of(rows, size, merger -> Cursor.of(NEWEST_FIRST, merger.id())).answer(uri);
  }
}
