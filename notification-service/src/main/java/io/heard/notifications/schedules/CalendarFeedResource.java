package io.heard.notifications.schedules;

import io.heard.kit.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where calendar programs read: the address is the secret. */
@Path("/v1/calendar-feeds")
@PermitAll
@Tag(name = "Calendar feeds")
public class CalendarFeedResource {

  @Inject FeedDesk desk;
  @Inject ShiftCalendar calendar;

  @GET
  @Path("{token}.ics")
  @Produces(CalendarAnswer.TYPE)
  @Transactional
  @SecurityRequirementsSet
  @Operation(
      summary = "The calendar behind a secret address (RFC 5545)",
      description =
          "Needs no bearer token. Shifts from 30 days ago to 92 days ahead, with stable UIDs, SEQUENCE and ETag. 404 for an address that is unknown, rotated"
              + " away or revoked.")
  public Response calendar(@PathParam("token") String token, @Context Request request) {
    CalendarFeed feed =
        desk.find(token).orElseThrow(() -> Problem.notFound("A calendar at this address"));
    return CalendarAnswer.of(calendar.write(feed.scheduleId().toString(), feed.person()), request);
  }
}
