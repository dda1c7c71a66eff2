package io.heard.notifications.quiet;

import io.heard.kit.http.ETags;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.notifications.quiet.QuietHoursApi.Body;
import io.heard.notifications.quiet.QuietHoursApi.View;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** When somebody is not to be disturbed. */
@Path("/v1/quiet-hours/{username}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Quiet hours",
    description =
        "Notices to a person wait until that person's quiet hours are over, and then come as one mail. Never held: priority P1, the last"
            + " step of a ladder, alerts about the system itself, whoever is on call or stands in for somebody, team addresses and webhooks."
            + " What was acknowledged or ended meanwhile is not sent at all.")
public class QuietHoursResource {

  private static final int LONGEST_NAME = 200;
  private static final Set<String> FOR_OTHERS = Set.of(Roles.ADMIN, Roles.OPS, Roles.LEAD);

  @Inject QuietHours quietHours;
  @Inject Callers callers;

  /** All versions of one person. */
  public record All(List<View> items) {}

  @GET
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(
      summary = "Somebody's quiet hours",
      description = "The current version; 404 when there are none.")
  public Response get(@PathParam("username") String username) {
    return answer(quietHours.current(username).orElseThrow(() -> unknown(username)));
  }

  @GET
  @Path("versions")
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(summary = "Every version", description = "Newest first.")
  public All versions(@PathParam("username") String username) {
    List<View> versions = quietHours.versions(username);
    if (versions.isEmpty()) {
      throw unknown(username);
    }
    return new All(versions);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.OPS, Roles.ADMIN, Roles.LEAD, Roles.AGENT, Roles.FRONTLINE})
  @Operation(
      summary = "Set quiet hours",
      description =
          "One's own, or with role lead, ops or admin anybody's (403 otherwise). Takes effect with the next notice; what is held already stays"
              + " held until then. `If-Match` guards against overwriting somebody else's change (412).")
  public Response put(
      @PathParam("username") String username,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      Body body) {
    Caller caller = callers.current();
    if (!caller.name().equals(username)
        && caller.roles().stream().noneMatch(FOR_OTHERS::contains)) {
      throw new Problem(
          403,
          "not-yours",
          "Forbidden",
          "Only one's own quiet hours; those of others need role lead, ops or admin.");
    }
    if (username.length() > LONGEST_NAME) {
      throw unknown(username);
    }
    return answer(quietHours.put(username, ifMatch, body, caller.name()));
  }

  private static Problem unknown(String username) {
    return Problem.notFound("Quiet hours of " + username);
  }

  private static Response answer(View view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
