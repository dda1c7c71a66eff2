package io.heard.tickets.duty;

import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Offers of the feedback duty that wait for the caller. */
@Path("/v1/receiver-transfers/offered-to-me")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Feedback duty")
public class OfferedResource {

  @Inject DutyDesk desk;
  @Inject Callers callers;

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "What waits for my answer",
      description = "Open offers to the caller, what expires first coming first; at most 200.")
  public DutyApi.Transfers offeredToMe() {
    return new DutyApi.Transfers(desk.offeredTo(callers.current().name()));
  }
}
