package io.heard.tickets.ticket;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.calendar.Versioned;
import io.heard.tickets.policy.Policies;
import io.heard.tickets.policy.PolicyApi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A changed policy or calendar reaches open clocks only by being asked to. */
@Path("/v1/sla-policies/{policy}/reapply")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.LEAD, Roles.OPS, Roles.ADMIN})
@Tag(name = "SLA policies")
public class ReapplyResource {

  private static final String ORDERING = "reapply";

  @Inject Policies policies;
  @Inject Reapplications runs;

  @POST
  @Idempotent
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Apply a policy again to open clocks",
      description =
          "Of all open tickets, clocks that run by this policy, or would run by it if they were started now, take over what matches now:"
              + " the present versions of policies and calendars, computed from the original start with every pause kept. What was breached"
              + " stays breached and is not announced again; what is overdue by the new due time is announced. First do a dry run (the"
              + " default), which only counts. Both run in the background, ticket by ticket; follow Location. 412 when If-Match is not the"
              + " policy's version.")
  @APIResponse(
      responseCode = "202",
      description = "Begins within a second",
      content = @Content(schema = @Schema(implementation = ReapplyApi.View.class)))
  public Response begin(
      @PathParam("policy") String policy,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      ReapplyApi.Request request) {
    Versioned<PolicyApi.Definition> found = policies.get(policy);
    ETags.requireMatch(ifMatch, found.version());
    ReapplyApi.View run = runs.begin(found.id(), request.dry());
    return Response.accepted(run)
        .location(URI.create("/v1/sla-policies/" + found.id() + "/reapply/" + run.id()))
        .build();
  }

  @GET
  @Operation(
      summary = "Runs of a policy, the newest first",
      description = "`limit` 1 to 200, default 50; `after` takes `next` of the page before.")
  public Response list(
      @PathParam("policy") String policy,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, ORDERING, 1);
    List<ReapplyApi.View> found =
        runs.list(
            policies.get(policy).id(), cursor == null ? null : cursor.uuid(0), size.plusOne());
    return Page.of(found, size, run -> Cursor.of(ORDERING, run.id())).answer(uri);
  }

  @GET
  @Path("{run}")
  @Operation(
      summary = "How far a run has come",
      description =
          "Counts, the first 100 changes with old and new due time, and what could not be done.")
  public ReapplyApi.View get(@PathParam("policy") String policy, @PathParam("run") String run) {
    return runs.get(policies.get(policy).id(), id(run));
  }

  private static UUID id(String run) {
    try {
      return UUID.fromString(run);
    } catch (IllegalArgumentException notAnId) {
      Problem missing = Problem.notFound("Run " + run);
      missing.initCause(notAnId);
      throw missing;
    }
  }
}
