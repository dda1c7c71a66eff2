package io.heard.tickets.ticket;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
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
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** "I owe an answer to": the first list of every first receiver. */
@Path("/v1/tickets/owed")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Feedback duty", description = "Whom the first receiver owes an answer, and by when")
public class OwedResource {

  private static final String OWED = "owed";
  private static final Set<String> PARAMETERS = Set.of("receiver", "limit", "after");

  @Inject Debts debts;
  @Inject TicketViews views;
  @Inject Callers callers;
  @Inject Clock clock;

  @GET
  @ChecksQuery
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS})
  @Operation(
      summary = "Whom I owe an answer",
      description =
          "Tickets the caller received first (or has taken the duty for) whose customer is owed a feedback, whoever does the work, in whatever "
              + "state; what is due first comes first, `feedbackDueAt` says when. A ticket that was merged into another (state MERGED) is there as "
              + "long as its customer is owed word: tell them on `mergedInto`, with `told`. Keyset paged. `receiver` names somebody else: for "
              + "leads and operations only (403).")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response owed(
      @QueryParam("receiver") String receiver,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Caller caller = callers.current();
    String whose = receiver == null ? caller.name() : receiver;
    if (!whose.equals(caller.name()) && !caller.has(Roles.LEAD) && !caller.has(Roles.OPS)) {
      throw new Problem(
          403, "not-yours", "Forbidden", "What others owe is for leads and operations to see.");
    }
    Mistakes mistakes = new Mistakes().unknown(uri.getQueryParameters(), PARAMETERS);
    Limit size = mistakes.in(() -> Limit.of(uri.getQueryParameters().getFirst("limit")));
    Cursor cursor = mistakes.in(() -> Cursor.parse(after, OWED, 2));
    mistakes.refuse();
    Instant now = clock.instant();
    return Page.of(
            debts.of(
                whose,
                cursor == null ? null : cursor.instant(0),
                cursor == null ? null : cursor.uuid(1),
                size.plusOne()),
            size,
            debt -> Cursor.of(OWED, debt.due(), debt.ticket().id()))
        .map(debt -> views.owed(debt, now, caller))
        .answer(uri);
  }
}
