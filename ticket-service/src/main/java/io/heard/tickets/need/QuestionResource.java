package io.heard.tickets.need;

import io.heard.kit.paging.Limit;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import io.heard.tickets.need.NeedApi.QuestionState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What to ask customers over HTTP. */
@Path("/v1/questions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Needs")
public class QuestionResource {

  @Inject Questions questions;

  @GET
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(
      summary = "What to ask a customer",
      description =
          "For the person at the phone: the questions on all tickets of a customer, under whatever id they came in, the oldest first.")
  public Response ofCustomer(
      @Parameter(description = "The customer's id; required", required = true)
          @QueryParam("customer")
          String customer,
      @Parameter(description = "Default OPEN") @QueryParam("state") String state,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context UriInfo uri) {
    Limit size = Limit.of(limit);
    QuestionState wanted = NeedResource.state(state, QuestionState.OPEN);
    return NeedResource.page(
        size,
        uri,
        questions.ofCustomer(
            customer(customer), wanted, NeedResource.start(after), size.plusOne()));
  }

  private static UUID customer(String id) {
    try {
      return UUID.fromString(id == null ? "" : id);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(
          FieldError.query("customer", "malformed", "is required: a customer's id (UUID)"));
    }
  }
}
