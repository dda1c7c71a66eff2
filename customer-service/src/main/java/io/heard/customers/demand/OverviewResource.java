package io.heard.customers.demand;

import io.heard.customers.access.AccessApi;
import io.heard.customers.access.AccessLog;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerDoor;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A customer at a glance. */
@Path("/v1/customers/{id}/overview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
public class OverviewResource {

  @Inject CustomerDoor door;
  @Inject Overviews overviews;
  @Inject AccessLog accessLog;

  @GET
  @Transactional
  @RolesAllowed({
    Roles.FRONTLINE,
    Roles.AGENT,
    Roles.LEAD,
    Roles.ADMIN,
    Roles.INTEGRATION,
    Roles.OPS
  })
  @Operation(
      summary = "A customer at a glance",
      description =
          "What is open and when it is due, what was promised, what was said last. Of an organisation also what its people asked"
              + " for (the 1,000 newest of them). Known from ticket events, so it may lag behind ticket-service by moments."
              + " An integration sees what was logged through its own client.")
  @APIResponse(
      responseCode = "200",
      description = "What is owed, and what was said last",
      content = @Content(schema = @Schema(implementation = OverviewApi.Overview.class)))
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  @APIResponse(
      responseCode = "308",
      description = "Merged: `Location` leads to the overview of the one that took it over")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  @APIResponse(responseCode = "410", description = "Its personal data were erased")
  public OverviewApi.Overview overview(@PathParam("id") UUID id) {
    Customer customer = door.present(id, "/overview");
    OverviewApi.Overview overview = overviews.of(customer);
    accessLog.read(AccessApi.Action.OVERVIEW, overview.customers());
    return overview;
  }
}
