package io.heard.tickets.capacity;

import io.heard.kit.http.ETags;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How teams and people are given work, over HTTP. */
@Path("/v1/assignment")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Capacity")
public class AssignmentRulesResource {

  @Inject AssignmentRules rules;

  @GET
  @Path("teams/{team}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "How a team is given work",
      description = "Version 0: never set up; it takes everything, the least loaded first.")
  public Response ofTeam(@PathParam("team") String team) {
    return answer(rules.ofTeam(team));
  }

  @PUT
  @Path("teams/{team}")
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(
      summary = "Set up how a team is given work",
      description =
          "What becomes of tickets that are handed or assigned to it or its people beyond their capacity. Logging is never refused. The capacity "
              + "itself is set with the team and the person.")
  public Response configureTeam(
      @PathParam("team") String team,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      CapacityApi.TeamSettings settings) {
    return answer(rules.configure(team, ifMatch, settings));
  }

  @GET
  @Path("staff/{username}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "What a person can be given",
      description = "Version 0: never set up; always there, without skills.")
  public Response ofPerson(@PathParam("username") String username) {
    return answer(rules.ofPerson(username));
  }

  @PUT
  @Path("staff/{username}")
  @RolesAllowed({Roles.LEAD, Roles.ADMIN})
  @Operation(summary = "Set up what a person can be given")
  public Response configurePerson(
      @PathParam("username") String username,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      CapacityApi.StaffSettings settings) {
    return answer(rules.configure(username, ifMatch, settings));
  }

  private static Response answer(CapacityApi.TeamRules team) {
    return Response.ok(team).header(HttpHeaders.ETAG, ETags.of(team.version())).build();
  }

  private static Response answer(CapacityApi.StaffRules person) {
    return Response.ok(person).header(HttpHeaders.ETAG, ETags.of(person.version())).build();
  }
}
