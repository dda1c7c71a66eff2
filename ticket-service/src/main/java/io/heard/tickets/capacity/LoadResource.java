package io.heard.tickets.capacity;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who has how much over HTTP. */
@Path("/v1/load")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
@Tag(name = "Capacity")
public class LoadResource {

  private static final String BY_NAME = "load";

  @Inject Loads loads;

  @GET
  @Path("teams")
  @Operation(summary = "The load of teams", description = "By name; exact as of now.")
  public Response teams(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    return page(loads.teams(start(after), size.plusOne()), size, uri);
  }

  @GET
  @Path("staff")
  @Operation(summary = "The load of people", description = "By username; exact as of now.")
  public Response people(
      @Parameter(description = "Only people of this team") @QueryParam("team") String team,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    return page(loads.people(team, start(after), size.plusOne()), size, uri);
  }

  private static String start(String after) {
    Cursor cursor = Cursor.parse(after, BY_NAME, 1);
    return cursor == null ? "" : cursor.text(0);
  }

  private static Response page(List<CapacityApi.Load> found, Limit size, UriInfo uri) {
    return Page.of(found, size, load -> Cursor.of(BY_NAME, load.name())).answer(uri);
  }
}
