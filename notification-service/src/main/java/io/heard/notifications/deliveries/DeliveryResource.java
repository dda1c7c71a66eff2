package io.heard.notifications.deliveries;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Roles;
import io.heard.notifications.http.QueryParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was sent, what waits, what was given up. */
@Path("/v1/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deliveries", description = "Every mail and webhook, with its attempts")
public class DeliveryResource {

  private static final Set<String> PARAMETERS =
      Set.of("state", "alert", "recipient", "subscription", "digest", "limit", "after");

  @Inject DeliveryQueries queries;
  @Inject DeliveryDesk desk;

  @GET
  @ChecksQuery
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD})
  @Operation(
      summary = "Deliveries, newest first",
      description =
          "Filters: `state` (PENDING, DELIVERED, PARKED, CANCELLED), `alert`, `subscription` and `digest` (ids), `recipient` (exact address or"
              + " URL). Pages: `limit` 1 to 200, default 50; `after` is `next` of the page before.")
  @Parameter(
      name = "alert",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(
      name = "subscription",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(
      name = "digest",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 200, default 50")
  public Response list(
      @QueryParam("state") String state,
      @QueryParam("recipient") String recipient,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Mistakes mistakes = new Mistakes().unknown(query, PARAMETERS);
    List<FieldError> errors = mistakes.errors();
    DeliveryQueries.Filter filter =
        new DeliveryQueries.Filter(
            QueryParameters.choice("state", state, Delivery.State.class, errors),
            mistakes.in(() -> QueryIds.read("alert", query)),
            QueryParameters.text("recipient", recipient, errors),
            mistakes.in(() -> QueryIds.read("subscription", query)),
            mistakes.in(() -> QueryIds.read("digest", query)));
    Limit size = QueryParameters.limit(query.getFirst("limit"), errors);
    Cursor cursor = QueryParameters.cursor(after, DeliveryQueries.ORDERING, errors);
    mistakes.refuse();
    return Page.of(
            queries.list(filter, size, cursor),
            size,
            view -> Cursor.of(DeliveryQueries.ORDERING, view.id()))
        .answer(uri);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD})
  @Operation(summary = "One delivery", description = "404 when there is none with this id.")
  public DeliveryQueries.View get(@PathParam("id") String id) {
    return QueryIds.parse(id)
        .flatMap(queries::find)
        .orElseThrow(() -> Problem.notFound("A delivery " + id));
  }

  @POST
  @Path("{id}/retry")
  @Idempotent
  @RolesAllowed(Roles.OPS)
  @Operation(
      summary = "Send a parked or waiting delivery at once",
      description =
          "It keeps its id, so that a receiver recognises it. 409 when it is delivered, called off or being sent this moment. A notice"
              + " of an alert to which somebody has reacted is called off instead of sent.")
  public Response retry(@PathParam("id") String id) {
    return Response.ok(
            desk.retry(QueryIds.parse(id).orElseThrow(() -> Problem.notFound("A delivery " + id))))
        .build();
  }
}
