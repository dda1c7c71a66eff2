package io.heard.notifications.schedules;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.notifications.http.QueryParameters;
import io.heard.notifications.schedules.ScheduleApi.FeedBody;
import io.heard.notifications.schedules.ScheduleApi.FeedView;
import io.heard.notifications.schedules.ScheduleApi.FeedWithUrl;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Secret addresses of calendars. */
@Path(ScheduleResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
@Tag(
    name = "Calendar feeds",
    description =
        "Calendar programs can send no bearer token: they get an address that nobody can guess. Whoever has the address can read the shifts, until it is"
            + " rotated or revoked. It is shown once; only a hash of it is kept.")
public class FeedResource {

  private static final String ORDERING = "feed-newest";

  @Inject FeedDesk desk;
  @Inject Callers callers;

  @POST
  @Path("{schedule}/feeds")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @Operation(
      summary = "New feed",
      description =
          "201 with the address, which is not shown again. `person`: only the shifts of one.")
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = FeedWithUrl.class)))
  public Response create(@PathParam("schedule") String schedule, FeedBody body) {
    FeedWithUrl created = desk.create(schedule, body.person(), callers.current().name());
    return Response.created(
            URI.create(
                ScheduleResource.PATH
                    + "/"
                    + created.feed().schedule()
                    + "/feeds/"
                    + created.feed().id()))
        .entity(created)
        .build();
  }

  @GET
  @Path("{schedule}/feeds")
  @Operation(summary = "Feeds, newest first", description = "Without their addresses.")
  public Response list(
      @PathParam("schedule") String schedule,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    Limit size = QueryParameters.limit(limit, errors);
    Cursor cursor = QueryParameters.cursor(after, ORDERING, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return Page.of(desk.list(schedule, size, cursor), size, feed -> Cursor.of(ORDERING, feed.id()))
        .answer(uri);
  }

  @POST
  @Path("{schedule}/feeds/{feed}/rotate")
  @Idempotent
  @Operation(
      summary = "New address",
      description =
          "Shown this once; the former one leads nowhere at once. Who made the feed, ops and admin may. 409 when it was revoked.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = FeedWithUrl.class)))
  public Response rotate(@PathParam("schedule") String schedule, @PathParam("feed") String feed) {
    return Response.ok(desk.rotate(schedule, known(feed), callers.current())).build();
  }

  @DELETE
  @Path("{schedule}/feeds/{feed}")
  @Operation(
      summary = "Revoke a feed",
      description =
          "Its address leads nowhere at once. Who made the feed, ops and admin may. Revoking it twice is revoking it once.")
  public FeedView revoke(@PathParam("schedule") String schedule, @PathParam("feed") String feed) {
    return desk.revoke(schedule, known(feed), callers.current());
  }

  private static UUID known(String id) {
    return QueryIds.parse(id).orElseThrow(() -> Problem.notFound("A feed " + id));
  }
}
