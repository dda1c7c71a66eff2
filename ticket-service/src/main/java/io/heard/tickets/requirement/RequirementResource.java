package io.heard.tickets.requirement;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Roles;
import io.heard.tickets.requirement.RequirementApi.View;
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
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Requirements over HTTP. */
@Path("/v1/requirements")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Requirements",
    description =
        "From many demands to what the house has to do about them, until every customer who asked was told")
public class RequirementResource {

  private static final String BY_AGE = "-created";
  private static final String BY_TICKETS = "-tickets";
  private static final String BY_VERSION = "-version";
  private static final Set<String> PARAMETERS =
      Set.of("state", "product", "standard", "sort", "limit", "after");

  @Inject Requirements requirements;

  @POST
  @Idempotent
  @RolesAllowed({Roles.AGENT, Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "Propose a requirement")
  @APIResponse(
      responseCode = "201",
      description = "The requirement, PROPOSED",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response create(RequirementApi.Settings settings) {
    View view = requirements.create(settings);
    return Response.created(URI.create("/v1/requirements/" + view.id()))
        .header(HttpHeaders.ETAG, ETags.of(view.version()))
        .entity(view)
        .build();
  }

  @GET
  @ChecksQuery
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Requirements")
  @Parameter(
      name = "standard",
      in = ParameterIn.QUERY,
      description = "Id of a standard they are met by",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response list(
      @Parameter(description = "PROPOSED, ACCEPTED, PLANNED, SHIPPED, REJECTED; several by commas")
          @QueryParam("state")
          String state,
      @QueryParam("product") String product,
      @Parameter(description = "-created (default) or -tickets: most tickets behind it first")
          @QueryParam("sort")
          String sort,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Mistakes mistakes = new Mistakes().unknown(query, PARAMETERS);
    List<RequirementState> wanted = mistakes.in(() -> states(state));
    UUID standard = mistakes.in(() -> QueryIds.read("standard", query));
    Limit size = mistakes.in(() -> Limit.of(query.getFirst("limit")));
    boolean byTickets = BY_TICKETS.equals(sort);
    if (sort != null && !byTickets && !BY_AGE.equals(sort)) {
      mistakes
          .errors()
          .add(FieldError.query("sort", "not-one-of", "must be one of -created, -tickets"));
    }
    Cursor cursor =
        mistakes.in(() -> Cursor.parse(after, byTickets ? BY_TICKETS : BY_AGE, byTickets ? 2 : 1));
    mistakes.refuse();
    List<View> found =
        requirements.list(
            wanted,
            product,
            standard,
            byTickets,
            cursor == null || !byTickets ? null : (int) cursor.number(0),
            cursor == null ? null : cursor.uuid(byTickets ? 1 : 0),
            size.plusOne());
    return Page.of(
            found,
            size,
            one ->
                byTickets
                    ? Cursor.of(BY_TICKETS, one.tickets(), one.id())
                    : Cursor.of(BY_AGE, one.id()))
        .answer(uri);
  }

  private static List<RequirementState> states(String names) {
    if (names == null) {
      return List.of();
    }
    List<String> known = Arrays.stream(RequirementState.values()).map(Enum::name).toList();
    List<String> wanted = List.of(names.split(",", -1));
    if (!known.containsAll(wanted)) {
      throw Problem.invalid(
          FieldError.query(
              "state", "not-one-of", "must be one or more of " + String.join(", ", known)));
    }
    return wanted.stream().map(RequirementState::valueOf).toList();
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "A requirement, with the numbers behind it")
  public Response get(@PathParam("id") UUID id) {
    return ok(requirements.view(id));
  }

  @PUT
  @Path("{id}")
  @RolesAllowed({Roles.AGENT, Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "Change what it says", description = "What is absent is removed.")
  public Response change(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      RequirementApi.Settings settings) {
    return ok(requirements.change(id, ifMatch, settings));
  }

  @GET
  @Path("{id}/history")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "What became of it", description = "The newest first.")
  public Response history(
      @PathParam("id") UUID id,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_VERSION, 1);
    int below = cursor == null ? Integer.MAX_VALUE : (int) cursor.number(0);
    return Page.of(
            requirements.history(id, below, size.plusOne()),
            size,
            one -> Cursor.of(BY_VERSION, one.version()))
        .answer(uri);
  }

  @POST
  @Path("{id}/{step: accept|plan|ship|reject|reconsider}")
  @Idempotent
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(
      summary = "Move it on",
      description =
          "accept, plan, ship, reject or reconsider; 409 illegal-transition names the legal ones. ship is final: every ticket behind it, in "
              + "whatever state, then owes its customer word of it (a NEXT_FEEDBACK clock), within seconds.")
  public Response step(
      @PathParam("id") UUID id,
      @PathParam("step") String step,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      RequirementApi.Remark remark) {
    RequirementState.Step known =
        RequirementState.Step.named(step).orElseThrow(() -> Problem.notFound("Step " + step));
    return ok(requirements.step(id, ifMatch, known, remark.note()));
  }

  private static Response ok(View view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
