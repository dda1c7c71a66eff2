package io.heard.notifications.webhooks;

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
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Systems that want to hear what happens. */
@Path("/v1/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.OPS, Roles.ADMIN})
@Tag(
    name = "Webhook subscriptions",
    description =
        "Events are posted after Standard Webhooks: at least once, with the same `webhook-id` at every attempt; any 2xx answer is success,"
            + " 410 ends the subscription, redirects are not followed, Retry-After is honoured. Events of one ticket arrive in their order as"
            + " long as the receiver keeps up: after four failed attempts at one, later ones overtake it. The data carry versions to tell.")
public class SubscriptionResource {

  private static final String ORDERING = "subscription-newest";

  @Inject SubscriptionDesk desk;
  @Inject Callers callers;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @Operation(
      summary = "Subscribe",
      description =
          "201 with the secret, which is not shown again. 400 when the URL leads into a private, loopback, link-local or otherwise special"
              + " network, is not https (both unless the operator allows it), or cannot be resolved.")
  public Response create(SubscriptionApi.Create request) {
    WebhookSubscription created = desk.create(request, callers.current().name());
    return Response.created(URI.create("/v1/subscriptions/" + created.id()))
        .entity(new SubscriptionApi.WithSecret(created.view(), created.secret()))
        .build();
  }

  @GET
  @Operation(summary = "Subscriptions, newest first", description = "Without their secrets.")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    Limit size = QueryParameters.limit(limit, errors);
    Cursor cursor = QueryParameters.cursor(after, ORDERING, errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return Page.of(desk.list(size, cursor), size, found -> Cursor.of(ORDERING, found.id()))
        .map(WebhookSubscription::view)
        .answer(uri);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One subscription", description = "Without its secret.")
  public SubscriptionApi.View get(@PathParam("id") String id) {
    return desk.find(known(id))
        .map(WebhookSubscription::view)
        .orElseThrow(() -> Problem.notFound("A subscription " + id));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Switch off",
      description =
          "What waits to be sent there is called off. It stays readable, and can be activated again. 204, also when it was off already.")
  public Response deactivate(@PathParam("id") String id) {
    desk.deactivate(known(id), WebhookSubscription.State.INACTIVE);
    return Response.noContent().build();
  }

  @POST
  @Path("{id}/activate")
  @Idempotent
  @Operation(
      summary = "Switch on again",
      description = "Also after the receiver answered 410. What happened meanwhile is not sent.")
  public Response activate(@PathParam("id") String id) {
    return Response.ok(desk.activate(known(id)).view()).build();
  }

  @POST
  @Path("{id}/rotate-secret")
  @Idempotent
  @Operation(
      summary = "New secret",
      description =
          "Shown this once. For 24 hours every message carries two signatures, by the new and by the former secret.")
  public Response rotate(@PathParam("id") String id) {
    WebhookSubscription rotated = desk.rotate(known(id));
    return Response.ok(new SubscriptionApi.WithSecret(rotated.view(), rotated.secret())).build();
  }

  private static UUID known(String id) {
    return QueryIds.parse(id).orElseThrow(() -> Problem.notFound("A subscription " + id));
  }
}
