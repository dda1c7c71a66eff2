package io.heard.customers.privacy;

import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.ledger.Origins;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is held about a person, and its erasure. */
@Path("/v1/customers/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Tag(
    name = "Privacy",
    description = "What is held about a person, to whom it was given, and its erasure")
@APIResponse(responseCode = "401", description = "No valid bearer token")
@APIResponse(responseCode = "403", description = "The token has not the role admin")
@APIResponse(responseCode = "404", description = "There is no such customer")
public class PrivacyResource {

  @Inject PrivacyDesk desk;
  @Inject Origins origins;

  @GET
  @Path("export")
  @Operation(
      summary = "Everything held about a customer",
      description =
          "In full and unmasked, for the person who asks for it. The export itself is written to the access log. Tickets are in"
              + " ticket-service; what this service knows of them is included.")
  @APIResponse(
      responseCode = "200",
      description = "What is held",
      content = @Content(schema = @Schema(implementation = PrivacyApi.Export.class)))
  @APIResponse(
      responseCode = "308",
      description = "Merged: `Location` leads to the export of the one that took it over")
  @APIResponse(responseCode = "410", description = "Its personal data were erased")
  public Response export(@PathParam("id") UUID id) {
    return Response.ok(desk.export(id))
        .header("Content-Disposition", "attachment; filename=\"customer-" + id + ".json\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  @POST
  @Path("erase")
  @Idempotent
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Erase the personal data of a customer",
      description =
          "For good, under every id the customer had, and over events in the other services. The history stays verifiable: its"
              + " entries keep a digest of what they held. Afterwards the id answers 410. Erasing again changes nothing.")
  @Parameter(
      name = "Idempotency-Key",
      in = ParameterIn.HEADER,
      description = "1 to 255 visible ASCII characters; kept at least 24 hours")
  @APIResponse(
      responseCode = "200",
      description = "Erased",
      content = @Content(schema = @Schema(implementation = PrivacyApi.Erasure.class)))
  @APIResponse(
      responseCode = "400",
      description = "Not valid; every offending field is named in `errors`")
  @APIResponse(
      responseCode = "409",
      description = "`customer-merged`: erase the one in `mergedInto`")
  @APIResponse(responseCode = "412", description = "Changed since the version of If-Match")
  @APIResponse(
      responseCode = "422",
      description = "The Idempotency-Key came with another request before")
  public Response erase(
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      PrivacyApi.Erase erase) {
    return Response.ok(desk.erase(id, ifMatch, erase.reason().strip(), origins.caller())).build();
  }
}
