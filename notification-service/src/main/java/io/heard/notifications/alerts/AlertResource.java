package io.heard.notifications.alerts;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.notifications.escalation.Cause;
import io.heard.notifications.http.QueryParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What needs somebody, and who has taken it. */
@Path("/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Alerts",
    description =
        "One per cause of a ticket; repeats add to it. Acknowledging names who took it and keeps the ladder back, but only the deed ends"
            + " an alert: the feedback given, the ticket resolved.")
public class AlertResource {

  private static final Set<String> PARAMETERS =
      Set.of("state", "cause", "ticket", "team", "person", "limit", "after");

  @Inject AlertQueries queries;
  @Inject AlertActions actions;
  @Inject Callers callers;

  @GET
  @ChecksQuery
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(
      summary = "Alerts, newest first",
      description =
          "Filters: `state` (may be given several times), `cause`, `ticket` (id or number), `team` and `person` (owner of the ticket)."
              + " Pages: `limit` 1 to 200, default 50; `after` is `next` of the page before.")
  @Parameter(name = "ticket", in = ParameterIn.QUERY, description = "Its id or number")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response list(
      @QueryParam("state") List<String> states,
      @QueryParam("cause") String cause,
      @QueryParam("team") String team,
      @QueryParam("person") String person,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Mistakes mistakes = new Mistakes().unknown(uri.getQueryParameters(), PARAMETERS, "state");
    List<FieldError> errors = mistakes.errors();
    AlertQueries.Filter filter =
        new AlertQueries.Filter(
            states.stream()
                .map(state -> QueryParameters.choice("state", state, Alert.State.class, errors))
                .filter(Objects::nonNull)
                .distinct()
                .toList(),
            QueryParameters.choice("cause", cause, Cause.class, errors),
            QueryParameters.text("ticket", uri.getQueryParameters().getFirst("ticket"), errors),
            QueryParameters.text("team", team, errors),
            QueryParameters.text("person", person, errors));
    Limit size = QueryParameters.limit(uri.getQueryParameters().getFirst("limit"), errors);
    Cursor cursor = QueryParameters.cursor(after, AlertQueries.ORDERING, errors);
    mistakes.refuse();
    return Page.of(
            queries.list(filter, size, cursor),
            size,
            alert -> Cursor.of(AlertQueries.ORDERING, alert.id()))
        .answer(uri);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(summary = "One alert", description = "404 when there is none with this id.")
  public AlertApi.View get(@PathParam("id") String id) {
    return queries
        .facts(known(id))
        .map(AlertQueries.Facts::alert)
        .orElseThrow(() -> Problem.notFound("An alert " + id));
  }

  @POST
  @Path("{id}/acknowledge")
  @Idempotent
  @RolesAllowed({Roles.OPS, Roles.LEAD, Roles.AGENT})
  @Operation(
      summary = "Take it",
      description =
          "Names the caller as the one who has taken it, and stops the repeats of the present step. The next step still comes when the deed"
              + " is not done in time. Somebody else may take it over. 409 when it is resolved.")
  public Response acknowledge(@PathParam("id") String id) {
    return Response.ok(actions.acknowledge(known(id), callers.current().name())).build();
  }

  @POST
  @Path("{id}/snooze")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @RolesAllowed({Roles.OPS, Roles.LEAD, Roles.AGENT})
  @Operation(
      summary = "Be quiet for a while",
      description =
          "Afterwards the present step is told again. At most 31 days. 409 when it is resolved.")
  public Response snooze(@PathParam("id") String id, AlertApi.Snooze request) {
    return Response.ok(actions.snooze(known(id), request)).build();
  }

  @POST
  @Path("{id}/resolve")
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @RolesAllowed({Roles.OPS, Roles.LEAD})
  @Operation(
      summary = "End it by hand",
      description =
          "For what the deed cannot end, with a reason. When the cause comes back, so does the alert. 409 when it is resolved already.")
  public Response resolve(@PathParam("id") String id, AlertApi.Resolve request) {
    return Response.ok(actions.resolve(known(id), callers.current().name(), request.reason()))
        .build();
  }

  private static UUID known(String id) {
    return QueryIds.parse(id).orElseThrow(() -> Problem.notFound("An alert " + id));
  }
}
