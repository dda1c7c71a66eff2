package io.heard.tickets.calendar;

import static io.heard.tickets.calendar.ConfigurationAnswers.created;
import static io.heard.tickets.calendar.ConfigurationAnswers.found;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Limit;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Working hours, holidays and exceptional open days, kept in versions. */
@Path(CalendarResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN, Roles.INTEGRATION})
@Tag(
    name = "Calendars",
    description =
        "Working hours that clocks count in. Every change makes a version; old ones stay.")
public class CalendarResource {
  static final String PATH = "/v1/calendars";
  private static final String NAME_OR_ID = "{calendar}";

  @Inject Calendars calendars;
  @Inject Clock clock;

  @POST
  @Idempotent
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Add a calendar",
      description =
          "400 names every fault: unknown zone, bad or overlapping intervals, no working time within"
              + " 400 days; 409 if the name is taken.")
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = CalendarApi.View.class)))
  public Response create(CalendarApi.Definition definition) {
    return created(PATH, calendars.create(definition), CalendarResource::view);
  }

  @GET
  @Operation(
      summary = "Calendars by name",
      description = "`limit` 1 to 200, default 50; `after` takes `next` of the page before.")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    return calendars.list(Limit.of(limit), after).map(CalendarResource::view).answer(uri);
  }

  @GET
  @Path(NAME_OR_ID)
  @Operation(summary = "A calendar by name or id", description = "304 on a fitting If-None-Match.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CalendarApi.View.class)))
  public Response get(
      @PathParam("calendar") String calendar,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    return found(calendars.get(calendar), ifNoneMatch, CalendarResource::view);
  }

  @PUT
  @Path(NAME_OR_ID)
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Replace a calendar as a whole",
      description =
          "Makes a new version; without a difference none. Clocks already running keep the version"
              + " they began with. 412 on a stale If-Match, 409 for a built-in calendar.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CalendarApi.View.class)))
  public Response replace(
      @PathParam("calendar") String calendar,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      CalendarApi.Definition definition) {
    return found(calendars.replace(calendar, ifMatch, definition), CalendarResource::view);
  }

  @PATCH
  @Path(NAME_OR_ID)
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Change parts of a calendar (JSON Merge Patch, RFC 7396)",
      description =
          "Otherwise like PUT. null removes a weekday or an open day; lists are replaced.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CalendarApi.View.class)))
  public Response patch(
      @PathParam("calendar") String calendar,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      ObjectNode patch) {
    return found(calendars.patch(calendar, ifMatch, patch), CalendarResource::view);
  }

  @POST
  @Path(NAME_OR_ID + "/holidays")
  @Consumes(HolidayFile.MEDIA_TYPE)
  @Idempotent
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Add holidays from an iCalendar file (RFC 5545)",
      description =
          "All-day events become holidays: dates (DTEND is exclusive), or `--MM-DD` when they repeat plainly every year; events that repeat"
              + " otherwise are written out from last year until the end of the fifth year from now. Timed and cancelled events are ignored"
              + " and named. What is there already stays; a second import of the same file changes nothing and makes no version. UTF-8, at"
              + " most 5,000 events and 1,000 holidays; 400 for a file that is none. 412 on a stale If-Match, 409 for a built-in calendar.")
  @RequestBody(
      content =
          @Content(
              mediaType = HolidayFile.MEDIA_TYPE,
              schema = @Schema(implementation = String.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CalendarApi.Imported.class)))
  public Response importHolidays(
      @PathParam("calendar") String calendar,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      byte[] file) {
    HolidayImport imported =
        calendars.importHolidays(calendar, ifMatch, HolidayFile.read(file, clock.instant()));
    return Response.ok(imported.answer(view(imported.calendar())))
        .header(HttpHeaders.ETAG, ETags.of(imported.calendar().version()))
        .build();
  }

  @GET
  @Path(NAME_OR_ID + "/versions")
  @Operation(summary = "All versions of a calendar, oldest first")
  public Response versions(
      @PathParam("calendar") String calendar,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    return calendars
        .versions(calendar, Limit.of(limit), after)
        .map(CalendarResource::view)
        .answer(uri);
  }

  @GET
  @Path(NAME_OR_ID + "/versions/{version}")
  @Operation(summary = "One version of a calendar")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CalendarApi.View.class)))
  public Response version(
      @PathParam("calendar") String calendar, @PathParam("version") int version) {
    return found(calendars.version(calendar, version), CalendarResource::view);
  }

  private static CalendarApi.View view(Versioned<CalendarApi.Definition> calendar) {
    CalendarApi.Definition definition = calendar.definition();
    return new CalendarApi.View(
        calendar.id(),
        definition.name(),
        calendar.version(),
        calendar.builtIn(),
        definition.timeZone(),
        definition.weekly(),
        definition.holidays(),
        definition.openDays(),
        calendar.changedAt(),
        calendar.changedBy());
  }
}
