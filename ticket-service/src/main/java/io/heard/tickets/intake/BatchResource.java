package io.heard.tickets.intake;

import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Many demands in one request. */
@Path("/v1/tickets/batch")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Intake", description = "Demands that come in many at a time, or from elsewhere")
public class BatchResource {

  private static final int MULTI_STATUS = 207;

  @Inject BatchDesk desk;

  @POST
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.INTEGRATION})
  @Operation(
      summary = "Log up to 500 demands",
      description =
          "Each demand is a transaction of its own: a bad one is refused by itself and holds up no other. What is answered with status 201 is "
              + "durable. After a lost answer send the batch again with the same Idempotency-Key (or keys of the items): what was logged is "
              + "answered again, the rest is logged now.")
  @APIResponse(
      responseCode = "207",
      description = "One result for each demand (RFC 4918 §11.1 in JSON)",
      content = @Content(schema = @Schema(implementation = BatchApi.Result.class)))
  @APIResponse(
      responseCode = "400",
      description = "Not a list of 1 to 500 demands, or not JSON; nothing was logged")
  public Response log(BatchApi.Batch batch) {
    return Response.status(MULTI_STATUS).entity(desk.log(batch.tickets())).build();
  }
}
