package io.heard.tickets.inbound;

import io.heard.kit.http.ETags;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import io.heard.tickets.inbound.InboundApi.SourceSettings;
import io.heard.tickets.inbound.InboundApi.SourceView;
import io.heard.tickets.inbound.InboundApi.Sources;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which forms may deliver, and what their fields mean. */
@Path("/v1/inbound/sources")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Tag(name = "Inbound")
public class SourceResource {

  @Inject FormSources sources;
  @Inject Callers callers;

  // not @Idempotent: the answer is kept with the key, and a secret is not to be kept in the clear
  @POST
  @Operation(
      summary = "Make a source",
      description =
          "201 with the secret, shown this once. A repeat is answered 409 `name-taken`; after a lost answer ask for another secret.")
  public Response add(SourceSettings settings) {
    SourceView view = sources.add(settings, callers.current().name());
    return Response.created(URI.create("/v1/inbound/sources/" + settings.name()))
        .header(HttpHeaders.ETAG, ETags.of(view.version()))
        .entity(view)
        .build();
  }

  @GET
  @Operation(summary = "All sources", description = "By name, without secrets.")
  public Sources list() {
    return new Sources(sources.all());
  }

  @GET
  @Path("{name}")
  @Operation(summary = "A source", description = "Without its secret.")
  public Response get(@PathParam("name") String name) {
    return ok(sources.get(name).view());
  }

  @PUT
  @Path("{name}")
  @Operation(
      summary = "Change a source",
      description = "All of it but name and auth; for what comes from now on, and for retries.")
  public Response change(
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      SourceSettings settings) {
    return ok(sources.change(name, ifMatch, settings, callers.current().name()));
  }

  @POST
  @Path("{name}/secret")
  @Operation(
      summary = "Another secret",
      description = "Shown this once; the former one is void at once.")
  public Response rotate(@PathParam("name") String name) {
    return ok(sources.rotate(name, callers.current().name()));
  }

  private static Response ok(SourceView view) {
    return Response.ok(view).header(HttpHeaders.ETAG, ETags.of(view.version())).build();
  }
}
