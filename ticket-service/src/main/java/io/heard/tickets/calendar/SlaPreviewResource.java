package io.heard.tickets.calendar;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers when something would be due, without a ticket and without storing anything. */
@Path("/v1/sla/preview")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN, Roles.INTEGRATION})
@Tag(name = "SLA preview", description = "The arithmetic of clocks, to try out")
public class SlaPreviewResource {
  private static final int MOST_SEGMENTS = 5_000;

  @Inject Calendars calendars;
  @Inject Clock clock;

  @POST
  @Idempotent
  @Operation(
      summary = "When would it be due, and why?",
      description =
          "Exact to the microsecond. An hour that a clock change repeats counts twice, one that it"
              + " skips does not count. Being overdue is measured in working time as well. 400 names"
              + " every fault.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PreviewApi.Answer.class)))
  public Response preview(PreviewApi.Request request) {
    PreviewQuestion question = PreviewQuestion.read(request, calendars, clock.instant());
    WorkCalendar calendar = question.calendar();
    Instant start = question.start();
    Duration target = question.target();
    List<Pause> pauses = question.pauses();
    try {
      WorkingTime.Explanation explained =
          WorkingTime.explain(calendar, start, target, pauses, MOST_SEGMENTS);
      Duration elapsed = WorkingTime.elapsed(calendar, start, question.now(), pauses);
      return Response.ok(
              new PreviewApi.Answer(
                  WorkingTime.dueAt(calendar, start, target, pauses).orElse(null),
                  WorkingTime.warnAt(calendar, start, target, question.warnShare(), pauses)
                      .orElse(null),
                  elapsed,
                  target.minus(elapsed),
                  explained.segments(),
                  explained.truncated() ? true : null))
          .build();
    } catch (OutOfReachException unreachable) {
      throw Problem.invalid(new FieldError("/target", "out-of-reach", unreachable.getMessage()));
    }
  }
}
