package io.heard.tickets.duty;

import io.heard.kit.http.ETags;
import io.heard.kit.idempotency.Idempotent;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Transfers of the feedback duty over HTTP. If-Match and ETag are those of the ticket. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Feedback duty")
public class DutyResource {

  private static final String IF_MATCH = HttpHeaders.IF_MATCH;
  private static final String ALL = "{ref}/receiver-transfers";
  private static final String ONE = ALL + "/{id}";

  @Inject DutyDesk desk;

  @POST
  @Path(ALL)
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Offer the feedback duty to somebody else",
      description =
          "By the first receiver, or a lead. Until it is accepted whoever has the duty still owes the answer. One open offer a ticket (409).")
  @APIResponse(
      responseCode = "201",
      description = "Offered; the ETag is the ticket's",
      content = @Content(schema = @Schema(implementation = DutyApi.Transfer.class)))
  public Response offer(
      @PathParam("ref") String reference,
      @HeaderParam(IF_MATCH) String ifMatch,
      DutyApi.NewTransfer offer) {
    return answer(Response.Status.CREATED, desk.offer(reference, ifMatch, offer));
  }

  @GET
  @Path(ALL)
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.OPS, Roles.ADMIN})
  @Operation(summary = "The transfers of a ticket", description = "Oldest first, also the ended.")
  public DutyApi.Transfers list(@PathParam("ref") String reference) {
    return new DutyApi.Transfers(desk.list(reference));
  }

  @POST
  @Path(ONE + "/accept")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Take the feedback duty over",
      description =
          "Only whom it was offered to (403), and only while it is offered: 409 once it is accepted, refused, withdrawn or expired.")
  @APIResponse(
      responseCode = "200",
      description = "Accepted",
      content = @Content(schema = @Schema(implementation = DutyApi.Transfer.class)))
  public Response accept(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      DutyApi.Word word) {
    return answer(Response.Status.OK, desk.accept(reference, id, ifMatch, word));
  }

  @POST
  @Path(ONE + "/refuse")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(summary = "Refuse to take it over", description = "Needs a reason.")
  @APIResponse(
      responseCode = "200",
      description = "Refused",
      content = @Content(schema = @Schema(implementation = DutyApi.Transfer.class)))
  public Response refuse(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      DutyApi.Refusal refusal) {
    return answer(Response.Status.OK, desk.refuse(reference, id, ifMatch, refusal));
  }

  @POST
  @Path(ONE + "/withdraw")
  @Idempotent
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD})
  @Operation(
      summary = "Withdraw an offer",
      description = "By whoever made it, the first receiver or a lead, while it is offered.")
  @APIResponse(
      responseCode = "200",
      description = "Withdrawn",
      content = @Content(schema = @Schema(implementation = DutyApi.Transfer.class)))
  public Response withdraw(
      @PathParam("ref") String reference,
      @PathParam("id") UUID id,
      @HeaderParam(IF_MATCH) String ifMatch,
      DutyApi.Word word) {
    return answer(Response.Status.OK, desk.withdraw(reference, id, ifMatch, word));
  }

  private static Response answer(Response.Status status, DutyDesk.Answer answer) {
    return Response.status(status)
        .header(HttpHeaders.ETAG, ETags.of(answer.version()))
        .entity(answer.transfer())
        .build();
  }
}
