package io.heard.notifications.schedules;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.notifications.http.QueryParameters;
import io.heard.notifications.schedules.ScheduleApi.Body;
import io.heard.notifications.schedules.ScheduleApi.View;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** On-call schedules, kept in versions. */
@Path(ScheduleResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
@Tag(
    name = "On-call schedules",
    description =
        "Layers of people who take turns by the clock on the wall of a time zone: a handoff at 09:00 stays at 09:00 when the clocks change. A time"
            + " that the clock skips is the instant at which it is put forward, one that comes twice is the first of the two. Higher layers cover lower"
            + " ones, overrides cover all. Shifts are half-open. Every change makes a version, and never rewrites who was on call before it. Schedules are"
            + " found by name or id.")
public class ScheduleResource {

  static final String PATH = "/v1/schedules";
  private static final String ORDERING = "schedule-newest";
  private static final String VERSIONS = "schedule-versions";

  @Inject ScheduleDesk desk;
  @Inject Schedules schedules;
  @Inject Callers callers;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @RolesAllowed({Roles.ADMIN, Roles.OPS})
  @Operation(
      summary = "New schedule",
      description =
          "201 with version 1; `gaps` warns of times in the next 14 days in which a message would reach nobody. 400 names every fault; 409 when the name is"
              + " taken.")
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response create(Body body) {
    View created = desk.create(body, callers.current().name());
    return answer(Response.created(URI.create(PATH + "/" + created.id())), created);
  }

  @GET
  @Transactional
  @Operation(
      summary = "Schedules, newest first",
      description =
          "Filter: `active` true or false. Pages: `limit` 1 to 200, default 50; `after` is `next` of the page before.")
  public Response list(
      @QueryParam("active") String active,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    if (active != null && !active.equals("true") && !active.equals("false")) {
      errors.add(FieldError.query("active", "malformed", "must be true or false"));
    }
    Limit size = QueryParameters.limit(limit, errors);
    Cursor cursor = QueryParameters.cursor(after, ORDERING, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return Page.of(
            schedules.list(active == null ? null : Boolean.valueOf(active), size, cursor),
            size,
            schedule -> Cursor.of(ORDERING, schedule.id()))
        .map(schedule -> desk.version(schedule, schedules.current(schedule)))
        .answer(uri);
  }

  @GET
  @Path("{schedule}")
  @Operation(
      summary = "One schedule",
      description =
          "Its current version, who in it can be reached, and its gaps. 304 on a fitting If-None-Match: the version tells of the schedule, not of"
              + " `participants` and `gaps`.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response get(
      @PathParam("schedule") String schedule,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    View found = desk.get(schedule);
    return ETags.notModified(ifNoneMatch, found.version())
        ? Response.notModified().header(HttpHeaders.ETAG, ETags.of(found.version())).build()
        : answer(Response.ok(), found);
  }

  @PUT
  @Path("{schedule}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.ADMIN, Roles.OPS})
  @Operation(
      summary = "New version of a schedule",
      description =
          "Counts from now on; without a difference there is none. 412 on a stale If-Match. The name cannot be changed.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response change(
      @PathParam("schedule") String schedule,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      Body body) {
    return answer(Response.ok(), desk.change(schedule, ifMatch, body, callers.current().name()));
  }

  @POST
  @Path("{schedule}/deactivate")
  @Idempotent
  @RolesAllowed({Roles.ADMIN, Roles.OPS})
  @Operation(
      summary = "Switch off",
      description =
          "Nobody is on call from now on, and gaps are no matter any more. 409 `schedule-in-use` with `policies` while active escalation policies name"
              + " it. Stays readable, and can be switched on again.")
  public Response deactivate(
      @PathParam("schedule") String schedule, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return answer(Response.ok(), desk.deactivate(schedule, ifMatch, callers.current().name()));
  }

  @POST
  @Path("{schedule}/activate")
  @Idempotent
  @RolesAllowed({Roles.ADMIN, Roles.OPS})
  @Operation(summary = "Switch on again", description = "From now on, as it was.")
  public Response activate(
      @PathParam("schedule") String schedule, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return answer(Response.ok(), desk.activate(schedule, ifMatch, callers.current().name()));
  }

  @GET
  @Path("{schedule}/versions")
  @Transactional
  @Operation(summary = "Every version of a schedule", description = "Newest first, in pages.")
  public Response versions(
      @PathParam("schedule") String name,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, VERSIONS, 1);
    Schedule schedule = schedules.get(name);
    return Page.of(
            schedules.versions(
                schedule, size, cursor == null ? Integer.MAX_VALUE : cursor.number(0)),
            size,
            version -> Cursor.of(VERSIONS, version.version()))
        .map(version -> desk.version(schedule, version))
        .answer(uri);
  }

  @GET
  @Path("{schedule}/versions/{version}")
  @Transactional
  @Operation(summary = "One version of a schedule")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ScheduleApi.Version.class)))
  public Response version(@PathParam("schedule") String name, @PathParam("version") String number) {
    int version = number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
    Schedule schedule = schedules.get(name);
    ScheduleApi.Version found =
        schedules
            .version(schedule, version)
            .map(kept -> desk.version(schedule, kept))
            .orElseThrow(() -> Problem.notFound("Version " + number + " of schedule " + name));
    return Response.ok(found).header(HttpHeaders.ETAG, ETags.of(version)).build();
  }

  private static Response answer(Response.ResponseBuilder response, View view) {
    return response.entity(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
