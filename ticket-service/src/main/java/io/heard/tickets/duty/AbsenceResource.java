package io.heard.tickets.duty;

import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Absences over HTTP. */
@Path("/v1/staff/{username}/absence")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Staff")
public class AbsenceResource {

  private static final int MAX_USERNAME = 200;

  @Inject Absences absences;
  @Inject Callers callers;

  @PUT
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN})
  @Operation(
      summary = "Mark somebody absent",
      description =
          "One's own absence, or anybody's for leads and admins. From its begin on the answers they owe are owed by the lead of their team (or "
              + "their manager, or the lead of the team that works on it), and again by them when it ends. Replaces the absence set before.")
  public DutyApi.Absence set(
      @PathParam("username") String username, DutyApi.AbsenceSettings settings) {
    Caller caller = requireAllowed(username);
    absences.set(username, settings, caller.name());
    return get(username);
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "The present or next absence", description = "404 when there is none.")
  public DutyApi.Absence get(@PathParam("username") String username) {
    return absences.of(username).orElseThrow(() -> Problem.notFound("An absence of " + username));
  }

  @DELETE
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN})
  @Operation(
      summary = "They are back, or do not go",
      description = "What others owe in their place goes back to them. 204 also when none was set.")
  public void remove(@PathParam("username") String username) {
    requireAllowed(username);
    absences.remove(username);
  }

  private Caller requireAllowed(String username) {
    if (username.isBlank() || username.length() > MAX_USERNAME) {
      throw Problem.invalid(
          new FieldError(
              "/path/username", "wrong-length", "must have 1 to " + MAX_USERNAME + " characters"));
    }
    Caller caller = callers.current();
    if (!caller.name().equals(username) && !caller.has(Roles.LEAD) && !caller.has(Roles.ADMIN)) {
      throw new Problem(
          403, "not-yours", "Forbidden", "The absence of others is for leads and admins to set.");
    }
    return caller;
  }
}
