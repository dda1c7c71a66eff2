package io.heard.customers.merging;

import io.heard.customers.access.Access;
import io.heard.customers.customer.CustomerApi;
import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.ledger.Origins;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Two customers who are one. */
@Path("/v1/customers/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AGENT, Roles.LEAD, Roles.ADMIN})
@Tag(name = "Customers")
@APIResponse(
    responseCode = "400",
    description = "Not valid; every offending field is named in `errors`")
@APIResponse(responseCode = "401", description = "No valid bearer token")
@APIResponse(responseCode = "403", description = "None of the token's roles allows this")
@APIResponse(responseCode = "404", description = "There is no such customer")
@APIResponse(responseCode = "410", description = "The personal data of one of them were erased")
@APIResponse(responseCode = "412", description = "Changed since the version of If-Match")
@APIResponse(
    responseCode = "422",
    description = "The Idempotency-Key came with another request before")
public class MergeResource {

  @Inject MergeDesk desk;
  @Inject Origins origins;
  @Inject Access access;

  @POST
  @Path("merge")
  @Idempotent
  @Operation(
      summary = "Say that two customers are one",
      description =
          "The survivor takes over contacts, demands and people of the other, and keeps its own name, tier and the rest. The"
              + " other's id goes on answering: reading leads to the survivor, changing is refused with its id. Open"
              + " tickets follow over events and get the survivor's tier. If-Match means the customer in the address.")
  @Parameter(
      name = "Idempotency-Key",
      in = ParameterIn.HEADER,
      description = "1 to 255 visible ASCII characters; kept at least 24 hours")
  @APIResponse(
      responseCode = "200",
      description = "The survivor",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CustomerApi.Customer.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "`customer-merged`: one of them is merged already, `mergedInto` says into whom; `different-kinds`: a person and an"
              + " organisation; `too-many-contacts`")
  public Response merge(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      MergeApi.Merge merge) {
    UUID other = merge.into() == null ? merge.from() : merge.into();
    if (other == null || (merge.into() != null && merge.from() != null)) {
      throw Problem.invalid(new FieldError("", "one-of", "must have exactly one of into and from"));
    }
    if (other.equals(id)) {
      throw Problem.invalid(
          new FieldError(
              merge.into() == null ? "/from" : "/into", "same", "must be another customer"));
    }
    boolean intoOther = merge.into() != null;
    return answer(
        desk.merge(
            intoOther ? id : other,
            intoOther ? other : id,
            id,
            ifMatch,
            merge.reason().strip(),
            origins.caller()));
  }

  @POST
  @Path("unmerge")
  @Idempotent
  @Operation(
      summary = "Say that a merged customer is somebody of its own after all",
      description =
          "The customer in the address gets back the contacts it brought, as far as the survivor still has them, and what came"
              + " in under its own id before and since. What was added to the survivor stays there.")
  @Parameter(
      name = "Idempotency-Key",
      in = ParameterIn.HEADER,
      description = "1 to 255 visible ASCII characters; kept at least 24 hours")
  @APIResponse(
      responseCode = "200",
      description = "The customer, on its own again",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CustomerApi.Customer.class)))
  @APIResponse(responseCode = "409", description = "`not-merged`: there is nothing to undo")
  public Response unmerge(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      MergeApi.Unmerge unmerge) {
    return answer(desk.unmerge(id, ifMatch, unmerge.reason().strip(), origins.caller()));
  }

  private Response answer(CustomerApi.Customer customer) {
    return Response.ok(access.seesContacts() ? customer : customer.masked())
        .header(HttpHeaders.ETAG, ETags.of(customer.version()))
        .build();
  }
}
