package io.heard.tickets.ticket;

import io.heard.kit.http.ChecksQuery;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Mistakes;
import io.heard.kit.problem.QueryIds;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is held about a person here. */
@Path("/v1/tickets/export")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Tag(name = "Privacy")
public class ExportResource {

  @Inject Export export;

  @GET
  @ChecksQuery
  @Operation(
      summary = "Everything held about a customer",
      description =
          "Tickets with their whole history, files, messages and import rows, in full and unmasked, for the person who asks for it. The export itself"
              + " is written to the access log. Who they are is exported by customer-service.")
  @APIResponse(
      responseCode = "200",
      description = "What is held",
      content = @Content(schema = @Schema(implementation = Export.Everything.class)))
  @APIResponse(responseCode = "400", description = "No id of a customer")
  @APIResponse(responseCode = "404", description = "There is no such customer")
  @APIResponse(responseCode = "410", description = "The personal data of this customer were erased")
  @Parameter(
      name = "customer",
      in = ParameterIn.QUERY,
      description = "A customer's id, also one that was merged",
      required = true,
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  public Response export(@Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Mistakes mistakes = new Mistakes().unknown(query, Set.of("customer"));
    UUID customer = mistakes.in(() -> QueryIds.read("customer", query));
    if (!query.containsKey("customer")) {
      mistakes.errors().add(FieldError.query("customer", "required", "is required"));
    }
    mistakes.refuse();
    return Response.ok(export.of(customer))
        .header(
            "Content-Disposition",
            "attachment; filename=\"customer-" + customer + "-tickets.json\"")
        .header("Cache-Control", "no-store")
        .build();
  }
}
