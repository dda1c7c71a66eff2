package io.heard.tickets.requirement;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.requirement.RequirementApi.Told;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
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

/** Who is behind a requirement, and which standards answer it. */
@Path("/v1/requirements")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Requirements")
public class RequirementLinkResource {

  static final String BY_ID = "id";
  private static final UUID FIRST = new UUID(0, 0);

  @Inject Requirements requirements;
  @Inject RequirementTickets links;
  @Inject Standards standards;

  @POST
  @Path("{id}/tickets")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Put a ticket behind a requirement",
      description =
          "Its customer asked for this. Again changes nothing. If the requirement has shipped already, the customer is owed word of it at once.")
  @APIResponse(
      responseCode = "201",
      description = "The ticket behind the requirement",
      content = @Content(schema = @Schema(implementation = RequirementApi.TicketView.class)))
  public Response link(@PathParam("id") UUID id, RequirementApi.TicketRef ticket) {
    RequirementApi.TicketView linked = links.link(id, ticket.ticket());
    return Response.created(URI.create("/v1/requirements/" + id + "/tickets/" + linked.id()))
        .entity(linked)
        .build();
  }

  @DELETE
  @Path("{id}/tickets/{ref}")
  @RolesAllowed({Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Take a ticket away from a requirement",
      description = "409 requirement-shipped when its customer is owed word of it or has it.")
  public Response unlink(@PathParam("id") UUID id, @PathParam("ref") String reference) {
    links.unlink(id, reference);
    return Response.noContent().build();
  }

  @GET
  @Path("{id}/tickets")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "The tickets behind a requirement",
      description = "In the order in which they were logged.")
  public Response tickets(
      @PathParam("id") UUID id,
      @Parameter(description = "NOT_YET, PENDING, OWED, TOLD or NOBODY") @QueryParam("told")
          String told,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    requirements.get(id);
    return Page.of(
            links.of(id, told(told), start(after), size.plusOne()),
            size,
            one -> Cursor.of(BY_ID, one.id()))
        .answer(uri);
  }

  static UUID start(String after) {
    Cursor cursor = Cursor.parse(after, BY_ID, 1);
    return cursor == null ? FIRST : cursor.uuid(0);
  }

  private static Told told(String name) {
    if (name == null) {
      return null;
    }
    return Arrays.stream(Told.values())
        .filter(told -> told.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                    FieldError.query(
                        "told",
                        "not-one-of",
                        "must be one of NOT_YET, PENDING, OWED, TOLD, NOBODY")));
  }

  @PUT
  @Path("{id}/standards/{standard}")
  @RolesAllowed({Roles.AGENT, Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "A standard answers a requirement", description = "Again changes nothing.")
  public Response answers(@PathParam("id") UUID id, @PathParam("standard") UUID standard) {
    standards.link(id, standard);
    return Response.ok(requirements.view(id)).build();
  }

  @DELETE
  @Path("{id}/standards/{standard}")
  @RolesAllowed({Roles.AGENT, Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "A standard does not answer a requirement any more")
  public Response answersNot(@PathParam("id") UUID id, @PathParam("standard") UUID standard) {
    standards.unlink(id, standard);
    return Response.noContent().build();
  }
}
