package io.heard.customers.demand;

import io.heard.customers.customer.CustomerApi;
import io.heard.customers.customer.Customers;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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

  private static final int MOST_DEMANDS = 50;
  private static final int MOST_EXCHANGES = 20;

  @Inject Customers customers;
  @Inject Demands demands;

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
          "What is open and when it is due, what was promised, what was said last. Known from ticket events, so it may lag"
              + " behind ticket-service by moments.")
  @APIResponse(
      responseCode = "200",
      description = "What is owed, and what was said last",
      content = @Content(schema = @Schema(implementation = OverviewApi.Overview.class)))
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  public OverviewApi.Overview overview(@PathParam("id") UUID id) {
    CustomerApi.Customer customer =
        customers
            .findByIdOptional(id)
            .orElseThrow(() -> Problem.notFound("The customer " + id))
            .view();
    return new OverviewApi.Overview(
        customer,
        demands.totals(id),
        demands.open(id, MOST_DEMANDS),
        List.of(),
        demands.exchanges(id, MOST_EXCHANGES));
  }
}
