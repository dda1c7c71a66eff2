package io.heard.tickets.policy;

import static io.heard.tickets.calendar.ConfigurationAnswers.created;
import static io.heard.tickets.calendar.ConfigurationAnswers.found;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Limit;
import io.heard.kit.security.Roles;
import io.heard.tickets.calendar.Versioned;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which targets the clocks of which tickets run by, kept in versions. */
@Path(PolicyResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN, Roles.INTEGRATION})
@Tag(
    name = "SLA policies",
    description =
        "Which targets the clocks of which tickets have. The first matching policy that has a target"
            + " for a kind of clock gives it; the built-in ones come last and always match. Every"
            + " change makes a version; old ones stay.")
public class PolicyResource {
  static final String PATH = "/v1/sla-policies";
  private static final String NAME_OR_ID = "{policy}";

  @Inject Policies policies;

  @POST
  @Idempotent
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Add an SLA policy",
      description =
          "It applies to what is logged from now on. 400 names every fault: an unknown calendar, a"
              + " target that is no time of at least PT1S or out of the calendar's reach, a value"
              + " that is none; 409 if the name is taken.")
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = PolicyApi.View.class)))
  public Response create(PolicyApi.Definition definition) {
    return created(PATH, policies.create(definition), PolicyResource::view);
  }

  @GET
  @Operation(
      summary = "SLA policies in the order in which they are tried",
      description = "`limit` 1 to 200, default 50; `after` takes `next` of the page before.")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    return policies.list(Limit.of(limit), after).map(PolicyResource::view).answer(uri);
  }

  @GET
  @Path(NAME_OR_ID)
  @Operation(
      summary = "An SLA policy by name or id",
      description = "304 on a fitting If-None-Match.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyApi.View.class)))
  public Response get(
      @PathParam("policy") String policy,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    return found(policies.get(policy), ifNoneMatch, PolicyResource::view);
  }

  @PUT
  @Path(NAME_OR_ID)
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Replace an SLA policy as a whole",
      description =
          "Makes a new version; without a difference none. Clocks already running keep the version"
              + " they began with. 412 on a stale If-Match. Of a built-in policy, name, order, active"
              + " and when are fixed, and no target may be missing.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyApi.View.class)))
  public Response replace(
      @PathParam("policy") String policy,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      PolicyApi.Definition definition) {
    return found(policies.replace(policy, ifMatch, definition), PolicyResource::view);
  }

  @PATCH
  @Path(NAME_OR_ID)
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Change parts of an SLA policy (JSON Merge Patch, RFC 7396)",
      description =
          "Otherwise like PUT. null removes a target or restores a default; lists are replaced.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyApi.View.class)))
  public Response patch(
      @PathParam("policy") String policy,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      ObjectNode patch) {
    return found(policies.patch(policy, ifMatch, patch), PolicyResource::view);
  }

  @GET
  @Path(NAME_OR_ID + "/versions")
  @Operation(summary = "All versions of a policy, oldest first")
  public Response versions(
      @PathParam("policy") String policy,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    return policies.versions(policy, Limit.of(limit), after).map(PolicyResource::view).answer(uri);
  }

  @GET
  @Path(NAME_OR_ID + "/versions/{version}")
  @Operation(summary = "One version of an SLA policy")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyApi.View.class)))
  public Response version(@PathParam("policy") String policy, @PathParam("version") int version) {
    return found(policies.version(policy, version), PolicyResource::view);
  }

  private static PolicyApi.View view(Versioned<PolicyApi.Definition> policy) {
    PolicyApi.Definition definition = policy.definition();
    return new PolicyApi.View(
        policy.id(),
        definition.name(),
        policy.version(),
        policy.builtIn(),
        definition.order(),
        definition.active(),
        definition.when(),
        definition.calendar(),
        definition.warnAt(),
        definition.pauseWhileWaitingForOthers(),
        definition.targets(),
        policy.changedAt(),
        policy.changedBy());
  }
}
