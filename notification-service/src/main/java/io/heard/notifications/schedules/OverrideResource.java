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
import io.heard.notifications.schedules.ScheduleApi.OverrideBody;
import io.heard.notifications.schedules.ScheduleApi.OverrideView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
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

/** People who stand in. */
@Path(ScheduleResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
@Tag(name = "On-call schedules")
public class OverrideResource {

  private static final String ORDERING = "override-newest";

  @Inject OverrideDesk desk;
  @Inject Schedules schedules;
  @Inject Callers callers;

  @POST
  @Path("{schedule}/overrides")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @RolesAllowed({Roles.ADMIN, Roles.OPS, Roles.LEAD})
  @Operation(
      summary = "Somebody stands in",
      description =
          "For everything that is scheduled in that time, gaps included. Where overrides overlap, the later made counts. Two people swap shifts by two"
              + " overrides. 400 when it lies in the past; 409 when the schedule is switched off.")
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = OverrideView.class)))
  public Response create(@PathParam("schedule") String schedule, OverrideBody body) {
    OverrideView created = desk.create(schedule, body, callers.current().name());
    return Response.created(
            URI.create(
                ScheduleResource.PATH + "/" + created.schedule() + "/overrides/" + created.id()))
        .entity(created)
        .build();
  }

  @GET
  @Path("{schedule}/overrides")
  @Transactional
  @Operation(
      summary = "Overrides, newest first",
      description = "All there were, those that are over or called off included.")
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
    Page<ScheduleOverride> page =
        Page.of(
            schedules.overrides(schedules.get(schedule), size, cursor),
            size,
            override -> Cursor.of(ORDERING, override.id()));
    return new Page<>(desk.views(page.items()), page.next()).answer(uri);
  }

  @GET
  @Path("{schedule}/overrides/{override}")
  @Operation(summary = "One override")
  public OverrideView get(
      @PathParam("schedule") String schedule, @PathParam("override") String override) {
    return desk.get(schedule, known(override));
  }

  @DELETE
  @Path("{schedule}/overrides/{override}")
  @RolesAllowed({Roles.ADMIN, Roles.OPS, Roles.LEAD})
  @Operation(
      summary = "Call an override off",
      description =
          "From now on; one that runs keeps what is past. It stays readable. 409 `override-over` when it is over. Calling it off twice is calling it off once.")
  public OverrideView cancel(
      @PathParam("schedule") String schedule, @PathParam("override") String override) {
    return desk.cancel(schedule, known(override), callers.current().name());
  }

  private static UUID known(String id) {
    return QueryIds.parse(id).orElseThrow(() -> Problem.notFound("An override " + id));
  }
}
