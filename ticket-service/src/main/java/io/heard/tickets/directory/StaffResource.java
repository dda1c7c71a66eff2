package io.heard.tickets.directory;

import io.heard.kit.http.ETags;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.paging.Page;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Staff over HTTP. */
@Path("/v1/staff")
@Tag(name = "Staff", description = "Who hears, owns and answers for demands")
public class StaffResource {

  private static final String BY_USERNAME = "username";
  private static final int MAX_USERNAME = 200;

  @Inject Directory directory;
  @Inject StaffCheck check;

  @PUT
  @Path("{username}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Set a person up",
      description = "Creates them, or replaces all their settings; what is absent is removed.")
  public Response configure(
      @PathParam("username") String username,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      DirectoryApi.StaffSettings settings) {
    List<FieldError> errors = new ArrayList<>(check.mistakes(settings));
    if (username.isBlank() || username.length() > MAX_USERNAME) {
      errors.add(
          new FieldError(
              "/path/username", "wrong-length", "must have 1 to " + MAX_USERNAME + " characters"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return answer(directory.configureStaff(username, ifMatch, settings));
  }

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "Staff by username")
  public Response list(
      @QueryParam("limit") String limit, @QueryParam("after") String after, @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    Cursor cursor = Cursor.parse(after, BY_USERNAME, 1);
    return Page.of(
            directory.staffAfter(cursor == null ? "" : cursor.text(0), size.plusOne()),
            size,
            member -> Cursor.of(BY_USERNAME, member.username))
        .map(StaffMember::view)
        .answer(uri);
  }

  @GET
  @Path("{username}")
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "A person")
  public Response get(@PathParam("username") String username) {
    return answer(
        directory
            .staff(username, LockModeType.NONE)
            .orElseThrow(() -> Problem.notFound("Staff " + username)));
  }

  private static Response answer(StaffMember member) {
    return Response.ok(member.view()).header(HttpHeaders.ETAG, ETags.of(member.version())).build();
  }
}
