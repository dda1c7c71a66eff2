package io.heard.notifications.schedules;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.notifications.http.QueryParameters;
import io.heard.notifications.schedules.ScheduleApi.OnCallView;
import io.heard.notifications.schedules.ScheduleApi.Shifts;
import io.heard.notifications.schedules.rota.Interval;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is on call when. */
@Path(ScheduleResource.PATH)
@RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
@Tag(name = "On-call schedules")
public class OnCallResource {

  private static final Duration LONGEST = Duration.ofDays(92);
  private static final Instant FIRST = Instant.parse("1971-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2199-01-01T00:00:00Z");

  @Inject Schedules schedules;
  @Inject OnCall onCall;
  @Inject ShiftCalendar calendar;
  @Inject Clock clock;

  @GET
  @Path("{schedule}/on-call")
  @Produces(MediaType.APPLICATION_JSON)
  @Transactional
  @Operation(
      summary = "Who is on call",
      description =
          "Now, or `at` a time (RFC 3339, 1971 to 2198): since when, until when, by which layer or override, and the shift after this one. `person` is null"
              + " when nobody is.")
  public OnCallView onCall(@PathParam("schedule") String schedule, @QueryParam("at") String at) {
    List<FieldError> errors = new ArrayList<>();
    Instant when = at == null ? clock.instant() : instant("at", at, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return onCall.at(schedules.get(schedule), when);
  }

  @GET
  @Path("{schedule}/shifts")
  @Produces(MediaType.APPLICATION_JSON)
  @Transactional
  @Operation(
      summary = "All shifts of a range",
      description =
          "From `from` to `until` (RFC 3339, both required, at most 92 days apart): each item begins where the one before ends, the first and last are cut"
              + " off at the ends of the range. Gaps are items without a person.")
  public Shifts shifts(
      @PathParam("schedule") String schedule,
      @QueryParam("from") String from,
      @QueryParam("until") String until) {
    List<FieldError> errors = new ArrayList<>();
    Instant begin = instant("from", from, errors);
    Instant end = instant("until", until, errors);
    if (errors.isEmpty() && !begin.isBefore(end)) {
      errors.add(FieldError.query("until", "out-of-order", "must be later than `from`"));
    } else if (errors.isEmpty() && Duration.between(begin, end).compareTo(LONGEST) > 0) {
      errors.add(FieldError.query("until", "out-of-range", "must be at most 92 days after `from`"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return new Shifts(begin, end, onCall.shifts(schedules.get(schedule), new Interval(begin, end)));
  }

  @GET
  @Path("{schedule}/calendar.ics")
  @Produces(CalendarAnswer.TYPE)
  @Operation(
      summary = "The shifts as a calendar (RFC 5545)",
      description =
          "From 30 days ago to 92 days ahead; `person` restricts it to the shifts of one. For programs that can send a bearer token; all others get a secret"
              + " address, see calendar feeds. With ETag.")
  public Response calendar(
      @PathParam("schedule") String schedule,
      @QueryParam("person") String person,
      @Context Request request) {
    List<FieldError> errors = new ArrayList<>();
    String whose = QueryParameters.text("person", person, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return CalendarAnswer.of(calendar.write(schedule, whose), request);
  }

  /** In whole microseconds. Null with the error noted. */
  private static Instant instant(String name, String value, List<FieldError> errors) {
    if (value == null) {
      errors.add(FieldError.query(name, "required", "is required"));
      return null;
    }
    try {
      Instant instant =
          OffsetDateTime.parse(value, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant();
      if (!instant.isBefore(FIRST) && instant.isBefore(LAST)) {
        return instant.truncatedTo(ChronoUnit.MICROS);
      }
      errors.add(FieldError.query(name, "out-of-range", "must be from 1971 to 2198"));
    } catch (DateTimeParseException e) {
      errors.add(
          FieldError.query(
              name, "malformed", "must be a time such as 2026-03-21T09:30:00Z (RFC 3339)"));
    }
    return null;
  }
}
