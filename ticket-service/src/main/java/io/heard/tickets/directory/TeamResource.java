package io.heard.tickets.directory;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Teams over HTTP. */
@Path("/v1/teams")
@Tag(name = "Teams", description = "Who owns tickets together, and who leads them")
public class TeamResource {

  private static final String BY_NAME = "name";

  @Inject Directory directory;

  @POST
  @Idempotent
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Set a team up",
      description = "Creates it, or replaces the settings of the team of this name.")
  @APIResponse(responseCode = "201", description = "The team as it is now")
  public Response configure(
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, DirectoryApi.TeamSettings settings) {
    Team team = directory.configureTeam(ifMatch, settings);
    String name = URLEncoder.encode(team.name, StandardCharsets.UTF_8).replace("+", "%20");
    return Response.created(URI.create("/v1/teams/" + name))
        .header(HttpHeaders.ETAG, ETags.of(team.version()))
        .entity(team.view())
        .build();
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Teams by name")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_NAME, 1);
    return Page.of(
            directory.teamsAfter(cursor == null ? "" : cursor.text(0), size.plusOne()),
            size,
            team -> Cursor.of(BY_NAME, team.name))
        .map(Team::view)
        .answer(uri);
  }

  @GET
  @Path("{name}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "A team")
  public Response get(@PathParam("name") String name) {
    Team team =
        directory.team(name, LockModeType.NONE).orElseThrow(() -> Problem.notFound("Team " + name));
    return Response.ok(team.view()).header(HttpHeaders.ETAG, ETags.of(team.version())).build();
  }
}
