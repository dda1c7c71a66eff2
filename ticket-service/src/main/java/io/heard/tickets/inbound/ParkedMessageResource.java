package io.heard.tickets.inbound;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Forms and mails that are no tickets yet. */
@Path("/v1/inbound/parked")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.LEAD, Roles.OPS, Roles.ADMIN})
@Tag(name = "Inbound")
public class ParkedMessageResource {

  private static final String ORDER = "inbound-parked";

  @Inject ParkedMessages parked;

  @GET
  @Operation(
      summary = "What is parked",
      description =
          "Whoever has waited longest first. Each is somebody's word until a person has decided otherwise.")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, ORDER, 1);
    List<InboundApi.Parked> found = parked.after(cursor == null ? null : cursor.uuid(0), size);
    return Page.of(found, size, item -> Cursor.of(ORDER, item.id())).answer(uri);
  }

  @GET
  @Path("{id}/source")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      summary = "As it came",
      description = "The whole mail or the body of the form, byte by byte.")
  public Response source(@PathParam("id") UUID id) {
    return Response.ok(parked.raw(id))
        .header("Content-Disposition", "attachment; filename=\"" + id + "\"")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .build();
  }

  @POST
  @Path("{id}/retry")
  @Idempotent
  @Operation(
      summary = "Make a ticket of it",
      description =
          "With the mapping as it is now; a mail that was parked as automatic or too large is taken as it is. 409 when there is still nothing to make one of.")
  public Response retry(@PathParam("id") UUID id) {
    return Response.ok(parked.retry(id)).build();
  }

  @POST
  @Path("{id}/discard")
  @Idempotent
  @Operation(
      summary = "Nothing is owed to anybody for it",
      description = "With a reason; it is kept, with who decided so.")
  public Response discard(@PathParam("id") UUID id, InboundApi.Discard discard) {
    parked.discard(id, discard.reason());
    return Response.noContent().build();
  }
}
