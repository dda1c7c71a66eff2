package io.heard.tickets.worth;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.Problem;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The work list over HTTP. */
@Path("/v1/worklist")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Value and cost")
public class WorklistResource {

  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration MOST = Duration.ofDays(365);
  private static final Set<String> PARAMETERS =
      Set.of("team", "owner", "horizon", "limit", "after");

  @Inject Worklist worklist;

  @GET
  @ChecksQuery
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "What to do next",
      description =
          "First what is owed: overdue, or due within the horizon, by due time. Then the rest by value over cost. It follows changes within a "
              + "second; what is shown of a ticket is as of now.")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response list(
      @Parameter(description = "Only of this team") @QueryParam("team") String team,
      @Parameter(description = "Only of this person") @QueryParam("owner") String owner,
      @Parameter(description = "ISO 8601 duration, PT0S to PT8760H; default PT24H")
          @QueryParam("horizon")
          String horizon,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Mistakes mistakes = new Mistakes().unknown(uri.getQueryParameters(), PARAMETERS);
    Limit size = mistakes.in(() -> Limit.of(uri.getQueryParameters().getFirst("limit")));
    Cursor cursor = mistakes.in(() -> Cursor.parse(after, Worklist.ORDER, Worklist.PARTS));
    Duration ahead = mistakes.in(() -> horizon(horizon));
    mistakes.refuse();
    List<Worklist.Line> lines =
        worklist.find(new Worklist.Whose(team, owner), ahead, cursor, size.plusOne());
    return Page.of(lines, size, Worklist.Line::cursor).map(Worklist.Line::item).answer(uri);
  }

  private static Duration horizon(String value) {
    if (value == null) {
      return USUAL;
    }
    try {
      Duration given = Duration.parse(value);
      if (!given.isNegative() && given.compareTo(MOST) <= 0) {
        return given;
      }
    } catch (DateTimeException e) {
      throw refused();
    }
    throw refused();
  }

  private static Problem refused() {
    return Problem.invalid(
        FieldError.query("horizon", "malformed", "must be a duration from PT0S to PT8760H"));
  }
}
