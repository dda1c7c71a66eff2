package io.heard.tickets.link;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.link.LinkApi.Relation;
import io.heard.tickets.ticket.TicketRecords;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
import java.util.Arrays;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Links between tickets over HTTP. */
@Path("/v1/tickets/{ref}/links")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Links", description = "What tickets are to each other")
public class LinkResource {

  private static final String ORDER = "link";

  @Inject Links links;
  @Inject TicketRecords tickets;

  @POST
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Link a ticket to another",
      description =
          "Shown on both, told from each end. Again changes nothing. 409 circular-link when BLOCKS, DUPLICATE_OF or PARENT_OF would lead in a "
              + "circle, has-parent when a child would have two parents. Nothing else follows from a link; merging is POST …/merge.")
  @APIResponse(
      responseCode = "201",
      description = "The link, as this ticket shows it",
      content = @Content(schema = @Schema(implementation = LinkApi.Link.class)))
  public Response add(
      @PathParam("ref") String reference,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      LinkApi.NewLink link) {
    LinkApi.Link added = links.add(reference, ifMatch, link);
    return Response.created(URI.create("/v1/tickets/" + reference + "/links"))
        .entity(added)
        .build();
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "The links of a ticket")
  public Response list(
      @PathParam("ref") String reference,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, ORDER, 2);
    UUID other = cursor == null ? new UUID(0, 0) : cursor.uuid(0);
    String relation = cursor == null ? "" : cursor.text(1);
    return Page.of(
            links.of(tickets.show(reference).id(), other, relation, size.plusOne()),
            size,
            link -> Cursor.of(ORDER, link.to().id(), link.relation()))
        .answer(uri);
  }

  @DELETE
  @Path("{other}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(summary = "Take a link away", description = "The histories of both keep it.")
  public Response remove(
      @PathParam("ref") String reference,
      @PathParam("other") String other,
      @Parameter(description = "What this ticket is to the other; required", required = true)
          @QueryParam("relation")
          String relation) {
    Relation known =
        Arrays.stream(Relation.values())
            .filter(one -> one.name().equals(relation))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.invalid(
                        FieldError.query(
                            "relation",
                            "not-one-of",
                            "is required: one of " + Arrays.toString(Relation.values()))));
    links.remove(reference, other, known);
    return Response.noContent().build();
  }
}
