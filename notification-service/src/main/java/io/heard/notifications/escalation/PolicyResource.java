package io.heard.notifications.escalation;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.notifications.escalation.EscalationApi.Body;
import io.heard.notifications.escalation.EscalationApi.View;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is told when, until somebody reacts. */
@Path("/v1/escalation-policies")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Escalation policies",
    description =
        "The first active policy that matches an alert, by `order`, says who is told. It is looked up anew at every step, so a change takes"
            + " effect at once. When none matches, operations are told.")
public class PolicyResource {

  @Inject Policies policies;
  @Inject PolicyDesk desk;
  @Inject Callers callers;

  /** All of them: policies are few. */
  public record All(List<View> items) {}

  @GET
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(
      summary = "All policies",
      description = "Current versions, in the order in which they are tried.")
  public All list() {
    return new All(policies.current());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Idempotent
  @RolesAllowed({Roles.ADMIN, Roles.OPS})
  @Operation(
      summary = "New policy",
      description =
          "201 with version 1. 409 name-taken when there is one of this name, also when it is switched off.")
  public Response create(Body body) {
    View created = desk.create(body, callers.current().name());
    return answer(Response.created(URI.create("/v1/escalation-policies/" + created.id())), created);
  }

  @PUT
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.ADMIN, Roles.OPS})
  @Operation(
      summary = "New version of a policy",
      description =
          "Old versions stay readable. `If-Match` with the version that was read guards against overwriting somebody else's change (412)."
              + " 409 name-taken when another one has the new name.")
  public Response change(
      @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, Body body) {
    return answer(Response.ok(), desk.change(known(id), ifMatch, body, callers.current().name()));
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(summary = "One policy", description = "Its current version.")
  public Response get(@PathParam("id") String id) {
    return answer(
        Response.ok(),
        policies
            .current(known(id))
            .orElseThrow(() -> Problem.notFound("An escalation policy " + id)));
  }

  @GET
  @Path("{id}/versions")
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(summary = "Every version of a policy", description = "Newest first.")
  public All versions(@PathParam("id") String id) {
    List<View> versions = policies.versions(known(id));
    if (versions.isEmpty()) {
      throw Problem.notFound("An escalation policy " + id);
    }
    return new All(versions);
  }

  private static Response answer(Response.ResponseBuilder response, View view) {
    return response.entity(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }

  private static UUID known(String id) {
    return QueryIds.parse(id).orElseThrow(() -> Problem.notFound("An escalation policy " + id));
  }
}
