package io.heard.tickets.inbound;

import io.heard.kit.problem.Problem;
import io.heard.tickets.inbound.InboundApi.Auth;
import io.heard.tickets.inbound.InboundApi.Receipt;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where forms deliver; they have no token of staff, but a secret of their own. */
@Path("/v1/inbound/forms/{source}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@PermitAll
@Tag(name = "Inbound", description = "Demands from forms and mail")
public class FormResource {

  @Inject FormSources sources;
  @Inject FormDesk desk;
  @Inject FormRate rate;
  @Inject Clock clock;

  @POST
  @Operation(
      summary = "Deliver a form, signed",
      description =
          "For sources with auth SIGNATURE, by Standard Webhooks: webhook-id, webhook-timestamp (within five minutes), webhook-signature. The same "
              + "webhook-id again makes no second ticket and is answered with the first one's. Nothing that arrives is dropped: what no ticket can be "
              + "made of is parked.")
  @APIResponse(
      responseCode = "201",
      description = "A ticket",
      content = @Content(schema = @Schema(implementation = Receipt.class)))
  @APIResponse(responseCode = "202", description = "Parked for a person to look at")
  @APIResponse(responseCode = "401", description = "No such source, or not its signature")
  @APIResponse(
      responseCode = "429",
      description = "Too many a minute from one address or for one source; `Retry-After`")
  public Response signed(
      @PathParam("source") String name,
      @HeaderParam("webhook-id") String id,
      @HeaderParam("webhook-timestamp") String timestamp,
      @HeaderParam("webhook-signature") String signature,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
      @Context HttpServerRequest request,
      byte[] body) {
    rate.requireAddress(address(request));
    Optional<FormSources.Source> source =
        sources
            .find(name)
            .filter(found -> found.settings().auth() == Auth.SIGNATURE)
            .filter(
                found ->
                    FormSecrets.isSigned(
                        found.secret(), id, timestamp, signature, body, clock.instant()));
    return deliver(source, id, contentType, body);
  }

  @POST
  @Path("{token}")
  @Operation(
      summary = "Deliver a form, with a token in the path",
      description =
          "For sources with auth URL_TOKEN. Repeats are known by the header webhook-id or, without it, the field mapped to deliveryId; else each "
              + "delivery is a demand of its own.")
  @APIResponse(
      responseCode = "201",
      description = "A ticket",
      content = @Content(schema = @Schema(implementation = Receipt.class)))
  @APIResponse(responseCode = "202", description = "Parked for a person to look at")
  @APIResponse(responseCode = "401", description = "No such source, or not its token")
  @APIResponse(
      responseCode = "429",
      description = "Too many a minute from one address or for one source; `Retry-After`")
  public Response withToken(
      @PathParam("source") String name,
      @PathParam("token") String token,
      @HeaderParam("webhook-id") String id,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
      @Context HttpServerRequest request,
      byte[] body) {
    rate.requireAddress(address(request));
    Optional<FormSources.Source> source =
        sources
            .find(name)
            .filter(found -> found.settings().auth() == Auth.URL_TOKEN)
            .filter(found -> FormSecrets.isToken(found.secret(), token));
    return deliver(source, id, contentType, body);
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? "?" : request.remoteAddress().hostAddress();
  }

  private Response deliver(
      Optional<FormSources.Source> source, String id, String contentType, byte[] body) {
    FormSources.Source known =
        source.orElseThrow(
            () ->
                new Problem(
                    401,
                    "unauthenticated",
                    "Unauthenticated",
                    "There is no such source, or the delivery does not bear its secret."));
    if (!known.settings().active()) {
      throw new Problem(403, "inactive", "Forbidden", "This source is switched off.");
    }
    rate.requireSource(known.settings().name());
    FormDesk.Answer answer = desk.take(known, id, contentType, body);
    Response.ResponseBuilder response =
        Response.status(answer.receipt().ticketId() == null ? 202 : 201).entity(answer.receipt());
    return answer.replayed()
        ? response.header("Idempotent-Replay", "true").build()
        : response.build();
  }
}
